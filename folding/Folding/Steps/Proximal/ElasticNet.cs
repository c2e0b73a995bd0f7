namespace Folding;

/// <summary>
/// g(x) = λ|x|_1 + ½ κ|x|²: <c>x = soft(v, αλ)/(1 + ακ)</c>, D = diag(|v| &gt; αλ)/(1 + ακ), ∂x/∂λ = −α sign(v)/(1 + ακ) and
/// ∂x/∂κ = −αx/(1 + ακ) on the support. The parameters are λ and κ, not negative; κ = 0 is the lasso.
/// </summary>
public sealed class ElasticNet(int size) : Proximal(size, 2)
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        var (threshold, shrink) = Terms(stepsize, parameters);
        for (var j = 0; j < Size; j++) x[j] = Math.CopySign(Math.Max(0, Math.Abs(v[j]) - threshold) / shrink, v[j]);
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        var (threshold, shrink) = Terms(stepsize, parameters);
        var x = new double[Size];
        Apply(v, stepsize, parameters, x);
        var kinks = 0;
        foreach (var value in v)
        {
            if (ProximalDerivative.IsBend(Math.Abs(value), threshold)) kinks++;
        }

        return new Derivative(x, stepsize, shrink, kinks);
    }

    private static (double Threshold, double Shrink) Terms(double stepsize, ReadOnlySpan<double> parameters) => parameters[0] >= 0 && parameters[1] >= 0
        ? (stepsize * parameters[0], 1 + (stepsize * parameters[1]))
        : throw new ArgumentException($"The weights are {parameters[0]} and {parameters[1]}; neither may be negative.", nameof(parameters));

    private sealed class Derivative(double[] x, double stepsize, double shrink, int kinks) : ProximalDerivative
    {
        public override int Kinks => kinks;

        public override bool IsDiagonal => true;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            for (var j = 0; j < x.Length; j++) result[j] = x[j] == 0 ? 0 : v[j] / shrink;
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            for (var j = 0; j < x.Length; j++) result[j] = -stepsize / shrink * ((Math.Sign(x[j]) * direction[0]) + (x[j] * direction[1]));
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
        {
            gradient.Clear();
            for (var j = 0; j < x.Length; j++)
            {
                gradient[0] -= stepsize / shrink * Math.Sign(x[j]) * w[j];
                gradient[1] -= stepsize / shrink * x[j] * w[j];
            }
        }
    }
}
