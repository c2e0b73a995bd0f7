using Folding.Problems;

namespace Folding;

/// <summary>The derivative of the solution map at one solution, by one gradient method. Thread-safe.</summary>
/// <typeparam name="TData">The data space.</typeparam>
internal abstract class Linearization<TData>
    where TData : class
{
    /// <summary>Reverse mode: the gradient of a loss with dLoss/dx = gx and dLoss/dy = gy (either may be empty for zero).</summary>
    public abstract Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy);

    /// <summary>Reverse mode for several seeds, which share what can be shared.</summary>
    public virtual Gradient<TData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        var gradients = new Gradient<TData>[seeds.Length];
        for (var s = 0; s < seeds.Length; s++) gradients[s] = Vjp(seeds[s].Primal.AsSpan(), seeds[s].Dual.AsSpan());
        return gradients;
    }

    /// <summary>Forward mode: the directional derivative along a tangent of the data.</summary>
    public abstract Tangent Jvp(TData direction);
}

/// <summary>The derivative of a linear program's solution, by that of the equivalent quadratic program.</summary>
internal sealed class RelaxedLinearization(LinearProgram problem, QuadraticProgram quadratic, Linearization<QuadraticData> inner) : Linearization<LinearData>
{
    public override Gradient<LinearData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => Linear(inner.Vjp(gx, gy));

    public override Gradient<LinearData>[] Vjp(ReadOnlySpan<Seed> seeds) => Array.ConvertAll(inner.Vjp(seeds), Linear);

    public override Tangent Jvp(LinearData direction) => inner.Jvp(direction.ToQuadratic(quadratic));

    private Gradient<LinearData> Linear(Gradient<QuadraticData> gradient) => new(LinearData.FromQuadratic(problem, gradient.Data), gradient.Report);
}
