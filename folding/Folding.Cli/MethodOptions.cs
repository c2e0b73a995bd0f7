using System.CommandLine;

namespace Folding.Cli;

/// <summary><c>--method</c> and the options that belong to one method each.</summary>
internal sealed class MethodOptions
{
    private readonly Option<string?> _method = Options.OneOf(new("--method")
    {
        Description = "The gradient method: kkt, the exact adjoint of the optimality conditions; auto, the default, takes it wherever it determines the answer, else a barrier-smoothed derivative, and reports which; barrier, the derivative of the solution smoothed by a logarithmic barrier; lpgd, the difference of solutions of perturbed problems, informative for linear and mixed-integer programs; lfpi, gmres and jacobian, an update step folded at the solution; unroll, reverse mode through recorded steps; altdiff, the transposed ADMM iteration, which may be stopped early.",
        HelpName = string.Join('|', Names),
    }, Names);

    private readonly Option<double?> _mu = Options.Number("--mu", "M", "Barrier parameter of --method barrier, in units of the objective. Without it: 1e-6.", static m => m is >= 1e-12 and <= 1e6, "a number from 1e-12 to 1e6");

    private readonly Option<double?> _tau = Options.Number("--tau", "T", "Temperature of --method lpgd: the cost moves by T times the seed. Without it: chosen from the problem and reported.", static t => t is >= 1e-100 and <= 1e100, "a positive number");

    private readonly Option<double?> _rho = Options.Number("--rho", "R", "Augmentation of --method lpgd: adds R/2 |x - x*|^2 to the perturbed problem; 0 without it. Penalty of all rows of --method altdiff; one per row without it.", static r => r is >= 0 and <= 1e100, "a number from 0");

    private readonly Option<string?> _kind = Options.OneOf(new("--kind")
    {
        Description = "Envelope of --method lpgd: lower moves the cost by +T times the seed, upper by -T, average takes both. auto, the default: average for quadratic programs, lower for linear ones.",
        HelpName = string.Join('|', Kinds),
    }, Kinds);

    private readonly Option<string?> _step = Options.OneOf(new("--step")
    {
        Description = "The update step of --method lfpi, gmres, jacobian or unroll; admm without it.",
        HelpName = string.Join('|', StepNames),
    }, StepNames);

    private readonly Option<double?> _truncation = Options.Number("--truncation", "EPS", "Relative accuracy at which --method altdiff stops. Without it: 1e-12.", static t => t is > 0 and < 1, "a number between 0 and 1");

    private readonly Option<double?> _iterations = Options.Number(
        "--iterations", "K", "Recorded steps of --method unroll; 100 without it. Iterations after which --method altdiff stops; 20000 without it.", static k => k is >= 1 and <= 1e6 && k == Math.Floor(k), "a whole number from 1 to 1000000");

    private MethodOptions()
    {
    }

    /// <summary>The methods that are made of a step.</summary>
    private static readonly string[] Folding = ["lfpi", "gmres", "jacobian", "unroll"];

    /// <summary>The steps there are; the first is the default.</summary>
    public static IReadOnlyList<string> StepNames { get; } = ["admm", "pgd", "fdpg", "sqp", "newton"];

    /// <summary>The methods there are; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "kkt", "barrier", "lpgd", "lfpi", "gmres", "jacobian", "unroll", "altdiff"];

    /// <summary>LPGD's envelopes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["auto", "lower", "upper", "average"];

    /// <summary>What <c>fold check</c> compares where no method is asked for: every one that claims the derivative itself.</summary>
    public static IReadOnlyList<GradientMethod> Comparable { get; } = [new Kkt(), new Folded(new AdmmStep(), new GmresRule()), new AltDiff()];

    /// <summary>Adds the options to a command.</summary>
    public static MethodOptions AddTo(Command command)
    {
        var options = new MethodOptions();
        command.Options.Add(options._method);
        command.Options.Add(options._mu);
        command.Options.Add(options._tau);
        command.Options.Add(options._rho);
        command.Options.Add(options._kind);
        command.Options.Add(options._step);
        command.Options.Add(options._iterations);
        command.Options.Add(options._truncation);
        return options;
    }

    /// <summary>The method that was asked for; the default without a wish.</summary>
    /// <exception cref="InputException">An option does not belong to the method.</exception>
    public GradientMethod Of(ParseResult result) => WishOf(result) ?? new Auto();

    /// <summary>The method that was asked for; null without a wish.</summary>
    /// <exception cref="InputException">An option does not belong to the method.</exception>
    public GradientMethod? WishOf(ParseResult result)
    {
        var name = result.GetValue(_method);
        var mu = result.GetValue(_mu);
        if (mu is not null && name != "barrier") throw new InputException("--mu goes with --method barrier.");
        foreach (var (option, isGiven) in (ReadOnlySpan<(string, bool)>)[("--tau", result.GetValue(_tau) is not null), ("--kind", result.GetValue(_kind) is not null)])
        {
            if (isGiven && name != "lpgd") throw new InputException($"{option} goes with --method lpgd.");
        }

        if (result.GetValue(_step) is not null && !Folding.Contains(name)) throw new InputException($"--step goes with --method {string.Join(", ", Folding)}.");
        var iterations = result.GetValue(_iterations);
        if (iterations is not null && name is not ("unroll" or "altdiff")) throw new InputException("--iterations goes with --method unroll or altdiff.");
        if (result.GetValue(_rho) is not null && name is not ("lpgd" or "altdiff")) throw new InputException("--rho goes with --method lpgd or altdiff.");
        if (result.GetValue(_truncation) is not null && name != "altdiff") throw new InputException("--truncation goes with --method altdiff.");
        return name switch
        {
            null => null,
            "auto" => new Auto(),
            "kkt" => new Kkt(),
            "barrier" => mu is { } value ? new Barrier { Mu = value } : new Barrier(),
            "lpgd" => new Lpgd
            {
                Kind = Enum.Parse<LpgdKind>(result.GetValue(_kind) ?? "auto", ignoreCase: true),
                Temperature = result.GetValue(_tau) is { } tau ? Temperature.Fixed(tau) : Temperature.Auto,
                Augmentation = result.GetValue(_rho) ?? 0,
            },
            "lfpi" => new Folded(StepOf(result), new FixedPointRule()),
            "gmres" => new Folded(StepOf(result), new GmresRule()),
            "jacobian" => new Folded(StepOf(result), new JacobianRule()),
            "unroll" => new Unrolled(StepOf(result), (int)(iterations ?? 100)),
            "altdiff" => new AltDiff
            {
                Tolerance = result.GetValue(_truncation) ?? new AltDiff().Tolerance,
                MaximumIterations = (int)(iterations ?? new AltDiff().MaximumIterations),
                Penalty = result.GetValue(_rho) is not 0 ? result.GetValue(_rho) : throw new InputException("--rho 0: the penalty of --method altdiff is positive."),
            },
            _ => throw new InvalidOperationException($"There is no method {name}."),
        };
    }

    private QuadraticStep StepOf(ParseResult result) => (result.GetValue(_step) ?? StepNames[0]) switch
    {
        "admm" => new AdmmStep(),
        "pgd" => new ProjectedGradientStep(),
        "fdpg" => new DualProximalGradientStep(),
        "sqp" => new SqpStep(),
        "newton" => new NewtonStep(),
        var name => throw new InvalidOperationException($"There is no step {name}."),
    };
}
