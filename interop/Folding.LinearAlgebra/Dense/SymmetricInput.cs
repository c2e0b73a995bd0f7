namespace Folding.LinearAlgebra;

/// <summary>What the symmetric factorizations do before and after: copy a triangle, refuse what is not finite, fill the other triangle.</summary>
internal static class SymmetricInput
{
    private const string FromDiagonal = " from the diagonal on";

    /// <exception cref="ArgumentException">The orders differ, or an entry is not finite.</exception>
    public static void CopyLower(ReadOnlyMatrixView source, MatrixView target)
    {
        DenseBackend.CheckSquare(source, nameof(source));
        if (source.Rows != target.Rows || target.Rows != target.Columns)
            throw new ArgumentException($"The matrix is {source.Rows} x {source.Columns}; {target.Rows} x {target.Columns} is needed.", nameof(source));
        for (var j = 0; j < source.Columns; j++)
        {
            var column = target.Column(j)[j..];
            if (source.IsTransposed)
            {
                for (var i = 0; i < column.Length; i++) column[i] = source.Values[((j + i) * source.Stride) + j];
            }
            else
            {
                source.Values.Slice((j * source.Stride) + j, column.Length).CopyTo(column);
            }

            FiniteCheck.RequireColumn(column, j, FromDiagonal);
        }
    }

    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static void RequireFiniteLower(MatrixView matrix)
    {
        for (var j = 0; j < matrix.Columns; j++) FiniteCheck.RequireColumn(matrix.Column(j)[j..], j, FromDiagonal);
    }

    public static void MirrorLower(MatrixView matrix)
    {
        var values = matrix.Values;
        for (var j = 0; j < matrix.Columns; j++)
        {
            for (var i = j + 1; i < matrix.Rows; i++) values[(i * matrix.Stride) + j] = values[(j * matrix.Stride) + i];
        }
    }
}
