using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Folding.LinearAlgebra;

/// <summary>
/// The dense inner loops of the block factorization, on column-major blocks whose row counts are multiples of eight.
/// A packed tile holds eight rows of a matrix, column after column: entry (i, p) is at <c>8 p + i</c>.
/// </summary>
internal static unsafe class DenseKernels
{
    private const int Tile = SupernodeStructure.Tile;

    /// <summary>
    /// <c>C := C - A B'</c>, or <c>C := -A B'</c> when <paramref name="overwrite"/>: C has the given rows and at most eight columns,
    /// A has <paramref name="depth"/> columns, B is a packed tile of that depth.
    /// </summary>
    public static void SubtractProduct(double* c, int strideC, double* a, int strideA, double* b, int depth, int rows, int columns, bool overwrite)
    {
        if (Vector512.IsHardwareAccelerated) Product512(c, strideC, a, strideA, b, depth, rows, columns, overwrite);
        else ProductPortable(c, strideC, a, strideA, b, depth, rows, columns, overwrite);
    }

    /// <summary>
    /// The rows below a factored tile on the diagonal: <c>U = A L^-T</c>, then A := U D^-1 and U goes to the packed tiles.
    /// </summary>
    /// <param name="a">First row below the tile, in its first column; overwritten by the rows of L.</param>
    /// <param name="stride">Distance of columns.</param>
    /// <param name="rows">Number of rows, a multiple of eight.</param>
    /// <param name="lower">Unit lower triangle of the tile: entry (j, t) at 8 j + t.</param>
    /// <param name="inverse">Inverse pivots of the tile.</param>
    /// <param name="width">Columns of the tile, at most eight.</param>
    /// <param name="packed">Where U of the first eight rows goes.</param>
    /// <param name="packedStride">Distance of packed tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SolvePanel(double* a, int stride, int rows, double* lower, double* inverse, int width, double* packed, int packedStride)
    {
        if (Vector512.IsHardwareAccelerated && width == Tile)
        {
            SolvePanel512(a, stride, rows, lower, inverse, packed, packedStride);
            return;
        }

        for (var i = 0; i < rows; i += Tile, packed += packedStride)
        {
            for (var j = 0; j < width; j++)
            {
                for (var v = 0; v < Tile; v += Vector<double>.Count)
                {
                    var target = a + ((nint)j * stride) + i + v;
                    var x = Vector.Load(target);
                    for (var t = 0; t < j; t++) x -= Vector.Load(packed + (t * Tile) + v) * lower[(j * Tile) + t];
                    x.Store(packed + (j * Tile) + v);
                    (x * inverse[j]).Store(target);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolvePanel512(double* a, int stride, int rows, double* lower, double* inverse, double* packed, int packedStride)
    {
        for (var i = 0; i < rows; i += Tile, packed += packedStride)
        {
            var column = a + i;
            var x0 = Vector512.Load(column);
            var x1 = Vector512.Load(column + stride);
            var x2 = Vector512.Load(column + (2 * (nint)stride));
            var x3 = Vector512.Load(column + (3 * (nint)stride));
            var x4 = Vector512.Load(column + (4 * (nint)stride));
            var x5 = Vector512.Load(column + (5 * (nint)stride));
            var x6 = Vector512.Load(column + (6 * (nint)stride));
            var x7 = Vector512.Load(column + (7 * (nint)stride));
            x1 = Minus(x1, x0, lower[8]);
            x2 = Minus(x2, x0, lower[16]);
            x3 = Minus(x3, x0, lower[24]);
            x4 = Minus(x4, x0, lower[32]);
            x5 = Minus(x5, x0, lower[40]);
            x6 = Minus(x6, x0, lower[48]);
            x7 = Minus(x7, x0, lower[56]);
            x2 = Minus(x2, x1, lower[17]);
            x3 = Minus(x3, x1, lower[25]);
            x4 = Minus(x4, x1, lower[33]);
            x5 = Minus(x5, x1, lower[41]);
            x6 = Minus(x6, x1, lower[49]);
            x7 = Minus(x7, x1, lower[57]);
            x3 = Minus(x3, x2, lower[26]);
            x4 = Minus(x4, x2, lower[34]);
            x5 = Minus(x5, x2, lower[42]);
            x6 = Minus(x6, x2, lower[50]);
            x7 = Minus(x7, x2, lower[58]);
            x4 = Minus(x4, x3, lower[35]);
            x5 = Minus(x5, x3, lower[43]);
            x6 = Minus(x6, x3, lower[51]);
            x7 = Minus(x7, x3, lower[59]);
            x5 = Minus(x5, x4, lower[44]);
            x6 = Minus(x6, x4, lower[52]);
            x7 = Minus(x7, x4, lower[60]);
            x6 = Minus(x6, x5, lower[53]);
            x7 = Minus(x7, x5, lower[61]);
            x7 = Minus(x7, x6, lower[62]);
            Put(x0, 0);
            Put(x1, 1);
            Put(x2, 2);
            Put(x3, 3);
            Put(x4, 4);
            Put(x5, 5);
            Put(x6, 6);
            Put(x7, 7);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            void Put(Vector512<double> x, int j)
            {
                x.Store(packed + (j * Tile));
                (x * inverse[j]).Store(column + (j * (nint)stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Minus(Vector512<double> x, Vector512<double> y, double factor) =>
        Vector512.FusedMultiplyAdd(y, Vector512.Create(-factor), x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product512(double* c, int strideC, double* a, int strideA, double* b, int depth, int rows, int columns, bool overwrite)
    {
        var i = 0;
        for (; i + 24 <= rows; i += 24) Product24x8(c + i, strideC, a + i, strideA, b, depth, columns, overwrite);
        for (; i + 8 <= rows; i += 8) Product8x8(c + i, strideC, a + i, strideA, b, depth, columns, overwrite);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product24x8(double* c, int strideC, double* a, int strideA, double* b, int depth, int columns, bool overwrite)
    {
        Vector512<double> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default, p6 = default, p7 = default;
        Vector512<double> q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default, q6 = default, q7 = default;
        Vector512<double> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        for (var p = 0; p < depth; p++)
        {
            var x = Vector512.Load(a);
            var y = Vector512.Load(a + 8);
            var z = Vector512.Load(a + 16);
            var f = Vector512.Create(b[0]);
            p0 = Vector512.FusedMultiplyAdd(x, f, p0);
            q0 = Vector512.FusedMultiplyAdd(y, f, q0);
            r0 = Vector512.FusedMultiplyAdd(z, f, r0);
            f = Vector512.Create(b[1]);
            p1 = Vector512.FusedMultiplyAdd(x, f, p1);
            q1 = Vector512.FusedMultiplyAdd(y, f, q1);
            r1 = Vector512.FusedMultiplyAdd(z, f, r1);
            f = Vector512.Create(b[2]);
            p2 = Vector512.FusedMultiplyAdd(x, f, p2);
            q2 = Vector512.FusedMultiplyAdd(y, f, q2);
            r2 = Vector512.FusedMultiplyAdd(z, f, r2);
            f = Vector512.Create(b[3]);
            p3 = Vector512.FusedMultiplyAdd(x, f, p3);
            q3 = Vector512.FusedMultiplyAdd(y, f, q3);
            r3 = Vector512.FusedMultiplyAdd(z, f, r3);
            f = Vector512.Create(b[4]);
            p4 = Vector512.FusedMultiplyAdd(x, f, p4);
            q4 = Vector512.FusedMultiplyAdd(y, f, q4);
            r4 = Vector512.FusedMultiplyAdd(z, f, r4);
            f = Vector512.Create(b[5]);
            p5 = Vector512.FusedMultiplyAdd(x, f, p5);
            q5 = Vector512.FusedMultiplyAdd(y, f, q5);
            r5 = Vector512.FusedMultiplyAdd(z, f, r5);
            f = Vector512.Create(b[6]);
            p6 = Vector512.FusedMultiplyAdd(x, f, p6);
            q6 = Vector512.FusedMultiplyAdd(y, f, q6);
            r6 = Vector512.FusedMultiplyAdd(z, f, r6);
            f = Vector512.Create(b[7]);
            p7 = Vector512.FusedMultiplyAdd(x, f, p7);
            q7 = Vector512.FusedMultiplyAdd(y, f, q7);
            r7 = Vector512.FusedMultiplyAdd(z, f, r7);
            a += strideA;
            b += Tile;
        }

        Put(c, p0, q0, r0, overwrite);
        if (columns > 1) Put(c + strideC, p1, q1, r1, overwrite);
        if (columns > 2) Put(c + (2 * (nint)strideC), p2, q2, r2, overwrite);
        if (columns > 3) Put(c + (3 * (nint)strideC), p3, q3, r3, overwrite);
        if (columns > 4) Put(c + (4 * (nint)strideC), p4, q4, r4, overwrite);
        if (columns > 5) Put(c + (5 * (nint)strideC), p5, q5, r5, overwrite);
        if (columns > 6) Put(c + (6 * (nint)strideC), p6, q6, r6, overwrite);
        if (columns > 7) Put(c + (7 * (nint)strideC), p7, q7, r7, overwrite);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Put(double* target, Vector512<double> x, Vector512<double> y, Vector512<double> z, bool overwrite)
        {
            DenseKernels.Put(target, x, overwrite);
            DenseKernels.Put(target + 8, y, overwrite);
            DenseKernels.Put(target + 16, z, overwrite);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product8x8(double* c, int strideC, double* a, int strideA, double* b, int depth, int columns, bool overwrite)
    {
        Vector512<double> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default, p6 = default, p7 = default;
        for (var p = 0; p < depth; p++)
        {
            var x = Vector512.Load(a);
            p0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[0]), p0);
            p1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[1]), p1);
            p2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[2]), p2);
            p3 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[3]), p3);
            p4 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[4]), p4);
            p5 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[5]), p5);
            p6 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[6]), p6);
            p7 = Vector512.FusedMultiplyAdd(x, Vector512.Create(b[7]), p7);
            a += strideA;
            b += Tile;
        }

