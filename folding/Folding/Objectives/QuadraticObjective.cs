using Folding.Problems;

namespace Folding;

/// <summary>f(x, c) = ½ x'Hx + c'x; its parameters are the linear cost.</summary>
public sealed class QuadraticObjective : SmoothObjective
{
    private readonly CscMatrix _hessian;

    /// <summary>A quadratic objective.</summary>
    /// <param name="hessian">The upper triangle of H.</param>
    /// <exception cref="ArgumentException">Not the upper triangle of a square matrix.</exception>
    public QuadraticObjective(CscMatrix hessian)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        if (!hessian.Pattern.IsUpperTriangular) throw new ArgumentException($"H must be the upper triangle of a square matrix; got {hessian}.", nameof(hessian));
        _hessian = hessian;
    }

    /// <inheritdoc/>
    public override int Size => _hessian.Columns;

    /// <inheritdoc/>
    public override int ParameterCount => Size;

    /// <inheritdoc/>
    public override SparsityPattern HessianPattern => _hessian.Pattern;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> c)
    {
        using var memory = Rented.Doubles(x.Length);
        _hessian.MultiplySymmetric(x, memory.Span);
        return (0.5 * Vectors.Dot(x, memory.Span)) + Vectors.Dot(c, x);
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient)
    {
        _hessian.MultiplySymmetric(x, gradient);
        for (var j = 0; j < gradient.Length; j++) gradient[j] += c[j];
    }

    /// <inheritdoc/>
    public override void Hessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> values) => _hessian.Values.CopyTo(values);

    /// <inheritdoc/>
    public override void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result) => _hessian.MultiplySymmetric(v, result);

    /// <inheritdoc/>
    public override void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result) => direction.CopyTo(result);

    /// <inheritdoc/>
    public override void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result) => v.CopyTo(result);
}
