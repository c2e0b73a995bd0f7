namespace Folding;

/// <summary>
/// Projection of (t, z) onto the second-order cone {|z| ≤ t}: inside it stays, in the polar cone it becomes zero, and else
/// <code>x = a(1, ω),  a = (t + |z|)/2,  ω = z/|z|,   D = ½ [1, ω'; ω, (1 + t/|z|)I − (t/|z|)ωω']</code>
/// No parameters.
/// </summary>
public sealed class SecondOrderConeProjection(int size) : Proximal(size, 0)
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        double t = v[0], norm = Vectors.Norm(v[1..]);
        if (norm <= t)
        {
            v.CopyTo(x);
            return;
        }

        x.Clear();
        if (norm <= -t) return;
        var a = 0.5 * (t + norm);
        x[0] = a;
        for (var j = 1; j < Size; j++) x[j] = a / norm * v[j];
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        double t = v[0], norm = Vectors.Norm(v[1..]);
        var touches = ProximalDerivative.IsBend(norm, Math.Abs(t));
        if (norm <= t) return new Inside(touches);
        if (norm <= -t) return new Derivative([], 0, touches);
        var unit = v[1..].ToArray();
        foreach (ref var entry in unit.AsSpan()) entry /= norm;
        return new Derivative(unit, t / norm, touches);
    }

    /// <param name="unit">ω; empty in the polar cone.</param>
    /// <param name="ratio">t/|z|.</param>
    /// <param name="touches">On the boundary between two cases.</param>
    private sealed class Derivative(double[] unit, double ratio, bool touches) : ProximalDerivative
    {
        public override int Kinks => touches ? 1 : 0;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            if (unit.Length == 0)
            {
                result.Clear();
                return;
            }

            var along = Vectors.Dot(unit, v[1..]);
            result[0] = 0.5 * (v[0] + along);
            for (var j = 0; j < unit.Length; j++) result[1 + j] = 0.5 * ((v[0] * unit[j]) + ((1 + ratio) * v[1 + j]) - (ratio * along * unit[j]));
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => result.Clear();

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => gradient.Clear();
    }
}
