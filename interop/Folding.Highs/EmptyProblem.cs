using Folding.Problems;

namespace Folding.Highs;

/// <summary>Problems without variables: feasible exactly where every row admits 0, and then optimal with multipliers 0.</summary>
internal static class EmptyProblem
{
    public static Solution Solve(ReadOnlySpan<double> rowLower, ReadOnlySpan<double> rowUpper)
    {
        var solution = new Solution
        {
            Termination = TerminationStatus.Optimal,
            PrimalStatus = PointStatus.Feasible,
            DualStatus = PointStatus.Feasible,
            Solver = HighsLibrary.Identity,
            Native = new((int)HighsModelStatus.ModelEmpty, HighsStatusMap.Text(HighsModelStatus.ModelEmpty)),
            Dual = [.. new double[rowLower.Length]],
        };
        for (var i = 0; i < rowLower.Length; i++)
        {
            if (rowLower[i] <= 0 && rowUpper[i] >= 0) continue;
            var ray = new double[rowLower.Length];
            ray[i] = rowLower[i] > 0 ? -1 : 1;
            return solution with
            {
                Termination = TerminationStatus.Infeasible,
                PrimalStatus = PointStatus.None,
                DualStatus = PointStatus.Certificate,
                Dual = [],
                DualRay = [.. ray],
            };
        }

        return solution;
    }
}
