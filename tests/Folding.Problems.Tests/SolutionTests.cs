using System.Globalization;

namespace Folding.Problems.Tests;

public sealed class SolutionTests
{
    private static readonly Solution Example = new()
    {
        Termination = TerminationStatus.Optimal,
        PrimalStatus = PointStatus.Feasible,
        DualStatus = PointStatus.None,
        Solver = new("Fake", "1.2"),
        Native = new(7, "seven"),
    };

    [Fact]
    public void Vectors_are_empty_rather_than_default()
    {
        Assert.All([Example.Primal, Example.Dual, Example.PrimalRay, Example.DualRay], static v => Assert.False(v.IsDefault));
        Assert.Null(Example.Objective);
        Assert.Null(Example.WarmStart);
        Assert.Equal(0, Example.Statistics.Iterations);
        var warm = new WarmStart();
        Assert.False(warm.Primal.IsDefault || warm.Dual.IsDefault);
    }

    [Fact]
    public void It_prints_in_one_line_whatever_the_culture()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        Assert.Equal("Fake 1.2: optimal", Example.ToString());
        Assert.Equal("Fake 1.2: optimal, objective 1.5, primal 0.5, dual , gap ", (Example with { Objective = 1.5, Residuals = new(0.5, null, null, 0, null, null) }).ToString());
    }

    [Fact]
    public void IsSolved_follows_the_termination()
    {
        Assert.True(Example.IsSolved);
        Assert.False((Example with { Termination = TerminationStatus.IterationLimit }).IsSolved);
    }
}
