using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// dLoss/dq by another way than the library's: the whole KKT matrix of the active rows, neither reduced nor scaled, shifted,
/// factored and refined until nothing is gained.
/// </summary>
internal static class FullSystem
{
    public static double[] CostGradient(QuadraticProgram problem, ReadOnlySpan<double> y, double[] seed)
    {
        var n = problem.VariableCount;
        var rowOf = new int[problem.ConstraintCount];
        var order = n;
        for (var i = 0; i < rowOf.Length; i++) rowOf[i] = y[i] != 0 || problem.Lower[i].Equals(problem.Upper[i]) ? order++ : -1;
        var entries = new TripletList();
        foreach (var (i, j, value) in problem.P.Entries()) entries.Add(i, j, value);
        foreach (var (i, j, value) in problem.A.Entries())
        {
            if (rowOf[i] >= 0) entries.Add(j, rowOf[i], value);
        }

        var matrix = entries.ToMatrix(order, order);
        var signs = new sbyte[order];
        signs.AsSpan(0, n).Fill(1);
        signs.AsSpan(n).Fill(-1);
        var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern));
        factor.Factor(matrix.Values, signs, new() { Shift = 1e-9 });
        double[] right = [.. seed, .. new double[order - n]], solution = new double[order];
        IterativeRefinement.Solve(matrix, factor, right, solution, new double[IterativeRefinement.WorkspaceLength(factor)], new() { RelativeTolerance = 0, MaximumRounds = 30 });
        return [.. solution.Take(n).Select(static r => -r)];
    }
}
