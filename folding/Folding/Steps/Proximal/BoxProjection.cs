namespace Folding;

/// <summary>
/// Projection onto l ≤ x ≤ u: <c>x = clip(v)</c>, D = diag(l &lt; v &lt; u), ∂x/∂l = 1 where v &lt; l, ∂x/∂u = 1 where v &gt; u. The parameters
/// are l, then u; infinities are allowed.
/// </summary>
public sealed class BoxProjection(int size) : Proximal(size, 2 * size)
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        Require(parameters);
        for (var j = 0; j < Size; j++) x[j] = Math.Clamp(v[j], parameters[j], parameters[Size + j]);
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        Require(parameters);
        var sides = new sbyte[Size];
        var kinks = 0;
        for (var j = 0; j < Size; j++)
        {
            double l = parameters[j], u = parameters[Size + j];
            sides[j] = (sbyte)(v[j] < l ? -1 : v[j] > u ? 1 : 0);
            if (ProximalDerivative.IsBend(v[j], l) || ProximalDerivative.IsBend(v[j], u)) kinks++;
        }

        return new Derivative(sides, kinks);
    }

    private void Require(ReadOnlySpan<double> parameters)
    {
        for (var j = 0; j < Size; j++)
        {
            if (!(parameters[j] <= parameters[Size + j]))
                throw new ArgumentException($"The bounds of variable {j} contradict each other: {parameters[j]} to {parameters[Size + j]}.", nameof(parameters));
        }
    }

    private sealed class Derivative(sbyte[] sides, int kinks) : ProximalDerivative
    {
        public override int Kinks => kinks;

        public override bool IsDiagonal => true;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            for (var j = 0; j < sides.Length; j++) result[j] = sides[j] == 0 ? v[j] : 0;
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            for (var j = 0; j < sides.Length; j++) result[j] = sides[j] switch { < 0 => direction[j], > 0 => direction[sides.Length + j], _ => 0 };
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
        {
            for (var j = 0; j < sides.Length; j++)
            {
                gradient[j] = sides[j] < 0 ? w[j] : 0;
                gradient[sides.Length + j] = sides[j] > 0 ? w[j] : 0;
            }
        }
    }
}
