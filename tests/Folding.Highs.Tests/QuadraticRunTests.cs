using Folding.Problems;

namespace Folding.Highs.Tests;

public class QuadraticRunTests
{
    /// <summary>HiGHS 1.12 calls points of these optimal whose residuals are far above its tolerances, or fails.</summary>
    [Theory]
    [InlineData(19)]
    [InlineData(477)]
    [InlineData(560)]
    [InlineData(597)]
    [InlineData(670)]
    [InlineData(713)]
    public void Where_HiGHS_errs_the_way_through_the_regularised_program_is_taken(int seed)
    {
        var problem = Programs.LowRank(seed);
        var solution = new HighsSolver().Solve(problem);
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.InRange(problem.ResidualsAt(solution.Primal.AsSpan(), solution.Dual.AsSpan()).WorstRelative, 0, QuadraticRun.AcceptedAsOptimal);
    }

    [Fact]
    public void A_regularisation_that_the_caller_chose_is_the_only_one()
    {
        var own = new HighsSolver(HighsOptions.ForGradients.With(QuadraticRun.RegularizationOption, "0"));
        var solution = own.Solve(Programs.LowRank(477));
        Assert.NotEqual(TerminationStatus.Optimal, solution.Termination);
        Assert.DoesNotContain("regularisation", solution.Native.Text);
    }
}
