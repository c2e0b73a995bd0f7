using Folding.Cli.Opf;

namespace Folding.Cli.Tests.Opf;

public class ForceLayoutTests
{
    /// <summary>Two rings of six nodes, joined by one edge.</summary>
    private static readonly (int From, int To)[] Rings =
        [.. Enumerable.Range(0, 6).Select(static k => (k, (k + 1) % 6)), .. Enumerable.Range(0, 6).Select(static k => (6 + k, 6 + ((k + 1) % 6))), (0, 6)];

    [Fact]
    public void Connected_nodes_lie_closer_than_others()
    {
        var (x, y) = ForceLayout.Of(12, Rings);
        var connected = Rings.Average(e => Distance(e.From, e.To));
        var apart = Enumerable.Range(1, 5).SelectMany(i => Enumerable.Range(7, 5).Select(j => Distance(i, j))).Min();
        Assert.True(apart > 1.5 * connected, $"{apart} against {connected}");

        double Distance(int i, int j) => double.Hypot(x[i] - x[j], y[i] - y[j]);
    }

    [Fact]
    public void The_same_graph_is_drawn_alike()
    {
        var (first, second) = (ForceLayout.Of(12, Rings), ForceLayout.Of(12, Rings));
        Assert.Equal(first.X, second.X);
        Assert.Equal(first.Y, second.Y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nodes_without_edges_have_finite_places_of_their_own(int nodes)
    {
        var (x, y) = ForceLayout.Of(nodes, []);
        Assert.All([.. x, .. y], static c => Assert.True(double.IsFinite(c)));
        Assert.Equal(nodes, x.Zip(y).Distinct().Count());
    }
}
