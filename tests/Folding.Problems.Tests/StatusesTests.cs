namespace Folding.Problems.Tests;

public sealed class StatusesTests
{
    [Theory]
    [InlineData(TerminationStatus.NotSolved, "notSolved", false)]
    [InlineData(TerminationStatus.Optimal, "optimal", true)]
    [InlineData(TerminationStatus.AlmostOptimal, "almostOptimal", true)]
    [InlineData(TerminationStatus.LocallyOptimal, "locallyOptimal", true)]
    [InlineData(TerminationStatus.Infeasible, "infeasible", false)]
    [InlineData(TerminationStatus.LocallyInfeasible, "locallyInfeasible", false)]
    [InlineData(TerminationStatus.Unbounded, "unbounded", false)]
    [InlineData(TerminationStatus.InfeasibleOrUnbounded, "infeasibleOrUnbounded", false)]
    [InlineData(TerminationStatus.IterationLimit, "iterationLimit", false)]
    [InlineData(TerminationStatus.TimeLimit, "timeLimit", false)]
    [InlineData(TerminationStatus.OtherLimit, "otherLimit", false)]
    [InlineData(TerminationStatus.Cancelled, "cancelled", false)]
    [InlineData(TerminationStatus.NonConvex, "nonConvex", false)]
    [InlineData(TerminationStatus.NumericalError, "numericalError", false)]
    public void A_termination_has_its_word_and_is_solved_or_not(TerminationStatus status, string word, bool solved)
    {
        Assert.Equal(word, status.ToWord());
        Assert.Equal(solved, status.IsSolved());
    }

    [Fact]
    public void Every_status_is_covered_above()
    {
        Assert.Equal(14, Enum.GetValues<TerminationStatus>().Length);
        Assert.Equal(["none", "feasible", "nearlyFeasible", "infeasible", "certificate"], Enum.GetValues<PointStatus>().Select(static s => s.ToWord()));
    }
}
