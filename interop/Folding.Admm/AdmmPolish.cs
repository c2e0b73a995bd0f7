using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Admm;

/// <summary>
/// Makes a converged point exact on its active rows: repeated corrections by the regularised system of the rows whose slack is smaller than their multiplier,
/// <code>
/// [ P + δI    A_act' ] [dx]   [−(Px + q + A_act'y)]
/// [ A_act    −δI     ] [dy] = [b_act − A_act x    ]
/// </code>
/// The result replaces the iterate only where it is better.
/// </summary>
internal static class AdmmPolish
{
    private const double Delta = 1e-7;
    private const int Corrections = 10;

    /// <summary>The polished point in the units of the problem, or null where it is no better than (x, y).</summary>
    public static (double[] X, double[] Y)? Run(QuadraticProgram problem, AdmmIteration at, double[] x, double[] y)
    {
        var program = at.Program;
        var rows = new List<int>();
        var targets = new List<double>();
        for (var i = 0; i < at.Z.Length; i++)
        {
            double l = program.Lower[i], u = program.Upper[i], z = at.Z[i];
            if (z - l < -at.Y[i] || l == u) Add(i, l);
            else if (u - z < at.Y[i]) Add(i, u);
        }

        var active = SelectRows(program.A, rows);
        var system = new SparseAugmentedHessian(program.P.Pattern, active.Pattern);
        var rho = new double[rows.Count];
        Array.Fill(rho, 1 / Delta);
        if (system.Factor(program.P, active, rho, Delta) != LdlOutcome.Factored) return null;

        double[] newX = [.. at.X], newY = [.. rows.Select(i => at.Y[i])];
        double[] rx = new double[newX.Length], ry = new double[newY.Length], dx = new double[newX.Length], dy = new double[newY.Length];
        for (var k = 0; k < Corrections; k++)
        {
            program.P.MultiplySymmetric(newX, rx);
            active.AddTransposedMultiply(newY, rx);
            active.Multiply(newX, ry);
            for (var j = 0; j < rx.Length; j++) rx[j] = -(rx[j] + program.Q[j]);
            for (var i = 0; i < ry.Length; i++) ry[i] = targets[i] - ry[i];
            if (!AllFinite(rx) || !AllFinite(ry)) return null;
            system.SolveSystem(rx, ry, dx, dy);
            for (var j = 0; j < dx.Length; j++) newX[j] += dx[j];
            for (var i = 0; i < dy.Length; i++) newY[i] += dy[i];
        }

        var full = new double[at.Y.Length];
        for (var k = 0; k < rows.Count; k++) full[rows[k]] = newY[k];
        var polished = (X: program.UnscaledPrimal(newX), Y: program.UnscaledDual(full));
        KktResiduals before = KktResiduals.Of(problem, x, y), after = KktResiduals.Of(problem, polished.X, polished.Y);
        return after.Worst <= before.Worst || after.WorstRelative <= before.WorstRelative ? polished : null;

        void Add(int row, double target)
        {
            rows.Add(row);
            targets.Add(target);
        }
    }

    private static CscMatrix SelectRows(CscMatrix a, List<int> rows)
    {
        var place = new int[a.Rows];
        Array.Fill(place, -1);
        for (var k = 0; k < rows.Count; k++) place[rows[k]] = k;
        var pointers = new int[a.Columns + 1];
        var indices = new List<int>();
        var values = new List<double>();
        for (var j = 0; j < a.Columns; j++)
        {
            for (var k = a.Pattern.ColumnPointers[j]; k < a.Pattern.ColumnPointers[j + 1]; k++)
            {
                if (place[a.Pattern.RowIndices[k]] is var row and >= 0)
                {
                    indices.Add(row);
                    values.Add(a.Values[k]);
                }
            }

            pointers[j + 1] = indices.Count;
        }

        return CscMatrix.Adopt(SparsityPattern.Adopt(rows.Count, a.Columns, pointers, [.. indices]), [.. values]);
    }

    private static bool AllFinite(double[] values) => Array.TrueForAll(values, double.IsFinite);
}
