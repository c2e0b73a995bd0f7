namespace Folding;

/// <summary>
/// Whether a state is a fixed point of its step: |U(s) − s| ≤ tolerance (1 + |s|), largest entries. If it is not, the differentiated
/// fixed point says nothing about the solution.
/// </summary>
internal readonly struct FixedPointCheck
{
    private readonly double _tolerance;

    public FixedPointCheck(ReadOnlySpan<double> state, ReadOnlySpan<double> next, double tolerance)
    {
        double moved = 0, size = 0;
        for (var k = 0; k < state.Length; k++)
        {
            // Max keeps a NaN.
            moved = Math.Max(moved, Math.Abs(next[k] - state[k]));
            size = Math.Max(size, Math.Abs(state[k]));
        }

        (Residual, _tolerance) = (moved / (1 + size), tolerance);
    }

    public double Residual { get; }

    /// <summary>Null where the state is a fixed point.</summary>
    public string? WhyNot => Residual <= _tolerance
        ? null
        : FormattableString.Invariant($"the solution is not its fixed point: one step moves it by {Residual:G2}, {_tolerance:G1} is allowed (a step of another problem, a wrong sign, or a loose solution)");

    public override string ToString() => FormattableString.Invariant($"fixed-point residual {Residual:0.#e0}");
}
