using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// LPGD's gradient at one solution: chooses the temperature, asks the oracle on one side or both, and says what came of it. A side
/// that has no solution is left out; where no side has one the temperature is halved, ten times at most. The
/// difference of solutions that are none is never returned.
/// </summary>
internal sealed class LpgdLinearization<TData>(Lpgd method, PerturbedOracle<TData> oracle) : Linearization<TData>
    where TData : class
{
    private const int Halvings = 10;

    private const int Enlargements = 3;

    /// <summary>Of |c|/|g|: where the automatic temperature of a linear program begins.</summary>
    private const double LinearStart = 0.1;

    /// <summary>Of |q|/|g|: the automatic temperature of a quadratic program at a kink, or where the distance to the next one is not known.</summary>
    private const double AtKink = 1e-3;

    /// <summary>Of the distance to the next kink.</summary>
    private const double InsidePiece = 0.9;

    private const string NoDualSeed = "a mixed-integer program has no multipliers: the seed on y was left out";

    /// <summary>Of the size of the data: the step of forward mode where the temperature is not fixed.</summary>
    private const double ForwardStep = 1e-5;

    private readonly LpgdKind _kind = method.Kind != LpgdKind.Auto ? method.Kind : oracle.IsLinear ? LpgdKind.Lower : LpgdKind.Average;

    private string KindWord => _kind switch
    {
        LpgdKind.Lower => "lower",
        LpgdKind.Upper => "upper",
        _ => "average",
    };

    private bool AsksPlus => _kind is LpgdKind.Lower or LpgdKind.Average;

    private bool AsksMinus => _kind is LpgdKind.Upper or LpgdKind.Average;

    /// <inheritdoc/>
    public override Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var hasDualSeed = gy.IndexOfAnyExcept(0.0) >= 0;
        var dropsDualSeed = hasDualSeed && !oracle.HasDual;
        double[] seedX = gx.IndexOfAnyExcept(0.0) < 0 ? [] : [.. gx], seedY = hasDualSeed && oracle.HasDual ? [.. gy] : [];
        var here = oracle.Here;
        if (seedX.Length == 0 && seedY.Length == 0)
            return new(oracle.Difference(here, here, 1), Report(TrustLevel.Exact, null, 0, () => dropsDualSeed ? [NoDualSeed, "the seed is zero"] : ["the seed is zero"]));

        var (first, rule) = FirstTemperature(seedX, seedY);
        var answer = Ask(tau => oracle.Perturb(tau, seedX, seedY), first);
        var iterations = answer.Iterations;
        for (var k = 0; k < Enlargements && SeeksMovement && answer.HasSide && !answer.Moves; k++)
        {
            var larger = Ask(tau => oracle.Perturb(tau, seedX, seedY), 10 * answer.Step);
            iterations += larger.Iterations;
            if (!larger.HasSide) break;
            answer = larger;
        }

        var (a, b, sides) = answer.Ends(here);
        var trust = sides switch
        {
            0 => TrustLevel.None,
            2 when a.IsSamePiece && b.IsSamePiece && method.Augmentation == 0 => oracle.TrustInsidePiece,
            _ => TrustLevel.Approximate,
        };
        var data = sides == 0 ? oracle.Difference(here, here, 1) : oracle.Difference(a, b, sides * answer.Step);
        return new(data, Report(trust, answer.Step, iterations, () => Notes(answer, rule, dropsDualSeed)));
    }

    private ImmutableArray<string> Notes(Answer answer, FormattableString rule, bool dropsDualSeed)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (dropsDualSeed) notes.Add(NoDualSeed);
        notes.Add(FormattableString.Invariant($"{KindWord} envelope at temperature {answer.Step:G6} ({FormattableString.Invariant(rule)})"));
        if (method.Augmentation > 0) notes.Add(FormattableString.Invariant($"augmented by {method.Augmentation:G6}/2 |x − x*|², which biases the gradient"));
        Explain(answer, "the perturbed problem", notes);
        if (!answer.HasSide) return notes.ToImmutable();
        if (oracle.IsLinear && !answer.Moves) notes.Add("the solution does not move at this temperature: the gradient of the cost is zero");
        if (!answer.IsSolvedAgain)
            notes.Add(answer.IsSamePiece ? "the active set stays that of the solution, so the solver was not asked" : "the active set was reached from that of the solution, so the solver was not asked");
        return notes.ToImmutable();
    }

    /// <summary>Forward mode: the difference of the solutions at θ ± step dθ, on the sides of the envelope.</summary>
    public override Tangent Jvp(TData direction)
    {
        var step = method.Temperature.Rule == TemperatureRule.Fixed ? method.Temperature.Value : Math.Max(ForwardStep, Math.Cbrt(oracle.Accuracy ?? 0)) * oracle.ScaleOf(direction);
        var answer = Ask(t => oracle.Move(direction, t), step);
        var (a, b, sides) = answer.Ends(oracle.Here);
        double[] dx = Quotient(a.X, b.X, sides * answer.Step), dy = Quotient(a.Y, b.Y, sides * answer.Step);
        return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), Report(sides == 0 ? TrustLevel.None : TrustLevel.Approximate, answer.Step, answer.Iterations, Notes));

        ImmutableArray<string> Notes()
        {
            var notes = ImmutableArray.CreateBuilder<string>();
            notes.Add(FormattableString.Invariant($"difference of solutions with a step of {answer.Step:G6}"));
            Explain(answer, "the moved problem", notes);
            return notes.ToImmutable();
        }
    }

    private bool SeeksMovement => oracle.IsLinear && method.Temperature.Rule == TemperatureRule.Auto;

    private (double Tau, FormattableString Rule) FirstTemperature(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var temperature = method.Temperature;
        if (temperature.Rule == TemperatureRule.Fixed) return (temperature.Value, $"fixed");
        // Kept in the range of numbers whatever the units of the loss.
        var scale = oracle.CostNorm == 0 ? 1 : Math.Clamp(oracle.CostNorm / double.Hypot(Vectors.Norm(gx), Vectors.Norm(gy)), 1e-100, 1e100);
        if (temperature.Rule == TemperatureRule.Relative) return (temperature.Value * scale, $"{temperature.Value:G6} of the cost over the seed");
        if (oracle.IsLinear) return (LinearStart * scale, $"automatic: the smallest tried at which the solution moves");
        var kink = method.Augmentation == 0 ? oracle.Breakpoint(gx, gy, AsksPlus, AsksMinus) : null;
        // The average is off by τ², and by the solutions' accuracy over τ: equal at the cube root of the accuracy.
        var (longest, shortest, unknown) = oracle.Accuracy is { } accuracy
            ? (Math.Cbrt(accuracy) * scale, AtKink * Math.Cbrt(accuracy) * scale, Math.Cbrt(accuracy) * scale)
            : (scale, AtKink * AtKink * scale, AtKink * scale);
        if (kink is null) return (unknown, $"automatic: the distance to the next kink is not known");
        if (InsidePiece * kink < shortest) return (unknown, $"automatic: at a kink");
        if (InsidePiece * kink < longest) return (InsidePiece * kink.Value, $"automatic: the next kink is at {kink.Value:G6}");
        if (oracle.Accuracy is null) return (longest, $"automatic: commensurate with the cost, no kink before");
        return (longest, $"automatic: the cube root of the solutions' accuracy, no kink before");
    }

    private Answer Ask(Func<double, Displacement?> solve, double step)
    {
        long iterations = 0;
        for (var halvings = 0; ; halvings++, step /= 2)
        {
            var answer = new Answer(step, halvings, AsksPlus ? solve(step) : null, AsksMinus ? solve(-step) : null);
            iterations += answer.Iterations;
            if (answer.HasSide || !answer.MayBeMended || halvings == Halvings) return answer with { Iterations = iterations };
        }
    }

    private void Explain(Answer answer, string problem, ImmutableArray<string>.Builder notes)
    {
        if (answer.Halvings > 0) notes.Add($"halved {answer.Halvings} times, as {problem} had no solution before");
        Side(answer.Plus, AsksPlus, '+');
        Side(answer.Minus, AsksMinus, '−');

        void Side(Displacement? side, bool asked, char sign)
        {
            if (!asked) return;
            if (side is null) notes.Add($"{problem} at {sign}t is none: a bound passes its opposite");
            else if (side.IsOtherBranch) notes.Add($"{problem} at {sign}t led to another local solution, which does not count{(answer.HasSide ? ": the other side was used alone" : "")}");
            else if (!side.IsSolved) notes.Add($"{problem} at {sign}t ended as {side.Termination.ToWord()}{(answer.HasSide ? ": the other side was used alone" : "")}");
            else if (side.Termination == TerminationStatus.AlmostOptimal) notes.Add($"{problem} at {sign}t was solved to a looser tolerance only");
        }
    }

    private GradientReport Report(TrustLevel trust, double? tau, long iterations, Func<ImmutableArray<string>> notes) => new()
    {
        Method = method.Name,
        Trust = trust,
        Temperature = tau,
        Iterations = (int)Math.Min(iterations, int.MaxValue),
        NotesOnDemand = notes,
    };

    private static double[] Quotient(double[] a, double[] b, double span)
    {
        var quotient = new double[a.Length];
        if (span == 0) return quotient;
        for (var k = 0; k < a.Length; k++) quotient[k] = (a[k] - b[k]) / span;
        return quotient;
    }

    /// <summary>What came of the solves on both sides; null where a side was not asked for or has no problem.</summary>
    private sealed record Answer(double Step, int Halvings, Displacement? Plus, Displacement? Minus)
    {
        public long Iterations { get; init; } = (Plus?.Iterations ?? 0) + (Minus?.Iterations ?? 0);

        public bool HasSide => Plus is { IsSolved: true } || Minus is { IsSolved: true };

        public bool MayBeMended => Plus is null or { MayBeMended: true } && Minus is null or { MayBeMended: true };

        public bool Moves => Moved(Plus) || Moved(Minus);

        /// <summary>Whether all sides that count have the active set of the solution.</summary>
        public bool IsSamePiece => Plus is null or { IsSolved: false } or { IsSamePiece: true } && Minus is null or { IsSolved: false } or { IsSamePiece: true };

        /// <summary>False where no side that counts needed the solver.</summary>
        public bool IsSolvedAgain => Plus is { IsSolved: true, IsSolvedAgain: true } || Minus is { IsSolved: true, IsSolvedAgain: true };

        /// <summary>The two points whose difference counts, and how many steps apart they are.</summary>
        public (Displacement A, Displacement B, int Sides) Ends(Displacement here)
        {
            bool plus = Plus is { IsSolved: true }, minus = Minus is { IsSolved: true };
            return (plus ? Plus! : here, minus ? Minus! : here, (plus ? 1 : 0) + (minus ? 1 : 0));
        }

        private static bool Moved(Displacement? side) => side is { IsSolved: true } && side.X.AsSpan().IndexOfAnyExcept(0.0) >= 0;
    }
}
