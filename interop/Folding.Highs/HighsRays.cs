using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Certificates for problems that HiGHS calls infeasible, unbounded or one of the two. Presolve proves infeasibility without
/// leaving a ray, so HiGHS solves once more without it when asked for one; every ray is checked with
/// <see cref="CertificateCheck"/> and only one that proves what it says is returned.
/// </summary>
internal static unsafe class HighsRays
{
    /// <summary>Largest violation of a certificate, relative to what it proves, that is accepted.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Completes a solution of a linear or mixed-integer program; a mixed-integer one gets certificates of its relaxation, where those exist.</summary>
    public static Solution Explain(void* highs, HighsRun run, LinearProgram problem, Solution solution)
    {
        if (solution.Termination is TerminationStatus.Infeasible or TerminationStatus.InfeasibleOrUnbounded &&
            DualRay(highs, run, problem) is { IsEmpty: false } dual)
            return solution with { Termination = TerminationStatus.Infeasible, DualStatus = PointStatus.Certificate, DualRay = dual };
        if (solution.Termination == TerminationStatus.Infeasible || run.Stopped) return solution;

        var primal = PrimalRay(highs, run, problem);
        if (primal.IsEmpty) return solution;
        if (solution.Termination == TerminationStatus.InfeasibleOrUnbounded && problem.HasIntegers)
        {
            // The relaxation is unbounded; the program itself is, where it has a feasible point.
            switch (FeasibilityOf(highs, run, problem))
            {
                case HighsModelStatus.Infeasible: return solution with { Termination = TerminationStatus.Infeasible };
                case not HighsModelStatus.Optimal: return solution;
            }
        }

        return solution with { Termination = TerminationStatus.Unbounded, PrimalStatus = PointStatus.Certificate, PrimalRay = primal };
    }

    /// <summary>Farkas multipliers of the rows l ≤ Ax ≤ u, length m; empty where there are none.</summary>
    public static ImmutableArray<double> DualRay(void* highs, HighsRun run, QuadraticProgram problem, QuadraticScaling scaling)
    {
        var rows = RowDualRay(highs, run, problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan());
        scaling.RestoreDual(rows);
        return Certified(rows, ray => CertificateCheck.Infeasibility(problem, ray));
    }

    /// <summary>
    /// A direction d with Pd = 0, q'd &lt; 0 and Ad in the recession cone of [l, u]: the solution of the linear program that
    /// minimises q'd over such d with |d_j| ≤ 1, which HiGHS's quadratic solver does not offer itself. Empty where there is none.
    /// </summary>
    public static ImmutableArray<double> PrimalRay(HighsRun run, QuadraticProgram problem, HighsOptions options)
    {
        if (run.Stopped) return [];
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var full = CscMatrix.FromTriplets(n, n, problem.P.Entries().Where(static e => e.Value != 0)
            .SelectMany(static e => e.Row == e.Column ? [e] : new[] { e, (Row: e.Column, Column: e.Row, e.Value) }));
        double[] lower = [.. new double[n], .. problem.Lower.Select(static l => double.IsFinite(l) ? 0 : double.NegativeInfinity)];
        double[] upper = [.. new double[n], .. problem.Upper.Select(static u => double.IsFinite(u) ? 0 : double.PositiveInfinity)];
        double[] least = new double[n], most = new double[n];
        Array.Fill(least, -1);
        Array.Fill(most, 1);
        var program = new LinearProgram(problem.Q.AsSpan(), CscMatrix.Stack(full, problem.A), lower, upper, least, most);
        using var session = new HighsLinearSession(program, options with { QuadraticRegularization = null });
        var request = double.IsFinite(run.SecondsLeft) ? new SolveRequest { TimeLimit = TimeSpan.FromSeconds(run.SecondsLeft) } : SolveRequest.Default;
        var solution = session.Solve(request, run.Cancellation);
        return solution.IsSolved ? Certified([.. solution.Primal], ray => CertificateCheck.Unboundedness(problem, ray)) : [];
    }

    private static ImmutableArray<double> DualRay(void* highs, HighsRun run, LinearProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var rows = RowDualRay(highs, run, problem.A, problem.RowLower.AsSpan(), problem.RowUpper.AsSpan());
        if (rows.Length == 0) return [];

        // HiGHS gives multipliers of the rows; those of the bounds follow from A'y_rows + y_bounds = 0.
        var ray = new double[m + n];
        rows.CopyTo(ray, 0);
        var bounds = ray.AsSpan(m);
        problem.A.AddTransposedMultiply(rows, bounds);
        for (var j = 0; j < n; j++) bounds[j] = 0 - bounds[j];
        DropRounding(problem, rows, bounds);
        return Certified(ray, candidate => CertificateCheck.Infeasibility(problem, candidate));
    }

