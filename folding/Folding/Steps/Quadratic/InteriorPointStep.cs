namespace Folding;

/// <summary>
/// The primal-dual interior-point step at a fixed barrier parameter μ, s ← s − F_s⁻¹F_μ: Φ = 0 at its fixed point, which is the
/// solution smoothed by a logarithmic barrier, so one product is the exact derivative of that. Approximate for the program itself,
/// with an error that vanishes with μ.
/// </summary>
public sealed record InteriorPointStep : QuadraticStep
{
    private readonly double _mu = 1e-6;

    /// <summary>μ, in units of the objective; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Mu
    {
        get => _mu;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _mu = value;
        }
    }

    /// <inheritdoc/>
    public override string Name => "interior-point";

    internal override QuadraticMap? On(QuadraticPoint point, out string whyNot)
    {
        var smoothed = BarrierPoint.At(point.Problem, point.X, point.Y, Mu, point.Cache);
        whyNot = FormattableString.Invariant($"the solution smoothed by a logarithmic barrier was not found at mu = {Mu:G2}: a larger mu is easier");
        return smoothed.Residual <= 1e-6 ? new InteriorPointMap(point, smoothed, Mu) : null;
    }
}

/// <summary>The interior-point step of one program at its smoothed solution.</summary>
internal sealed class InteriorPointMap(QuadraticPoint point, BarrierPoint smoothed, double mu) : QuadraticMap
{
    public override double[] FixedPoint { get; } = [.. smoothed.X, .. smoothed.Y];

    public override bool IsSmoothed => true;

    public override string Choice => FormattableString.Invariant($"the solution smoothed by a logarithmic barrier, mu = {mu:G2}");

    public override QuadraticStepLinearization At(double[] state) => new InteriorPointLinearization(new(point.Problem, smoothed, mu), state, smoothed.X.Length);
}

/// <summary>Φ = 0; Ψ is the derivative of the smoothed solution.</summary>
internal sealed class InteriorPointLinearization(BarrierLinearization barrier, double[] state, int n) : QuadraticStepLinearization
{
    public override int StateCount => state.Length;

    /// <summary>The path was followed until Newton's step vanished: the state is its own next.</summary>
    public override double[] Next => state;

    public override long Size => state.Length;

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => result.Clear();

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => result.Clear();

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> seed)
    {
        gx.CopyTo(seed);
        gy.CopyTo(seed[n..]);
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => barrier.Vjp(v[..n], v[n..]).Data;

    public override void PushForward(QuadraticData direction, Span<double> tangent)
    {
        var (dx, dy, _) = barrier.Jvp(direction);
        dx.CopyTo(tangent);
        dy.CopyTo(tangent[n..]);
    }

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> tangent, QuadraticData direction) => (tangent[..n].ToArray(), tangent[n..].ToArray());
}
