using System.Collections.Immutable;

namespace Folding;

/// <summary>
/// Projection onto {|x|_1 ≤ r}: inside, x = v; else <c>x = sign(v) max(|v| − t, 0)</c>, and on the support S with signs σ
/// D = I_S − σσ'/|S|, ∂x/∂r = σ/|S|. The parameter is r.
/// </summary>
public sealed class L1BallProjection : Proximal
{
    private readonly SimplexProjection _simplex;

    /// <summary>A ball.</summary>
    /// <param name="size">Number of entries.</param>
    public L1BallProjection(int size)
        : base(size, 1) => _simplex = new(size);

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        if (IsInside(v, parameters))
        {
            v.CopyTo(x);
            return;
        }

        var sizes = new double[Size];
        for (var j = 0; j < Size; j++) sizes[j] = Math.Abs(v[j]);
        _simplex.Apply(sizes, stepsize, parameters, x);
        for (var j = 0; j < Size; j++) x[j] = Math.CopySign(x[j], v[j]);
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        var x = new double[Size];
        Apply(v, stepsize, parameters, x);
        double norm = 0;
        foreach (var value in v) norm += Math.Abs(value);
        var touches = ProximalDerivative.IsBend(norm, parameters[0]);
        if (IsInside(v, parameters)) return new Inside(touches);

        // Entry j stays zero as long as |v_j| < t; t is what the entries of the support lost.
        var support = Array.FindIndex(x, static value => value != 0);
        var t = support < 0 ? 0 : Math.Abs(v[support]) - Math.Abs(x[support]);
        var sides = new sbyte[Size];
        var signs = ImmutableArray.CreateBuilder<double>(Size);
        var kinks = touches ? 1 : 0;
        for (var j = 0; j < Size; j++)
        {
            sides[j] = (sbyte)(x[j] == 0 ? -1 : 0);
            signs.Add(Math.Sign(v[j]));
            if (ProximalDerivative.IsBend(Math.Abs(v[j]), t)) kinks++;
        }

        return new Boundary(new(sides, signs.MoveToImmutable(), kinks));
    }

    private static bool IsInside(ReadOnlySpan<double> v, ReadOnlySpan<double> parameters)
    {
        var radius = Positive(parameters[0], "radius");
        double norm = 0;
        foreach (var value in v) norm += Math.Abs(value);
        return norm <= radius;
    }

    private sealed class Boundary(BoxFace face) : ProximalDerivative
    {
        public override int Kinks => face.Kinks;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => face.Multiply(v, result);

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => face.AlongNormal(direction[0], result);

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => gradient[0] = face.Along(w);
    }
}

/// <summary>A point inside its set: the projection leaves it, and no parameter moves it.</summary>
internal sealed class Inside(bool touches) : ProximalDerivative
{
    public override int Kinks => touches ? 1 : 0;

    public override bool IsDiagonal => true;

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => v.CopyTo(result);

    public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => result.Clear();

    public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => gradient.Clear();
}
