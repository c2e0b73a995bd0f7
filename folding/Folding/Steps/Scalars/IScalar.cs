namespace Folding;

/// <summary>
/// The arithmetic that an <see cref="UpdateStep"/> is written in. Numbers of type double convert by themselves, so that
/// <c>x[0] - 0.1 * (x[0] - c[0])</c> and <c>T.Max(0, x[0])</c> read as usual.
/// </summary>
/// <typeparam name="TSelf">The scalar itself.</typeparam>
public interface IScalar<TSelf>
    where TSelf : struct, IScalar<TSelf>
{
    /// <summary>The value, without its derivative.</summary>
    double Value { get; }

    /// <summary>A constant.</summary>
    static abstract implicit operator TSelf(double value);

    /// <summary>a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>a − b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>a b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>−a.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>Whether the value of a is smaller.</summary>
    static abstract bool operator <(TSelf a, TSelf b);

    /// <summary>Whether the value of a is larger.</summary>
    static abstract bool operator >(TSelf a, TSelf b);

    /// <summary>A function of one variable given by its value and slope at a: how all of the functions below are made.</summary>
    static abstract TSelf Function(TSelf a, double value, double slope);

    /// <summary>√a.</summary>
    static virtual TSelf Sqrt(TSelf a)
    {
        var root = Math.Sqrt(a.Value);
        return TSelf.Function(a, root, 0.5 / root);
    }

    /// <summary>eᵃ.</summary>
    static virtual TSelf Exp(TSelf a)
    {
        var value = Math.Exp(a.Value);
        return TSelf.Function(a, value, value);
    }

    /// <summary>The natural logarithm.</summary>
    static virtual TSelf Log(TSelf a) => TSelf.Function(a, Math.Log(a.Value), 1 / a.Value);

    /// <summary>sin a.</summary>
    static virtual TSelf Sin(TSelf a) => TSelf.Function(a, Math.Sin(a.Value), Math.Cos(a.Value));

    /// <summary>cos a.</summary>
    static virtual TSelf Cos(TSelf a) => TSelf.Function(a, Math.Cos(a.Value), -Math.Sin(a.Value));

    /// <summary>tanh a.</summary>
    static virtual TSelf Tanh(TSelf a)
    {
        var value = Math.Tanh(a.Value);
        return TSelf.Function(a, value, 1 - (value * value));
    }

    /// <summary>a to a constant power.</summary>
    static virtual TSelf Pow(TSelf a, double exponent) => TSelf.Function(a, Math.Pow(a.Value, exponent), exponent * Math.Pow(a.Value, exponent - 1));

    /// <summary>|a|.</summary>
    static virtual TSelf Abs(TSelf a) => a < 0 ? -a : a;

    /// <summary>The larger of two.</summary>
    static virtual TSelf Max(TSelf a, TSelf b) => a < b ? b : a;

    /// <summary>The smaller of two.</summary>
    static virtual TSelf Min(TSelf a, TSelf b) => b < a ? b : a;
}
