using Folding.Problems;

namespace Folding.Highs.Tests;

public class LowerTriangleTests
{
    [Fact]
    public void Every_column_begins_with_its_diagonal_entry()
    {
        var p = CscMatrix.FromTriplets(3, 3, [(0, 0, 4), (0, 2, 5), (1, 2, 6)]);
        var triangle = new LowerTriangle(p.Pattern);
        Assert.Equal([0, 2, 4, 5], triangle.Starts);
        Assert.Equal([0, 2, 1, 2, 2], triangle.Rows);
        Assert.Equal([4, 5, 0, 6, 0], triangle.Values(p.Values));
    }
}
