using Folding.Problems;

namespace Folding;

/// <summary>The derivative of the solution map at one solution, by one gradient method. Thread-safe.</summary>
/// <typeparam name="TData">The data space.</typeparam>
internal abstract class Linearization<TData>
    where TData : class
{
    /// <summary>What is known of the point before any seed; null where the method makes no diagnosis.</summary>
    public virtual GradientReport? Diagnosis => null;

    /// <summary>The projection on the directions in which the minimiser is not unique, where the answer is a choice; null where there are none.</summary>
    public virtual FlatPart? FlatPart => null;

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

/// <summary>The part of a vector on x along the directions N in which the minimiser is not unique.</summary>
/// <param name="x">A tangent dx, or a seed g_x.</param>
/// <param name="ofSeed">True for the transposed projection, which is the one for seeds: ⟨N'g_x, dx⟩ = ⟨g_x, N dx⟩.</param>
internal delegate double[] FlatPart(ReadOnlySpan<double> x, bool ofSeed);

/// <summary>The derivative of a linear program's solution, by that of the equivalent quadratic program.</summary>
internal sealed class RelaxedLinearization(LinearProgram problem, QuadraticProgram quadratic, Linearization<QuadraticData> inner) : Linearization<LinearData>
{
    public override Gradient<LinearData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => Linear(inner.Vjp(gx, gy));

    public override Gradient<LinearData>[] Vjp(ReadOnlySpan<Seed> seeds) => Array.ConvertAll(inner.Vjp(seeds), Linear);

    public override Tangent Jvp(LinearData direction) => inner.Jvp(direction.ToQuadratic(quadratic));

    private Gradient<LinearData> Linear(Gradient<QuadraticData> gradient) => new(LinearData.FromQuadratic(problem, gradient.Data), gradient.Report);
}
