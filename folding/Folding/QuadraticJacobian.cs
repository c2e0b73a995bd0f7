using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>The derivative of a quadratic program's solution with respect to one block of its data, as dense matrices.</summary>
/// <param name="Primal">dx / dblock: n rows, one column per number of the block.</param>
/// <param name="Dual">dy / dblock: m rows, one column per number of the block.</param>
/// <param name="Report">Of the row or column that is known least well.</param>
public sealed record QuadraticJacobian(double[,] Primal, double[,] Dual, GradientReport Report);

/// <summary>
/// Whole Jacobians by the shorter way: J = dz/dθ, z = (x, y), has a row per entry of z, <c>e_i'J = Vjp(e_i)</c>, and a column per number
/// of the block, <c>J e_k = Jvp(e_k)</c>.
/// </summary>
public static class QuadraticJacobians
{
    /// <summary>Seeds in work at the same time; each holds a gradient of all blocks.</summary>
    private const int Width = 32;

    /// <summary>Computes the Jacobian of x and y with respect to a block; dense, (n + m) times the size of the block.</summary>
    /// <param name="tape">The recorded solution.</param>
    /// <param name="block">Which data to differentiate by.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public static QuadraticJacobian Jacobian(this Tape<QuadraticProgram, QuadraticData> tape, QuadraticBlock block)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int n = tape.Problem.VariableCount, m = tape.Problem.ConstraintCount, size = SizeOf(tape.Problem, block);
        double[,] primal = new double[n, size], dual = new double[m, size];
        // A row costs a solve and a gradient of every block, a column a solve alone.
        var report = n + m < size ? ByRows(tape, block, primal, dual) : ByColumns(tape.Problem, tape.Jvp, block, size, primal, dual) ?? tape.ValueGradient().Report;
        return new(primal, dual, report);
    }

    private static GradientReport ByRows(Tape<QuadraticProgram, QuadraticData> tape, QuadraticBlock block, double[,] primal, double[,] dual)
    {
        int n = primal.GetLength(0), m = dual.GetLength(0);
        GradientReport? worst = null;
        for (var first = 0; first < n + m; first += Width)
        {
            Seed[] seeds = [.. Enumerable.Range(first, Math.Min(Width, n + m - first)).Select(row => Unit(row, n, m))];
            var gradients = tape.Vjp(seeds);
            for (var s = 0; s < seeds.Length; s++)
            {
                var row = first + s;
                var values = ValuesOf(gradients[s].Data, block);
                for (var k = 0; k < values.Length; k++)
                {
                    if (row < n) primal[row, k] = values[k];
                    else dual[row - n, k] = values[k];
                }

                worst = Worse(worst, gradients[s].Report);
            }
        }

        return worst ?? tape.ValueGradient().Report;
    }

    /// <summary>The Jacobian by forward mode alone, whoever computes it.</summary>
    internal static QuadraticJacobian ByColumns(QuadraticProgram problem, QuadraticBlock block, Func<QuadraticData, Tangent> jvp, GradientReport report)
    {
        var size = SizeOf(problem, block);
        double[,] primal = new double[problem.VariableCount, size], dual = new double[problem.ConstraintCount, size];
        return new(primal, dual, ByColumns(problem, jvp, block, size, primal, dual) ?? report);
    }

    private static GradientReport? ByColumns(QuadraticProgram problem, Func<QuadraticData, Tangent> jvp, QuadraticBlock block, int size, double[,] primal, double[,] dual)
    {
        GradientReport? worst = null;
        for (var k = 0; k < size; k++)
        {
            var tangent = jvp(Direction(problem, block, k, size));
            for (var j = 0; j < primal.GetLength(0); j++) primal[j, k] = tangent.Primal[j];
            for (var i = 0; i < dual.GetLength(0); i++) dual[i, k] = tangent.Dual[i];
            worst = Worse(worst, tangent.Report);
        }

        return worst;
    }

    private static GradientReport Worse(GradientReport? worst, GradientReport report) => worst is null || report.Trust < worst.Trust ? report : worst;

    private static Seed Unit(int row, int n, int m)
    {
        var unit = new double[row < n ? n : m];
        unit[row < n ? row : row - n] = 1;
        return row < n ? Seed.OnPrimal(unit) : Seed.OnDual(unit);
    }

    private static QuadraticData Direction(QuadraticProgram problem, QuadraticBlock block, int entry, int size)
    {
        var unit = new double[size];
        unit[entry] = 1;
        return block switch
        {
            QuadraticBlock.P => new(problem, p: unit),
            QuadraticBlock.Q => new(problem, q: unit),
            QuadraticBlock.A => new(problem, a: unit),
            QuadraticBlock.Lower => new(problem, lower: unit),
            _ => new(problem, upper: unit),
        };
    }

    private static ImmutableArray<double> ValuesOf(QuadraticData data, QuadraticBlock block) => block switch
    {
        QuadraticBlock.P => data.P.ValueArray,
        QuadraticBlock.Q => data.Q,
        QuadraticBlock.A => data.A.ValueArray,
        QuadraticBlock.Lower => data.Lower,
        _ => data.Upper,
    };

    private static int SizeOf(QuadraticProgram problem, QuadraticBlock block) => block switch
    {
        QuadraticBlock.P => problem.P.Pattern.Count,
        QuadraticBlock.Q => problem.VariableCount,
        QuadraticBlock.A => problem.A.Pattern.Count,
        QuadraticBlock.Lower or QuadraticBlock.Upper => problem.ConstraintCount,
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "There is no such block."),
    };
}
