using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// P in the one form HiGHS reads: the lower triangle by columns, the diagonal entry of every column stored and first. An
/// upper triangle would be dropped with a log line (a wrong answer), a full square matrix refused with the old model left in
/// place. The transpose of the stored upper triangle is that form, but for missing diagonal entries, which become zeros.
/// </summary>
internal sealed class LowerTriangle
{
    private const int Inserted = -1;
    private readonly int[] _source;

    public LowerTriangle(SparsityPattern upper)
    {
        var (pattern, map) = upper.Transpose();
        var n = pattern.Columns;
        var starts = new int[n + 1];
        var rows = new List<int>(pattern.Count + n);
        var source = new List<int>(pattern.Count + n);
        for (var j = 0; j < n; j++)
        {
            int first = pattern.ColumnPointers[j], end = pattern.ColumnPointers[j + 1];
            if (first == end || pattern.RowIndices[first] != j)
            {
                rows.Add(j);
                source.Add(Inserted);
            }

            for (var k = first; k < end; k++)
            {
                rows.Add(pattern.RowIndices[k]);
                source.Add(map[k]);
            }

            starts[j + 1] = rows.Count;
        }

        Starts = starts;
        Rows = [.. rows];
        _source = [.. source];
    }

    /// <summary>Offsets of the columns, length n + 1.</summary>
    public int[] Starts { get; }

    /// <summary>Row of each entry.</summary>
    public int[] Rows { get; }

    /// <summary>The entries' values, from those of the upper triangle.</summary>
    public double[] Values(ReadOnlySpan<double> upper)
    {
        var values = new double[_source.Length];
        for (var k = 0; k < values.Length; k++) values[k] = _source[k] == Inserted ? 0 : upper[_source[k]];
        return values;
    }
}
