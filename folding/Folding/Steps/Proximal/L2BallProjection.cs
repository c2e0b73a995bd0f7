namespace Folding;

/// <summary>
/// Projection onto {|x| ≤ r}: inside, x = v; else <c>x = rv/|v|</c>, D = (r/|v|)(I − vv'/|v|²), ∂x/∂r = v/|v|. The parameter is r.
/// </summary>
public sealed class L2BallProjection(int size) : Proximal(size, 1)
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        var scale = Math.Min(1, Positive(parameters[0], "radius") / Vectors.Norm(v));
        for (var j = 0; j < Size; j++) x[j] = scale * v[j];
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        double radius = Positive(parameters[0], "radius"), norm = Vectors.Norm(v);
        var touches = ProximalDerivative.IsBend(norm, radius);
        if (norm <= radius) return new Inside(touches);
        var unit = v.ToArray();
        foreach (ref var entry in unit.AsSpan()) entry /= norm;
        return new Derivative(unit, radius / norm, touches);
    }

    private sealed class Derivative(double[] unit, double scale, bool touches) : ProximalDerivative
    {
        public override int Kinks => touches ? 1 : 0;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            var along = Vectors.Dot(unit, v);
            for (var j = 0; j < unit.Length; j++) result[j] = scale * (v[j] - (along * unit[j]));
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            for (var j = 0; j < unit.Length; j++) result[j] = direction[0] * unit[j];
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => gradient[0] = Vectors.Dot(unit, w);
    }
}
