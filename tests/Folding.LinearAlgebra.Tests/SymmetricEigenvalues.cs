using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

/// <summary>Eigenvalues of a small dense symmetric matrix by cyclic Jacobi rotations: independent of any elimination.</summary>
internal static class SymmetricEigenvalues
{
    public static double[] Of(CscMatrix upper)
    {
        var a = upper.ToDense();
        var n = upper.Columns;
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < j; i++) a[j, i] = a[i, j];
        }

        for (var sweep = 0; sweep < 60; sweep++)
        {
            double off = 0;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++) off += a[p, q] * a[p, q];
            }

            if (off < 1e-24) break;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++) Rotate(a, n, p, q);
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, i])];
    }

    private static void Rotate(double[,] a, int n, int p, int q)
    {
        if (a[p, q] == 0) return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < n; k++) (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (var k = 0; k < n; k++) (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
    }
}
