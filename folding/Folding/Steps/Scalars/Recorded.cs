namespace Folding;

/// <summary>A number that knows its place on a tape; without a tape it is a constant.</summary>
/// <param name="Value">The number.</param>
/// <param name="Tape">The tape, null for a constant.</param>
/// <param name="Index">Its entry there.</param>
internal readonly record struct Recorded(double Value, ScalarTape? Tape, int Index) : IScalar<Recorded>
{
    public static implicit operator Recorded(double value) => new(value, null, -1);

    public static Recorded operator +(Recorded a, Recorded b) => Record(a.Value + b.Value, a, 1, b, 1);

    public static Recorded operator -(Recorded a, Recorded b) => Record(a.Value - b.Value, a, 1, b, -1);

    public static Recorded operator *(Recorded a, Recorded b) => Record(a.Value * b.Value, a, b.Value, b, a.Value);

    public static Recorded operator /(Recorded a, Recorded b)
    {
        var ratio = a.Value / b.Value;
        return Record(ratio, a, 1 / b.Value, b, -ratio / b.Value);
    }

    public static Recorded operator -(Recorded a) => Function(a, -a.Value, -1);

    public static bool operator <(Recorded a, Recorded b) => Compared(a, b) < 0;

    public static bool operator >(Recorded a, Recorded b) => Compared(a, b) > 0;

    public static Recorded Function(Recorded a, double value, double slope) => a.Tape is null ? value : new Recorded(value, a.Tape, a.Tape.Add(a.Index, slope, -1, 0));

    private static Recorded Record(double value, Recorded a, double byA, Recorded b, double byB)
    {
        var tape = a.Tape ?? b.Tape;
        return tape is null ? value : new Recorded(value, tape, tape.Add(a.Tape is null ? -1 : a.Index, byA, b.Tape is null ? -1 : b.Index, byB));
    }

    private static double Compared(Recorded a, Recorded b)
    {
        var difference = a.Value - b.Value;
        (a.Tape ?? b.Tape)?.Compare(difference, Math.Max(Math.Abs(a.Value), Math.Abs(b.Value)));
        return difference;
    }
}
