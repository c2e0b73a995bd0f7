namespace Folding;

/// <summary>Krylov solution of a symmetric system that need not be definite, from products alone.</summary>
internal static class SymmetricSolve
{
    /// <summary>product = K vector.</summary>
    public delegate void Product(ReadOnlySpan<double> vector, Span<double> product);

    /// <summary>
    /// MINRES (Paige and Saunders 1975): Lanczos, K Q = Q T, and a QR factorization of T by rotations, both with three vectors of memory.
    /// Where K is singular and b in its range it converges to the least-norm solution.
    /// </summary>
    /// <returns>Number of products.</returns>
    public static int Minres(Product apply, ReadOnlySpan<double> b, Span<double> x, double tolerance, int maximumProducts)
    {
        var n = b.Length;
        x.Clear();
        var beta = Vectors.Norm(b);
        if (beta == 0) return 0;
        double wanted = tolerance * beta, remaining = beta;
        double[] q = b.ToArray(), previousQ = new double[n], next = new double[n], d = new double[n], d1 = new double[n], d2 = new double[n];
        for (var i = 0; i < n; i++) q[i] /= beta;
        double previousBeta = 0, c = 1, s = 0, previousC = 1, previousS = 0;
        for (var k = 1; k <= maximumProducts; k++)
        {
            apply(q, next);
            var alpha = Vectors.Dot(q, next);
            for (var i = 0; i < n; i++) next[i] -= (alpha * q[i]) + (previousBeta * previousQ[i]);
            var newBeta = Vectors.Norm(next);

            // The new column of T, (β_k, α, β_k+1), after the two rotations before it and the one that removes β_k+1.
            var upper2 = previousS * previousBeta;
            var upper1 = (c * previousC * previousBeta) + (s * alpha);
            var diagonal = (c * alpha) - (s * previousC * previousBeta);
            var length = double.Hypot(diagonal, newBeta);
            if (!(length > 0) || !double.IsFinite(length)) return k;
            (previousC, previousS) = (c, s);
            (c, s) = (diagonal / length, newBeta / length);
            var step = c * remaining;
            remaining *= -s;
            for (var i = 0; i < n; i++)
            {
                d[i] = (q[i] - (upper1 * d1[i]) - (upper2 * d2[i])) / length;
                x[i] += step * d[i];
            }

            if (Math.Abs(remaining) <= wanted || newBeta == 0) return k;
            (d2, d1, d) = (d1, d, d2);
            (previousQ, q, next) = (q, next, previousQ);
            for (var i = 0; i < n; i++) q[i] /= newBeta;
            previousBeta = newBeta;
        }

        return maximumProducts;
    }
}
