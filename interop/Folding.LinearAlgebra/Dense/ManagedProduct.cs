using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// <c>C := alpha A B + beta C</c>, C of m x n stored by columns, A and B with any distance of rows and of columns, so that transposes cost
/// nothing. Large products copy blocks of A into panels of 24 rows and of B into tiles of 8 columns and run the register kernel on these
/// (Goto and van de Geijn, ACM Trans. Math. Softw. 34, 2008).
/// </summary>
internal static unsafe class ManagedProduct
{
    private const int Panel = 24;
    private const int Tile = SupernodeStructure.Tile;

    // A panel and a tile of this depth share the first-level cache, a block of A fits the second-level one, the tiles of B the third.
    private const int Depth = 256;
    private const int BlockRows = 10 * Panel;
    private const int BlockColumns = 128 * Tile;

    /// <summary>Below this many multiplications copying costs more than it gains.</summary>
    private const double SmallWork = 4096;

    public static void Run(int m, int n, int k, double alpha, double* a, nint rowA, nint columnA, double* b, nint rowB, nint columnB, double beta, double* c, int strideC)
    {
        if (m == 0 || n == 0) return;
        if (k == 0 || alpha == 0)
        {
            for (var j = 0; j < n; j++) VectorKernels.Scale(m, beta, c + (j * (nint)strideC));
            return;
        }

        if ((double)m * n * k <= SmallWork || n == 1) Small(m, n, k, alpha, a, rowA, columnA, b, rowB, columnB, beta, c, strideC);
        else Blocked(m, n, k, alpha, a, rowA, columnA, b, rowB, columnB, beta, c, strideC);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Small(int m, int n, int k, double alpha, double* a, nint rowA, nint columnA, double* b, nint rowB, nint columnB, double beta, double* c, int strideC)
    {
        for (var j = 0; j < n; j++)
        {
            var x = b + (j * columnB);
            var y = c + (j * (nint)strideC);
            VectorKernels.Scale(m, beta, y);
            if (rowA == 1)
            {
                var p = 0;
                for (; p <= k - 4; p += 4)
                {
                    var four = x + (p * rowB);
                    VectorKernels.AddFourScaled(m, a + (p * columnA), columnA, alpha * four[0], alpha * four[rowB], alpha * four[2 * rowB], alpha * four[3 * rowB], y);
                }

                for (; p < k; p++) VectorKernels.AddScaled(m, alpha * x[p * rowB], a + (p * columnA), y);
            }
            else if (columnA == 1 && rowB == 1)
            {
                for (var i = 0; i < m; i++) y[i] += alpha * VectorKernels.Dot(k, a + (i * rowA), x);
            }
            else
            {
                for (var i = 0; i < m; i++)
                {
                    double sum = 0;
                    for (var p = 0; p < k; p++) sum += a[(i * rowA) + (p * columnA)] * x[p * rowB];
                    y[i] += alpha * sum;
                }
            }
        }
    }

    private static void Blocked(int m, int n, int k, double alpha, double* a, nint rowA, nint columnA, double* b, nint rowB, nint columnB, double beta, double* c, int strideC)
    {
        var depth = Math.Min(k, Depth);
        var panels = (double*)NativeMemory.AlignedAlloc((nuint)(RoundUp(Math.Min(m, BlockRows), Panel) * depth * sizeof(double)), 64);
        var tiles = (double*)NativeMemory.AlignedAlloc((nuint)(RoundUp(Math.Min(n, BlockColumns), Tile) * depth * sizeof(double)), 64);
        try
        {
            if (beta != 0)
            {
                for (var j = 0; j < n; j++) VectorKernels.Scale(m, beta, c + (j * (nint)strideC));
            }

            for (var j = 0; j < n; j += BlockColumns)
            {
                var columns = Math.Min(BlockColumns, n - j);
                for (var p = 0; p < k; p += Depth)
                {
                    depth = Math.Min(Depth, k - p);
                    // The kernel subtracts A B'.
                    PackTiles(tiles, b + (p * rowB) + (j * columnB), columnB, rowB, columns, depth, -alpha);
                    for (var i = 0; i < m; i += BlockRows)
                    {
                        var rows = Math.Min(BlockRows, m - i);
                        PackPanels(panels, a + (i * rowA) + (p * columnA), rowA, columnA, rows, depth);
                        Block(panels, tiles, rows, columns, depth, c + i + (j * (nint)strideC), strideC, overwrite: beta == 0 && p == 0);
                    }
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(panels);
            NativeMemory.AlignedFree(tiles);
        }
    }

    private static void Block(double* panels, double* tiles, int rows, int columns, int depth, double* c, int strideC, bool overwrite)
    {
        var edge = stackalloc double[Panel * Tile];
        for (var j = 0; j < columns; j += Tile)
        {
            var width = Math.Min(Tile, columns - j);
            var tile = tiles + (j * depth);
            for (var i = 0; i < rows; i += Panel)
            {
                var height = Math.Min(Panel, rows - i);
                var panel = panels + (i * depth);
                var target = c + i + (j * (nint)strideC);
                if (height == Panel)
                {
                    DenseKernels.SubtractProduct(target, strideC, panel, Panel, tile, depth, Panel, width, overwrite);
                    continue;
                }

                DenseKernels.SubtractProduct(edge, Panel, panel, Panel, tile, depth, RoundUp(height, Tile), width, overwrite: true);
                for (var s = 0; s < width; s++)
                {
                    var from = edge + (s * Panel);
                    var to = target + (s * (nint)strideC);
                    for (var r = 0; r < height; r++) to[r] = overwrite ? from[r] : to[r] + from[r];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels(double* packed, double* a, nint row, nint column, int rows, int depth)
    {
        for (var i = 0; i < rows; i += Panel)
        {
            var height = Math.Min(Panel, rows - i);
            var from = a + (i * row);
            if (height < Panel) new Span<double>(packed, Panel * depth).Clear();
            if (row == 1)
            {
                for (var p = 0; p < depth; p++) new ReadOnlySpan<double>(from + (p * column), height).CopyTo(new Span<double>(packed + (p * Panel), height));
            }
            else
            {
                for (var r = 0; r < height; r++)
                {
                    var x = from + (r * row);
                    var to = packed + r;
                    for (var p = 0; p < depth; p++) to[p * Panel] = x[p * column];
                }
            }

            packed += Panel * depth;
        }
    }

    /// <summary>Tiles of eight vectors, one for each column of B, scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTiles(double* packed, double* b, nint vector, nint entry, int vectors, int depth, double factor)
    {
        for (var j = 0; j < vectors; j += Tile)
        {
            var width = Math.Min(Tile, vectors - j);
            var from = b + (j * vector);
            if (width < Tile) new Span<double>(packed, Tile * depth).Clear();
            for (var s = 0; s < width; s++)
            {
                var x = from + (s * vector);
                var to = packed + s;
                for (var p = 0; p < depth; p++) to[p * Tile] = factor * x[p * entry];
            }

            packed += Tile * depth;
        }
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
