using Folding.Problems;

namespace Folding;

/// <summary><c>f(x, y) = −y'x + Σ x_i ln x_i</c>, x &gt; 0: its minimiser over a simplex is the softmax of y. Its parameters are y.</summary>
public sealed class EntropyObjective : SmoothObjective
{
    /// <summary>An entropy.</summary>
    /// <param name="size">Length of x and of y.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public EntropyObjective(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        HessianPattern = CscMatrix.Identity(size).Pattern;
    }

    /// <inheritdoc/>
    public override int Size => HessianPattern.Columns;

    /// <inheritdoc/>
    public override int ParameterCount => Size;

    /// <inheritdoc/>
    public override SparsityPattern HessianPattern { get; }

    /// <inheritdoc/>
    public override double DomainLower => 0;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> c)
    {
        double sum = 0;
        for (var j = 0; j < x.Length; j++) sum += x[j] == 0 ? 0 : x[j] * (Math.Log(x[j]) - c[j]);
        return sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient)
    {
        for (var j = 0; j < x.Length; j++) gradient[j] = 1 + Math.Log(x[j]) - c[j];
    }

    /// <inheritdoc/>
    public override void Hessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> values)
    {
        for (var j = 0; j < x.Length; j++) values[j] = 1 / x[j];
    }

    /// <inheritdoc/>
    public override void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result)
    {
        for (var j = 0; j < x.Length; j++) result[j] = v[j] / x[j];
    }

    /// <inheritdoc/>
    public override void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result)
    {
        for (var j = 0; j < x.Length; j++) result[j] = -direction[j];
    }

    /// <inheritdoc/>
    public override void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result)
    {
        for (var j = 0; j < x.Length; j++) result[j] = -v[j];
    }

    /// <summary>The minimiser of f itself, as far as double precision has comfortable room for it.</summary>
    public override void Start(ReadOnlySpan<double> c, Span<double> x)
    {
        for (var j = 0; j < x.Length; j++) x[j] = Math.Exp(Math.Clamp(c[j] - 1, -30, 30));
    }
}
