using System.Collections.Immutable;

namespace Folding;

/// <summary>
/// Projection onto {l ≤ x ≤ u, a'x = b}: <c>x = clip(v − ta)</c> with t such that a'x = b. On the coordinates S that are not clipped
/// <code>D = I_S − a_S a_S'/|a_S|²,   ∂x/∂b = a_S/|a_S|²,   ∂x/∂(clipped bound i) = e_i − a_i a_S/|a_S|²</code>
/// The parameters are b, then l, then u. Where S is empty the vertex does not follow b.
/// </summary>
public sealed class BoxWithEqualityProjection : Proximal
{
    private readonly ImmutableArray<double> _normal;

    /// <summary>A set.</summary>
    /// <param name="normal">a; finite and not zero.</param>
    /// <exception cref="ArgumentException">a is zero or not finite.</exception>
    public BoxWithEqualityProjection(ReadOnlySpan<double> normal)
        : base(normal.Length, 1 + (2 * normal.Length))
    {
        Vectors.RequireFinite(normal, normal.Length, nameof(normal));
        if (!normal.ContainsAnyExcept(0.0)) throw new ArgumentException("The normal of the equality is zero.", nameof(normal));
        _normal = [.. normal];
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x) =>
        _ = Project(v, parameters[0], parameters[1..(1 + Size)], parameters[(1 + Size)..], x);

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters) => FaceAt(v, parameters);

    internal BoxFace FaceAt(ReadOnlySpan<double> v, ReadOnlySpan<double> parameters)
    {
        var x = new double[Size];
        ReadOnlySpan<double> lower = parameters[1..(1 + Size)], upper = parameters[(1 + Size)..];
        var t = Project(v, parameters[0], lower, upper, x);
        var sides = new sbyte[Size];
        var kinks = 0;
        for (var j = 0; j < Size; j++)
        {
            var moved = v[j] - (t * _normal[j]);
            sides[j] = (sbyte)(moved < lower[j] ? -1 : moved > upper[j] ? 1 : 0);
            if (ProximalDerivative.IsBend(moved, lower[j]) || ProximalDerivative.IsBend(moved, upper[j])) kinks++;
        }

        return new(sides, _normal, kinks);
    }

    private double Project(ReadOnlySpan<double> v, double b, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> x)
    {
        for (var j = 0; j < Size; j++)
        {
            if (!(lower[j] <= upper[j])) throw new ArgumentException($"The bounds of variable {j} contradict each other: {lower[j]} to {upper[j]}.");
        }

        var range = ThresholdSearch.Range(_normal.AsSpan(), lower, upper);
        if (!ThresholdSearch.IsWithin(b, range)) throw new ArgumentException($"Between the bounds a'x runs from {range.Least} to {range.Most}: no point has a'x = {b}.");
        return ThresholdSearch.Solve<SquareTerm>(v, _normal.AsSpan(), b, lower, upper, x);
    }
}

/// <summary>The face of a box with one equality on which a projection lies.</summary>
internal sealed class BoxFace : ProximalDerivative
{
    private readonly sbyte[] _sides;
    private readonly ImmutableArray<double> _normal;
    private readonly double _square;

    public BoxFace(sbyte[] sides, ImmutableArray<double> normal, int kinks)
    {
        (_sides, _normal, Kinks) = (sides, normal, kinks);
        for (var j = 0; j < sides.Length; j++) _square += sides[j] == 0 ? normal[j] * normal[j] : 0;
    }

    public override int Kinks { get; }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        var along = Along(v);
        for (var j = 0; j < _sides.Length; j++) result[j] = _sides[j] == 0 ? v[j] - (along * _normal[j]) : 0;
    }

    public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
    {
        var n = _sides.Length;
        var moved = direction[0];
        for (var j = 0; j < n; j++)
        {
            result[j] = _sides[j] switch { < 0 => direction[1 + j], > 0 => direction[1 + n + j], _ => 0 };
            moved -= _normal[j] * result[j];
        }

        if (_square == 0) return;
        for (var j = 0; j < n; j++) result[j] += _sides[j] == 0 ? moved / _square * _normal[j] : 0;
    }

    public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
    {
        var n = _sides.Length;
        var along = Along(w);
        gradient[0] = along;
        for (var j = 0; j < n; j++)
        {
            var clipped = w[j] - (along * _normal[j]);
            gradient[1 + j] = _sides[j] < 0 ? clipped : 0;
            gradient[1 + n + j] = _sides[j] > 0 ? clipped : 0;
        }
    }

    /// <summary>a_S'v/|a_S|².</summary>
    public double Along(ReadOnlySpan<double> v)
    {
        if (_square == 0) return 0;
        double sum = 0;
        for (var j = 0; j < _sides.Length; j++) sum += _sides[j] == 0 ? _normal[j] * v[j] : 0;
        return sum / _square;
    }

    /// <summary>∂x/∂b.</summary>
    public void AlongNormal(double moved, Span<double> result)
    {
        for (var j = 0; j < _sides.Length; j++) result[j] = _sides[j] == 0 && _square > 0 ? moved / _square * _normal[j] : 0;
    }
}
