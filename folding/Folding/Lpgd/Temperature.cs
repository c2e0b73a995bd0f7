namespace Folding;

/// <summary>How far LPGD perturbs: the cost moves by the temperature τ times the seed.</summary>
public sealed record Temperature
{
    private Temperature(TemperatureRule rule, double value)
    {
        Rule = rule;
        Value = value;
    }

    /// <summary>
    /// Chosen from the problem. A quadratic program: nine tenths of the largest τ at which no row becomes active or inactive, so that the
    /// average is the exact derivative. A linear or mixed-integer program: a tenth of |c|/|g|, times ten (three times at
    /// most) until the solution changes. A nonlinear program: ε^(1/3) |q|/|g| with ε the relative accuracy of the solutions (1e-14 where refined,
    /// else 1e-8) and q the linear term of its local model, less where a kink is nearer.
    /// </summary>
    public static Temperature Auto { get; } = new(TemperatureRule.Auto, 0);

    internal TemperatureRule Rule { get; }

    internal double Value { get; }

    /// <summary>The same τ for every seed, in units of the objective over those of the loss.</summary>
    /// <exception cref="ArgumentOutOfRangeException">τ is not a positive finite number.</exception>
    public static Temperature Fixed(double tau) => new(TemperatureRule.Fixed, Positive(tau, nameof(tau)));

    /// <summary>τ = factor |q|/|g| (Euclidean norms of linear cost and seed; the factor itself where q = 0): a perturbation commensurate with the cost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not a positive finite number.</exception>
    public static Temperature Relative(double factor) => new(TemperatureRule.Relative, Positive(factor, nameof(factor)));

    /// <inheritdoc/>
    public override string ToString() => Rule == TemperatureRule.Auto ? "auto" : FormattableString.Invariant($"{Rule} {Value:G6}");

    private static double Positive(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Must be finite.");
    }
}

internal enum TemperatureRule
{
    Fixed,
    Relative,
    Auto,
}
