using Folding.Problems;

namespace Folding;

/// <summary>
/// A smooth convex f for an <see cref="AltDiffLayer"/>: its value, gradient and Hessian, and where its domain ends. Implementations are
/// immutable: several threads may call them at once.
/// </summary>
public abstract class ConvexObjective
{
    /// <summary>Number of variables n, and the pattern of the Hessian.</summary>
    /// <param name="hessianPattern">The upper triangle of ∇²f, n x n.</param>
    /// <exception cref="ArgumentException">The pattern is no upper triangle.</exception>
    protected ConvexObjective(SparsityPattern hessianPattern)
    {
        ArgumentNullException.ThrowIfNull(hessianPattern);
        if (!hessianPattern.IsUpperTriangular) throw new ArgumentException($"The Hessian is given by its upper triangle; its pattern is {hessianPattern}.", nameof(hessianPattern));
        HessianPattern = hessianPattern;
    }

    /// <summary>Number of variables n.</summary>
    public int VariableCount => HessianPattern.Columns;

    /// <summary>The upper triangle of ∇²f.</summary>
    public SparsityPattern HessianPattern { get; }

    /// <summary>f(x).</summary>
    /// <param name="x">Length n, in the domain.</param>
    public abstract double Value(ReadOnlySpan<double> x);

    /// <summary>∇f(x).</summary>
    /// <param name="x">Length n, in the domain.</param>
    /// <param name="gradient">Length n.</param>
    public abstract void Gradient(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>∇²f(x) on its pattern.</summary>
    /// <param name="x">Length n, in the domain.</param>
    /// <param name="values">One per stored entry.</param>
    public abstract void Hessian(ReadOnlySpan<double> x, Span<double> values);

    /// <summary>A point inside the domain; zero unless overridden.</summary>
    /// <param name="x">Length n.</param>
    public virtual void Start(Span<double> x) => x.Clear();

    /// <summary>The largest t for which x + t d is in the closure of the domain; infinite unless overridden.</summary>
    /// <param name="x">Length n, in the domain.</param>
    /// <param name="direction">d, length n.</param>
    public virtual double LargestStep(ReadOnlySpan<double> x, ReadOnlySpan<double> direction) => double.PositiveInfinity;
}

/// <summary><c>f(x) = −y'x + Σ x_i ln x_i</c>, x &gt; 0: its minimiser over a simplex is the softmax of y.</summary>
public sealed class EntropyObjective : ConvexObjective
{
    private readonly double[] _y;

    /// <summary>Copies y.</summary>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public EntropyObjective(ReadOnlySpan<double> y)
        : base(CscMatrix.Identity(y.Length).Pattern)
    {
        Vectors.RequireFinite(y, y.Length, nameof(y));
        _y = y.ToArray();
    }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (var j = 0; j < x.Length; j++) sum += x[j] > 0 ? x[j] * (Math.Log(x[j]) - _y[j]) : 0;
        return sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        for (var j = 0; j < x.Length; j++) gradient[j] = 1 + Math.Log(x[j]) - _y[j];
    }

    /// <inheritdoc/>
    public override void Hessian(ReadOnlySpan<double> x, Span<double> values)
    {
        for (var j = 0; j < x.Length; j++) values[j] = 1 / x[j];
    }

    /// <inheritdoc/>
    public override void Start(Span<double> x) => x.Fill(1.0 / Math.Max(1, x.Length));

    /// <inheritdoc/>
    public override double LargestStep(ReadOnlySpan<double> x, ReadOnlySpan<double> direction)
    {
        var step = double.PositiveInfinity;
        for (var j = 0; j < x.Length; j++)
        {
            if (direction[j] < 0) step = Math.Min(step, -x[j] / direction[j]);
        }

        return step;
    }
}
