using Folding.Problems;

namespace Folding;

/// <summary>f(x, c) = ½ |Mx − c|²; its parameters are the observations.</summary>
public sealed class LeastSquaresObjective : SmoothObjective
{
    private readonly CscMatrix _matrix;

    /// <summary>A least-squares objective.</summary>
    /// <param name="matrix">M.</param>
    public LeastSquaresObjective(CscMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        _matrix = matrix;
    }

    /// <inheritdoc/>
    public override int Size => _matrix.Columns;

    /// <inheritdoc/>
    public override int ParameterCount => _matrix.Rows;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> c)
    {
        using var memory = Rented.Doubles(_matrix.Rows);
        _matrix.Multiply(x, memory.Span);
        var distance = Vectors.Distance(memory.Span, c);
        return 0.5 * distance * distance;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient)
    {
        using var memory = Rented.Doubles(_matrix.Rows);
        _matrix.Multiply(x, memory.Span);
        for (var i = 0; i < c.Length; i++) memory.Span[i] -= c[i];
        gradient.Clear();
        _matrix.AddTransposedMultiply(memory.Span, gradient);
    }

    /// <inheritdoc/>
    public override void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_matrix.Rows);
        _matrix.Multiply(v, memory.Span);
        result.Clear();
        _matrix.AddTransposedMultiply(memory.Span, result);
    }

    /// <inheritdoc/>
    public override void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result)
    {
        result.Clear();
        _matrix.AddTransposedMultiply(direction, result);
        foreach (ref var entry in result) entry = -entry;
    }

    /// <inheritdoc/>
    public override void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result)
    {
        _matrix.Multiply(v, result);
        foreach (ref var entry in result) entry = -entry;
    }
}
