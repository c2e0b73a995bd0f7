using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// A symmetric matrix as native solvers take it: the lower triangle by columns, which is the upper one by rows, or both triangles, with every
/// entry of the diagonal present, and the values filled in from the upper triangle by columns.
/// </summary>
internal sealed class FullDiagonal
{
    private readonly int[] _source;
    private readonly int[] _diagonal;

    public FullDiagonal(SparsityPattern upper, bool bothTriangles)
    {
        ArgumentNullException.ThrowIfNull(upper);
        LdlSymbolic.CheckUpper(upper);
        var n = upper.Columns;
        Pointers = new int[n + 1];
        var present = new bool[n];
        for (var j = 0; j < n; j++)
        {
            foreach (var i in Rows(upper, j))
            {
                if (i == j) present[j] = true;
                Pointers[i + 1]++;
                if (bothTriangles && i != j) Pointers[j + 1]++;
            }
        }

        for (var j = 0; j < n; j++)
        {
            if (!present[j]) Pointers[j + 1]++;
            Pointers[j + 1] = checked(Pointers[j] + Pointers[j + 1]);
        }

        Indices = new int[Pointers[n]];
        Values = new double[Pointers[n]];
        _source = new int[Pointers[n]];
        _diagonal = new int[n];
        var next = Pointers[..n];
        for (var j = 0; j < n; j++)
        {
            // Column j above the diagonal, then the diagonal; later columns add what lies below it, in order.
            var k = upper.ColumnPointers[j];
            foreach (var i in Rows(upper, j))
            {
                if (bothTriangles && i != j) Put(j, i, k);
                k++;
            }

            _diagonal[j] = next[j];
            Put(j, j, present[j] ? upper.ColumnPointers[j + 1] - 1 : -1);
            k = upper.ColumnPointers[j];
            foreach (var i in Rows(upper, j))
            {
                if (i != j) Put(i, j, k);
                k++;
            }
        }

        void Put(int column, int row, int source)
        {
            Indices[next[column]] = row;
            _source[next[column]++] = source;
        }
    }

    public int[] Pointers { get; }

    public int[] Indices { get; }

    public double[] Values { get; }

    /// <summary>Takes the values of the upper triangle and adds <c>sign * shift</c> to the diagonal.</summary>
    public void Fill(ReadOnlySpan<double> upper, ReadOnlySpan<sbyte> signs, double shift)
    {
        for (var k = 0; k < _source.Length; k++) Values[k] = _source[k] < 0 ? 0 : upper[_source[k]];
        if (shift == 0) return;
        for (var j = 0; j < _diagonal.Length; j++) Values[_diagonal[j]] += signs[j] * shift;
    }

    private static ReadOnlySpan<int> Rows(SparsityPattern upper, int column) =>
        upper.RowIndices[upper.ColumnPointers[column]..upper.ColumnPointers[column + 1]];
}