        Put(c, p0, overwrite);
        if (columns > 1) Put(c + strideC, p1, overwrite);
        if (columns > 2) Put(c + (2 * (nint)strideC), p2, overwrite);
        if (columns > 3) Put(c + (3 * (nint)strideC), p3, overwrite);
        if (columns > 4) Put(c + (4 * (nint)strideC), p4, overwrite);
        if (columns > 5) Put(c + (5 * (nint)strideC), p5, overwrite);
        if (columns > 6) Put(c + (6 * (nint)strideC), p6, overwrite);
        if (columns > 7) Put(c + (7 * (nint)strideC), p7, overwrite);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(double* target, Vector512<double> product, bool overwrite)
    {
        var kept = overwrite ? default : Vector512.Load(target);
        (kept - product).Store(target);
    }

    /// <summary>Four columns and two vectors of rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProductPortable(double* c, int strideC, double* a, int strideA, double* b, int depth, int rows, int columns, bool overwrite)
    {
        var lanes = Vector<double>.Count;
        for (var j = 0; j < columns; j += 4)
        {
            var width = Math.Min(4, columns - j);
            for (var i = 0; i < rows; i += 2 * lanes)
            {
                Vector<double> p0 = default, p1 = default, p2 = default, p3 = default;
                Vector<double> q0 = default, q1 = default, q2 = default, q3 = default;
                var left = a + i;
                var right = b + j;
                for (var p = 0; p < depth; p++)
                {
                    var x = Vector.Load(left);
                    var y = Vector.Load(left + lanes);
                    var f = new Vector<double>(right[0]);
                    p0 = Vector.FusedMultiplyAdd(x, f, p0);
                    q0 = Vector.FusedMultiplyAdd(y, f, q0);
                    f = new Vector<double>(right[1]);
                    p1 = Vector.FusedMultiplyAdd(x, f, p1);
                    q1 = Vector.FusedMultiplyAdd(y, f, q1);
                    f = new Vector<double>(right[2]);
                    p2 = Vector.FusedMultiplyAdd(x, f, p2);
                    q2 = Vector.FusedMultiplyAdd(y, f, q2);
                    f = new Vector<double>(right[3]);
                    p3 = Vector.FusedMultiplyAdd(x, f, p3);
                    q3 = Vector.FusedMultiplyAdd(y, f, q3);
                    left += strideA;
                    right += Tile;
                }

                var target = c + i + (j * (nint)strideC);
                Put(target, p0, q0, overwrite);
                if (width > 1) Put(target + strideC, p1, q1, overwrite);
                if (width > 2) Put(target + (2 * (nint)strideC), p2, q2, overwrite);
                if (width > 3) Put(target + (3 * (nint)strideC), p3, q3, overwrite);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Put(double* target, Vector<double> x, Vector<double> y, bool overwrite)
        {
            var lanes = Vector<double>.Count;
            ((overwrite ? default : Vector.Load(target)) - x).Store(target);
            ((overwrite ? default : Vector.Load(target + lanes)) - y).Store(target + lanes);
        }
    }
}
