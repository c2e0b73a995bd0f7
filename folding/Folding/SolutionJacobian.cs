using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>The derivative of a solution with respect to one block of the data, as dense matrices.</summary>
/// <param name="Primal">dx / dblock: n rows, one column per number of the block.</param>
/// <param name="Dual">dy / dblock: a row per multiplier, one column per number of the block.</param>
/// <param name="Report">Of the row or column that is known least well.</param>
public sealed record SolutionJacobian(double[,] Primal, double[,] Dual, GradientReport Report);

/// <summary>
/// Whole Jacobians by the shorter way: J = dz/dθ, z = (x, y), has a row per entry of z, <c>e_i'J = Vjp(e_i)</c>, and a column per number
/// of the block, <c>J e_k = Jvp(e_k)</c>.
/// </summary>
public static class SolutionJacobians
{
    /// <summary>Seeds in work at the same time; each holds a gradient of all blocks.</summary>
    private const int Width = 32;

    /// <summary>Computes the Jacobian of x and y with respect to a block; dense, (n + m) times the size of the block.</summary>
    /// <param name="tape">The recorded solution.</param>
    /// <param name="block">Which data to differentiate by.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public static SolutionJacobian Jacobian(this Tape<QuadraticProgram, QuadraticData> tape, QuadraticBlock block)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var problem = tape.Problem;
        return Of(tape, SizeOf(problem, block), unit => Direction(problem, block, unit), data => ValuesOf(data, block));
    }

    /// <inheritdoc cref="Jacobian(Tape{QuadraticProgram, QuadraticData}, QuadraticBlock)"/>
    public static SolutionJacobian Jacobian(this Tape<LinearProgram, LinearData> tape, LinearBlock block)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var problem = tape.Problem;
        return Of(tape, SizeOf(problem, block), unit => Direction(problem, block, unit), data => ValuesOf(data, block));
    }

    private static SolutionJacobian Of<TProblem, TData>(
        Tape<TProblem, TData> tape, int size, Func<double[], TData> direction, Func<TData, ImmutableArray<double>> valuesOf)
        where TProblem : class, IProblem
        where TData : class
    {
        int n = tape.Problem.VariableCount, m = tape.Problem.DualCount;
        double[,] primal = new double[n, size], dual = new double[m, size];
        // A row costs a solve and a gradient of every block, a column a solve alone.
        var report = n + m < size ? ByRows(tape, valuesOf, primal, dual) : ByColumns(tape.Jvp, direction, primal, dual) ?? tape.ValueGradient().Report;
        return new(primal, dual, report);
    }

    private static GradientReport ByRows<TProblem, TData>(Tape<TProblem, TData> tape, Func<TData, ImmutableArray<double>> valuesOf, double[,] primal, double[,] dual)
        where TProblem : class, IProblem
        where TData : class
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
                var values = valuesOf(gradients[s].Data);
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

    /// <summary>By forward mode alone, whoever computes it.</summary>
    internal static SolutionJacobian ByColumns(QuadraticProgram problem, QuadraticBlock block, Func<QuadraticData, Tangent> jvp, GradientReport withoutColumns)
    {
        var size = SizeOf(problem, block);
        double[,] primal = new double[problem.VariableCount, size], dual = new double[problem.ConstraintCount, size];
        return new(primal, dual, ByColumns(jvp, unit => Direction(problem, block, unit), primal, dual) ?? withoutColumns);
    }

    /// <returns>The report of the least known column; null without columns.</returns>
    private static GradientReport? ByColumns<TData>(Func<TData, Tangent> jvp, Func<double[], TData> direction, double[,] primal, double[,] dual)
    {
        GradientReport? worst = null;
        var unit = new double[primal.GetLength(1)];
        for (var k = 0; k < unit.Length; k++)
        {
            unit[k] = 1;
            var tangent = jvp(direction(unit));
            unit[k] = 0;
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

    private static QuadraticData Direction(QuadraticProgram problem, QuadraticBlock block, double[] values) => block switch
    {
        QuadraticBlock.P => new(problem, p: values),
        QuadraticBlock.Q => new(problem, q: values),
        QuadraticBlock.A => new(problem, a: values),
        QuadraticBlock.Lower => new(problem, lower: values),
        _ => new(problem, upper: values),
    };

    private static LinearData Direction(LinearProgram problem, LinearBlock block, double[] values) => block switch
    {
        LinearBlock.Cost => new(problem, cost: values),
        LinearBlock.A => new(problem, a: values),
        LinearBlock.RowLower => new(problem, rowLower: values),
        LinearBlock.RowUpper => new(problem, rowUpper: values),
        LinearBlock.ColumnLower => new(problem, columnLower: values),
        _ => new(problem, columnUpper: values),
    };

    private static ImmutableArray<double> ValuesOf(QuadraticData data, QuadraticBlock block) => block switch
    {
        QuadraticBlock.P => data.P.ValueArray,
        QuadraticBlock.Q => data.Q,
        QuadraticBlock.A => data.A.ValueArray,
        QuadraticBlock.Lower => data.Lower,
        _ => data.Upper,
    };

    private static ImmutableArray<double> ValuesOf(LinearData data, LinearBlock block) => block switch
    {
        LinearBlock.Cost => data.Cost,
        LinearBlock.A => data.A.ValueArray,
        LinearBlock.RowLower => data.RowLower,
        LinearBlock.RowUpper => data.RowUpper,
        LinearBlock.ColumnLower => data.ColumnLower,
        _ => data.ColumnUpper,
    };

    private static int SizeOf(QuadraticProgram problem, QuadraticBlock block) => block switch
    {
        QuadraticBlock.P => problem.P.Pattern.Count,
        QuadraticBlock.Q => problem.VariableCount,
        QuadraticBlock.A => problem.A.Pattern.Count,
        QuadraticBlock.Lower or QuadraticBlock.Upper => problem.ConstraintCount,
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "There is no such block."),
    };

    private static int SizeOf(LinearProgram problem, LinearBlock block) => block switch
    {
        LinearBlock.A => problem.A.Pattern.Count,
        LinearBlock.RowLower or LinearBlock.RowUpper => problem.ConstraintCount,
        LinearBlock.Cost or LinearBlock.ColumnLower or LinearBlock.ColumnUpper => problem.VariableCount,
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "There is no such block."),
    };
}
