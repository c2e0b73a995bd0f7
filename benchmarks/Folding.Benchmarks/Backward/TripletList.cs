using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>Entries of a sparse matrix that is being written down.</summary>
internal sealed class TripletList
{
    private readonly List<(int Row, int Column, double Value)> _entries = [];

    public void Add(int row, int column, double value) => _entries.Add((row, column, value));

    public CscMatrix ToMatrix(int rows, int columns) => CscMatrix.FromTriplets(rows, columns, _entries);
}
