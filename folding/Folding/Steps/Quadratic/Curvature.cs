using System.Numerics.Tensors;

namespace Folding;

/// <summary>A product with a symmetric positive semidefinite operator.</summary>
internal delegate void SymmetricProduct(ReadOnlySpan<double> v, Span<double> result);

/// <summary>
/// The extreme curvatures 0 &lt; m ≤ M of a symmetric operator on the space that its start vector spans with it, by a few Lanczos
/// steps, and the stepsize 2/(m + M) with the smallest contraction (M − m)/(M + m) of I − α H.
/// </summary>
internal static class Curvature
{
    private const int MostSteps = 16;

    /// <summary>The best stepsize; 1 where there is no curvature at all.</summary>
    public static double BestStepsize(SymmetricProduct product, double[] start)
    {
        var (least, most) = Extremes(product, start);
        return most > 0 ? 2 / (least + most) : 1;
    }

    /// <summary>Ritz values; (0, 0) for a start of zero.</summary>
    public static (double Least, double Most) Extremes(SymmetricProduct product, double[] start)
    {
        var size = Vectors.Norm(start);
        if (size == 0) return (0, 0);
        List<double[]> basis = [[.. start.Select(v => v / size)]];
        List<double> diagonal = [], off = [];
        for (var k = 0; k < MostSteps; k++)
        {
            var next = new double[start.Length];
            product(basis[k], next);
            diagonal.Add(Vectors.Dot(basis[k], next));
            // Few vectors: orthogonalising against all of them costs nothing beside the products.
            foreach (var direction in basis) TensorPrimitives.MultiplyAdd(direction, -Vectors.Dot(direction, next), next, next);
            var left = Vectors.Norm(next);
            if (!(left > 1e-8 * Math.Abs(diagonal[0])) || k + 1 == MostSteps) break;
            off.Add(left);
            basis.Add([.. next.Select(v => v / left)]);
        }

        return (Eigenvalue(diagonal, off, 0), Eigenvalue(diagonal, off, diagonal.Count - 1));
    }

    /// <summary>The k-th smallest eigenvalue of a tridiagonal matrix by bisection on the Sturm count.</summary>
    private static double Eigenvalue(List<double> diagonal, List<double> off, int k)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (var i = 0; i < diagonal.Count; i++)
        {
            var radius = (i > 0 ? off[i - 1] : 0) + (i < off.Count ? off[i] : 0);
            (low, high) = (Math.Min(low, diagonal[i] - radius), Math.Max(high, diagonal[i] + radius));
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = 0.5 * (low + high);
            if (Below(diagonal, off, middle) > k) high = middle;
            else low = middle;
        }

        return 0.5 * (low + high);
    }

    private static int Below(List<double> diagonal, List<double> off, double shift)
    {
        var count = 0;
        var pivot = 1.0;
        for (var i = 0; i < diagonal.Count; i++)
        {
            pivot = diagonal[i] - shift - (i > 0 ? off[i - 1] * off[i - 1] / pivot : 0);
            if (pivot == 0) pivot = 1e-300;
            if (pivot < 0) count++;
        }

        return count;
    }
}
