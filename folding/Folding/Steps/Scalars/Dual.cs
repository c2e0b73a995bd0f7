namespace Folding;

/// <summary>A dual number a + a'ε, ε² = 0: forward mode, exact to rounding.</summary>
/// <param name="Value">a.</param>
/// <param name="Slope">a', the derivative along one direction.</param>
internal readonly record struct Dual(double Value, double Slope) : IScalar<Dual>
{
    public static implicit operator Dual(double value) => new(value, 0);

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Slope + b.Slope);

    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Slope - b.Slope);

    public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, (a.Slope * b.Value) + (a.Value * b.Slope));

    public static Dual operator /(Dual a, Dual b)
    {
        var ratio = a.Value / b.Value;
        return new(ratio, (a.Slope - (ratio * b.Slope)) / b.Value);
    }

    public static Dual operator -(Dual a) => new(-a.Value, -a.Slope);

    public static bool operator <(Dual a, Dual b) => a.Value < b.Value;

    public static bool operator >(Dual a, Dual b) => a.Value > b.Value;

    public static Dual Function(Dual a, double value, double slope) => new(value, a.Slope == 0 ? 0 : slope * a.Slope);
}
