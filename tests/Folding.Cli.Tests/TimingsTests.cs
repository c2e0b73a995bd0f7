namespace Folding.Cli.Tests;

public class TimingsTests
{
    [Fact]
    public void Median_is_taken_phase_by_phase()
    {
        Timings[] three = [new(1, 5, 3, 0, 7), new(2, 4, 9, 0, 8), new(3, 6, 6, 1, 1)];
        Assert.Equal(new Timings(2, 5, 6, 0, 7), Timings.Median(three));
        Assert.Equal(new Timings(1.5, 4.5, 6, 0, 7.5), Timings.Median(three[..2]));
    }
}
