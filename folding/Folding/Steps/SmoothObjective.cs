using Folding.Problems;

namespace Folding;

/// <summary>A smooth function f(x, c) by its gradient in x and the products with its second derivatives.</summary>
public abstract class SmoothObjective
{
    /// <summary>Length of x.</summary>
    public abstract int Size { get; }

    /// <summary>Length of c.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>Where the Hessian has entries, both triangles; null where that is not known.</summary>
    public virtual SparsityPattern? HessianPattern => null;

    /// <summary>Writes ∇_x f.</summary>
    public abstract void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient);

    /// <summary>Writes ∇²_xx f v.</summary>
    public abstract void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result);

    /// <summary>Writes ∇²_xc f dc, length of x.</summary>
    public abstract void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>Writes (∇²_xc f)'v, length of c.</summary>
    public abstract void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result);
}

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
        var n = hessian.Columns;
        HessianPattern = CscMatrix.FromTriplets(n, n, hessian.Entries().SelectMany(static e =>
            e.Row == e.Column ? [(e.Row, e.Column, 1.0)] : new[] { (e.Row, e.Column, 1.0), (e.Column, e.Row, 1.0) })).Pattern;
    }

    /// <inheritdoc/>
    public override int Size => _hessian.Columns;

    /// <inheritdoc/>
    public override int ParameterCount => Size;

    /// <inheritdoc/>
    public override SparsityPattern HessianPattern { get; }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient)
    {
        _hessian.MultiplySymmetric(x, gradient);
        for (var j = 0; j < gradient.Length; j++) gradient[j] += c[j];
    }

    /// <inheritdoc/>
    public override void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result) => _hessian.MultiplySymmetric(v, result);

    /// <inheritdoc/>
    public override void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result) => direction.CopyTo(result);

    /// <inheritdoc/>
    public override void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result) => v.CopyTo(result);
}

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
