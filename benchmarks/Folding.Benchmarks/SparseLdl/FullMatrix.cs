using Folding.Problems;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>Both triangles of a symmetric matrix in compressed columns.</summary>
internal sealed class FullMatrix
{
    public FullMatrix(CscMatrix upper)
    {
        var full = CscMatrix.FromTriplets(upper.Rows, upper.Columns, upper.Entries()
            .SelectMany(static e => e.Row == e.Column ? new[] { e } : [e, (e.Column, e.Row, e.Value)]));
        Pointers = full.Pattern.ColumnPointers.ToArray();
        Rows = full.Pattern.RowIndices.ToArray();
        Values = full.Values.ToArray();
    }

    public int[] Pointers { get; }

    public int[] Rows { get; }

    public double[] Values { get; }
}
