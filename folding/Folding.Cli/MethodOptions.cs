using System.CommandLine;

namespace Folding.Cli;

/// <summary><c>--method</c> and the options that belong to one method each.</summary>
internal sealed class MethodOptions
{
    private readonly Option<string?> _method = Options.OneOf(new("--method")
    {
        Description = "The gradient method: kkt, the exact adjoint of the optimality conditions; auto, the default, takes it wherever it determines the answer, else a barrier-smoothed derivative, and reports which; barrier, the derivative of the solution smoothed by a logarithmic barrier; altdiff, the transposed ADMM iteration, which may be stopped early.",
        HelpName = string.Join('|', Names),
    }, Names);

    private readonly Option<double?> _mu = Options.Number("--mu", "M", "Barrier parameter of --method barrier, in units of the objective. Without it: 1e-6.", static m => m is >= 1e-12 and <= 1e6, "a number from 1e-12 to 1e6");

    private readonly Option<double?> _truncation = Options.Number("--truncation", "EPS", "Relative accuracy at which --method altdiff stops. Without it: 1e-12.", static t => t is > 0 and < 1, "a number between 0 and 1");

    private readonly Option<double?> _iterations = Options.Number("--iterations", "K", "Iterations after which --method altdiff stops. Without it: 20000.", static k => k is >= 1 and <= 1e9 && k == Math.Floor(k), "a whole number from 1 to 1e9");

    private readonly Option<double?> _penalty = Options.Number("--rho", "R", "Penalty of --method altdiff, the same for all rows. Without it: one per row, by the curvature along it.", static r => r is > 0 and <= 1e12, "a positive number up to 1e12");

    private MethodOptions()
    {
    }

    /// <summary>The methods there are; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "kkt", "barrier", "altdiff"];

    /// <summary>What <c>fold check</c> compares where no method is asked for: every one that claims the derivative itself.</summary>
    public static IReadOnlyList<GradientMethod> Comparable { get; } = [new Kkt(), new AltDiff()];

    /// <summary>Adds the options to a command.</summary>
    public static MethodOptions AddTo(Command command)
    {
        var options = new MethodOptions();
        command.Options.Add(options._method);
        command.Options.Add(options._mu);
        command.Options.Add(options._truncation);
        command.Options.Add(options._iterations);
        command.Options.Add(options._penalty);
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
        foreach (var option in (Option<double?>[])[_truncation, _iterations, _penalty])
        {
            if (result.GetValue(option) is not null && name != "altdiff") throw new InputException($"{option.Name} goes with --method altdiff.");
        }

        return name switch
        {
            null => null,
            "auto" => new Auto(),
            "kkt" => new Kkt(),
            "barrier" => mu is { } value ? new Barrier { Mu = value } : new Barrier(),
            "altdiff" => new AltDiff
            {
                Tolerance = result.GetValue(_truncation) ?? new AltDiff().Tolerance,
                MaximumIterations = (int)(result.GetValue(_iterations) ?? new AltDiff().MaximumIterations),
                Penalty = result.GetValue(_penalty),
            },
            _ => throw new InvalidOperationException($"There is no method {name}."),
        };
    }
}
