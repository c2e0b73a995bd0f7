using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract.Tests;

/// <summary>The integer answers that the suite expects are those of trying every integer point.</summary>
public sealed class IntegerAnswersTests
{
    public static TheoryData<string> BoundedNames => [.. IntegerCases.All.Where(static c => c.Termination != TerminationStatus.Unbounded).Select(static c => c.Name)];

    [Theory, MemberData(nameof(BoundedNames))]
    public void Enumeration_finds_the_stated_answer(string name)
    {
        var testCase = IntegerCases.All.Single(c => c.Name == name);
        var best = IntegerPoints(testCase.Problem)
            .Select(fixedAt => BestWithIntegersAt(testCase.Problem, fixedAt)).OfType<double[]>()
            .GroupBy(x => Math.Round(testCase.Problem.ObjectiveAt(x), 9)).MinBy(static g => g.Key);
        if (testCase.Termination == TerminationStatus.Infeasible)
        {
            Assert.Null(best);
            return;
        }

        Assert.NotNull(best);
        Assert.Equal(testCase.Objective!.Value, best.Key, 9);
        if (testCase.X is not { } unique) return;
        Assert.Equal(unique, Assert.Single(best), static (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void The_unbounded_case_has_a_ray_and_a_feasible_integer_point()
    {
        var testCase = IntegerCases.All.Single(static c => c.Termination == TerminationStatus.Unbounded);
        Assert.Equal(0, Certificates.UnboundednessError(DenseView.Of(testCase.Problem), testCase.PrimalRay!));
        Assert.Equal(0, testCase.Problem.ResidualsAt([1], []).Primal);
    }

    [Fact]
    public void The_market_split_is_feasible_and_its_relaxation_costs_nothing()
    {
        var split = IntegerCases.MarketSplit;
        var half = new double[split.VariableCount];
        Array.Fill(half, 0.5, 0, split.IntegerColumns.Length);
        // Every binary at one half meets each equation up to the rounding of an odd sum.
        Assert.InRange(split.WithoutIntegrality().ResidualsAt(half, []).Primal, 0, 0.5);
    }

    private static IEnumerable<int[]> IntegerPoints(LinearProgram problem)
    {
        IEnumerable<int[]> points = [[]];
        foreach (var j in problem.IntegerColumns)
        {
            int first = (int)Math.Ceiling(problem.ColumnLower[j]), last = (int)Math.Floor(problem.ColumnUpper[j]);
            points = points.SelectMany(point => Enumerable.Range(first, last - first + 1).Select(value => (int[])[.. point, value]));
        }

        return points;
    }

    /// <summary>The best point with the integer variables fixed: by brute force over active sets where others are left.</summary>
    private static double[]? BestWithIntegersAt(LinearProgram problem, int[] values)
    {
        double[] lower = [.. problem.ColumnLower], upper = [.. problem.ColumnUpper];
        for (var k = 0; k < values.Length; k++) lower[problem.IntegerColumns[k]] = upper[problem.IntegerColumns[k]] = values[k];
        if (values.Length == problem.VariableCount)
            return problem.ResidualsAt(lower, []).Primal < 1e-9 ? lower : null;
        var rest = problem.WithoutIntegrality().WithBounds(problem.RowLower.AsSpan(), problem.RowUpper.AsSpan(), lower, upper).ToQuadratic();
        return new ActiveSets(rest).FindOptimum(static _ => true)?.X;
    }
}
