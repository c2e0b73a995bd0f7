namespace Folding;

/// <summary>A plain number; the layout is that of a double.</summary>
/// <param name="Value">The number.</param>
internal readonly record struct Real(double Value) : IScalar<Real>
{
    public static implicit operator Real(double value) => new(value);

    public static Real operator +(Real a, Real b) => new(a.Value + b.Value);

    public static Real operator -(Real a, Real b) => new(a.Value - b.Value);

    public static Real operator *(Real a, Real b) => new(a.Value * b.Value);

    public static Real operator /(Real a, Real b) => new(a.Value / b.Value);

    public static Real operator -(Real a) => new(-a.Value);

    public static bool operator <(Real a, Real b) => a.Value < b.Value;

    public static bool operator >(Real a, Real b) => a.Value > b.Value;

    public static Real Function(Real a, double value, double slope) => new(value);
}
