namespace Folding.LinearAlgebra.Tests;

/// <summary>Random dense matrices, the plain definitions of the operations, and the backends to try.</summary>
internal static class DenseSamples
{
    /// <summary>Names of the backends, for theories.</summary>
    public static TheoryData<string> Backends => ["managed", "native"];

    public static DenseBackend Backend(string name) => name == "managed" ? DenseBackend.Managed : Native();

    public static DenseBackend Native()
    {
        try
        {
            return DenseBackend.Native;
        }
        catch (Natives.NativeLibraryException missing)
        {
            Assert.Skip($"no BLAS: {missing.Message}");
            throw;
        }
    }

    public static DenseMatrix Random(int rows, int columns, int seed = 1)
    {
        var random = new Random(seed);
        var matrix = new DenseMatrix(rows, columns);
        foreach (ref var value in matrix.Values) value = (2 * random.NextDouble()) - 1;
        return matrix;
    }

    /// <summary>Both triangles of a symmetric matrix with entries in [-1, 1].</summary>
    public static DenseMatrix Symmetric(int n, int seed = 1)
    {
        var matrix = Random(n, n, seed);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < j; i++) matrix[i, j] = matrix[j, i];
        }

        return matrix;
    }

    /// <summary>A symmetric matrix made positive definite by its diagonal.</summary>
    public static DenseMatrix Definite(int n, int seed = 1)
    {
        var matrix = Symmetric(n, seed);
        for (var i = 0; i < n; i++) matrix[i, i] += n + 1;
        return matrix;
    }

    public static DenseMatrix Product(ReadOnlyMatrixView a, ReadOnlyMatrixView b)
    {
        var c = new DenseMatrix(a.Rows, b.Columns);
        for (var j = 0; j < b.Columns; j++)
        {
            for (var i = 0; i < a.Rows; i++)
            {
                double sum = 0;
                for (var p = 0; p < a.Columns; p++) sum += a[i, p] * b[p, j];
                c[i, j] = sum;
            }
        }

        return c;
    }

    public static double Distance(ReadOnlyMatrixView a, ReadOnlyMatrixView b, bool lowerOnly = false)
    {
        double largest = 0;
        for (var j = 0; j < a.Columns; j++)
        {
            for (var i = lowerOnly ? j : 0; i < a.Rows; i++) largest = double.MaxMagnitude(largest, a[i, j] - b[i, j]);
        }

        return Math.Abs(largest);
    }

    public static DenseMatrix Copy(DenseMatrix matrix)
    {
        var copy = new DenseMatrix(matrix.Rows, matrix.Columns);
        matrix.Values.CopyTo(copy.Values);
        return copy;
    }
}
