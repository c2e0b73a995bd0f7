using Folding.Problems;

namespace Folding;

/// <summary>The derivative of the solution map of a quadratic program at one solution, by one gradient method. Thread-safe.</summary>
internal abstract class Linearization
{
    /// <summary>Reverse mode: the gradient of a loss with dLoss/dx = gx and dLoss/dy = gy (either may be empty for zero).</summary>
    public abstract Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy);

    /// <summary>Reverse mode for several seeds, which share what can be shared.</summary>
    public virtual Gradient<QuadraticData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        var gradients = new Gradient<QuadraticData>[seeds.Length];
        for (var s = 0; s < seeds.Length; s++) gradients[s] = Vjp(seeds[s].Primal.AsSpan(), seeds[s].Dual.AsSpan());
        return gradients;
    }

    /// <summary>Forward mode: the directional derivative along a tangent of the data.</summary>
    public abstract Tangent Jvp(QuadraticData direction);
}
