using Folding.Problems;

namespace Folding;

/// <summary>
/// A smooth function f(x, c) by its value, its gradient in x and its second derivatives: what <see cref="ProximalGradientStep"/> and
/// <see cref="AltDiffLayer.ForwardConvex"/> minimise. Implementations are immutable: several threads may call them at once.
/// </summary>
public abstract class SmoothObjective
{
    /// <summary>Length of x.</summary>
    public abstract int Size { get; }

    /// <summary>Length of c.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>The upper triangle of ∇²_xx f; null where <see cref="Hessian"/> is not given, but products only.</summary>
    public virtual SparsityPattern? HessianPattern => null;

    /// <summary>Every entry of x must stay above this; −∞ unless overridden.</summary>
    public virtual double DomainLower => double.NegativeInfinity;

    /// <summary>Every entry of x must stay below this; +∞ unless overridden.</summary>
    public virtual double DomainUpper => double.PositiveInfinity;

    /// <summary>f(x, c); outside the domain NaN or +∞.</summary>
    public abstract double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> c);

    /// <summary>Writes ∇_x f.</summary>
    public abstract void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient);

    /// <summary>Writes ∇²_xx f on its pattern, one number per stored entry.</summary>
    /// <exception cref="NotSupportedException">There is no pattern.</exception>
    public virtual void Hessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> values) =>
        throw new NotSupportedException($"{GetType().Name} gives its Hessian by products only.");

    /// <summary>Writes ∇²_xx f v.</summary>
    public abstract void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result);

    /// <summary>Writes ∇²_xc f dc, length of x.</summary>
    public abstract void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>Writes (∇²_xc f)'v, length of c.</summary>
    public abstract void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result);

    /// <summary>A point inside the domain, where Newton's method starts; zero unless overridden.</summary>
    public virtual void Start(ReadOnlySpan<double> c, Span<double> x) => x.Clear();
}
