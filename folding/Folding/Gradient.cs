using System.Collections.Immutable;

namespace Folding;

/// <summary>The gradient of a loss with respect to the data of a problem, and what is known about it.</summary>
/// <typeparam name="TData">The data space, <see cref="QuadraticData"/> or <see cref="LinearData"/>.</typeparam>
/// <param name="Data">One number per datum, on the problem's patterns. Never NaN.</param>
/// <param name="Report">Method, trust and diagnostics.</param>
public sealed record Gradient<TData>(TData Data, GradientReport Report)
{
    /// <summary>This gradient, if it reaches the trust level.</summary>
    /// <exception cref="UntrustedGradientException">It does not; the message is the report.</exception>
    public Gradient<TData> EnsureTrusted(TrustLevel atLeast = TrustLevel.Exact) =>
        Report.Trust >= atLeast ? this : throw new UntrustedGradientException($"The gradient's trust is below {atLeast}: {Report}.");
}

/// <summary>The directional derivative of the solution along a tangent of the data.</summary>
/// <param name="Primal">dx, length n.</param>
/// <param name="Dual">dy, length of the dual point.</param>
/// <param name="Report">Method, trust and diagnostics.</param>
public sealed record Tangent(ImmutableArray<double> Primal, ImmutableArray<double> Dual, GradientReport Report);
