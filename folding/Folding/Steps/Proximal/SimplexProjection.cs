namespace Folding;

/// <summary>
/// Projection onto {0 ≤ x ≤ cap, 1'x = s}: the simplex, and with a finite cap the capped simplex. <c>x = clip(v − t, 0, cap)</c>,
/// D = diag(1_S) − 1_S 1_S'/|S|, ∂x/∂s = 1_S/|S|, S the entries strictly between. The parameter is s.
/// </summary>
public sealed class SimplexProjection : Proximal
{
    private readonly BoxWithEqualityProjection _box;
    private readonly double _cap;

    /// <summary>A simplex.</summary>
    /// <param name="size">Number of entries.</param>
    /// <param name="cap">Upper bound of every entry; infinite for none.</param>
    /// <exception cref="ArgumentException">The cap is not positive.</exception>
    public SimplexProjection(int size, double cap = double.PositiveInfinity)
        : base(size, 1)
    {
        if (!(cap > 0)) throw new ArgumentException($"The cap is {cap}; it must be positive.", nameof(cap));
        var ones = new double[size];
        Array.Fill(ones, 1);
        (_box, _cap) = (new(ones), cap);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x) => _box.Apply(v, stepsize, Full(parameters), x);

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters) => new Derivative(_box.FaceAt(v, Full(parameters)));

    private double[] Full(ReadOnlySpan<double> parameters)
    {
        var total = parameters[0];
        if (!(total >= 0 && total <= _cap * Size)) throw new ArgumentException($"{Size} entries from 0 to {_cap} cannot sum to {total}.", nameof(parameters));
        var full = new double[1 + (2 * Size)];
        full[0] = total;
        full.AsSpan(1 + Size).Fill(_cap);
        return full;
    }

    private sealed class Derivative(BoxFace face) : ProximalDerivative
    {
        public override int Kinks => face.Kinks;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => face.Multiply(v, result);

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => face.AlongNormal(direction[0], result);

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => gradient[0] = face.Along(w);
    }
}