    /// <summary>Sums that should be zero come out as rounding; the multiplier of a bound is set to zero where it is no more than that.</summary>
    private static void DropRounding(LinearProgram problem, ReadOnlySpan<double> rows, Span<double> bounds)
    {
        for (var j = 0; j < bounds.Length; j++)
        {
            double size = 0;
            for (var k = problem.A.Pattern.ColumnPointers[j]; k < problem.A.Pattern.ColumnPointers[j + 1]; k++)
                size += Math.Abs(problem.A.Values[k] * rows[problem.A.Pattern.RowIndices[k]]);
            if (Math.Abs(bounds[j]) <= 1e-12 * size) bounds[j] = 0;
        }
    }

    /// <summary>Farkas multipliers of the rows: those of a row without entries that excludes 0, of which HiGHS gives no ray, or HiGHS's.</summary>
    private static double[] RowDualRay(void* highs, HighsRun run, CscMatrix a, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        var occupied = new bool[a.Rows];
        for (var k = 0; k < a.Pattern.Count; k++) occupied[a.Pattern.RowIndices[k]] |= a.Values[k] != 0;
        for (var i = 0; i < a.Rows; i++)
        {
            if (occupied[i] || (lower[i] <= 0 && upper[i] >= 0)) continue;
            var ray = new double[a.Rows];
            ray[i] = lower[i] > 0 ? -1 : 1;
            return ray;
        }

        return NativeDualRay(highs, run, a.Rows);
    }

    private static double[] NativeDualRay(void* highs, HighsRun run, int rows)
    {
        if (rows == 0 || run.Stopped) return [];
        var ray = new double[rows];
        var found = 0;
        fixed (double* values = ray)
        {
            double* into = values;
            int* has = &found;
            if (run.Guarded(h => HighsNative.Highs_getDualRay((void*)h, has, into)) == HighsStatus.Error) return [];
        }

        return found != 0 ? ray : [];
    }

    private static ImmutableArray<double> PrimalRay(void* highs, HighsRun run, LinearProgram problem)
    {
        var n = problem.VariableCount;
        var ray = new double[n];
        var found = 0;
        if (problem.ConstraintCount == 0)
        {
            // Without rows HiGHS gives no ray: one variable falls for ever by itself.
            for (var j = 0; j < n && found == 0; j++)
            {
                var c = problem.Cost[j];
                if (!(c < 0 ? double.IsPositiveInfinity(problem.ColumnUpper[j]) : c > 0 && double.IsNegativeInfinity(problem.ColumnLower[j]))) continue;
                ray[j] = -Math.Sign(c);
                found = 1;
            }
        }
        else
        {
            fixed (double* values = ray)
            {
                double* into = values;
                int* has = &found;
                if (run.Guarded(h => HighsNative.Highs_getPrimalRay((void*)h, has, into)) == HighsStatus.Error) return [];
            }
        }

        return found != 0 ? Certified(ray, candidate => CertificateCheck.Unboundedness(problem, candidate)) : [];
    }

    /// <summary>Solves the mixed-integer program without its cost.</summary>
    private static HighsModelStatus FeasibilityOf(void* highs, HighsRun run, LinearProgram problem)
    {
        HighsModel.ChangeCost(highs, problem, new double[problem.VariableCount]);
        try
        {
            _ = run.Solve();
            return (HighsModelStatus)HighsNative.Highs_getModelStatus(highs);
        }
        finally
        {
            HighsModel.ChangeCost(highs, problem, problem.Cost.AsSpan());
        }
    }

    /// <summary>The ray scaled to largest entry 1, in the one of its two directions that certifies; empty where neither does.</summary>
    private static ImmutableArray<double> Certified(double[] ray, Func<double[], double> error)
    {
        double largest = 0;
        foreach (var value in ray) largest = Math.Max(largest, Math.Abs(value));
        if (!(largest > 0) || !double.IsFinite(largest)) return [];
        foreach (var scale in new[] { 1 / largest, -1 / largest })
        {
            var candidate = Array.ConvertAll(ray, value => value == 0 ? 0 : value * scale);
            if (error(candidate) <= Tolerance) return [.. candidate];
        }

        return [];
    }
}
