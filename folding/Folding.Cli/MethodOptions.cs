using System.CommandLine;

namespace Folding.Cli;

/// <summary><c>--method</c> and the options that belong to one method each.</summary>
internal sealed class MethodOptions
{
    private readonly Option<string?> _method = Options.OneOf(new("--method")
    {
        Description = "The gradient method: kkt, the exact adjoint of the optimality conditions; auto, the default, takes it wherever it determines the answer, else a barrier-smoothed derivative, and reports which; barrier, the derivative of the solution smoothed by a logarithmic barrier.",
        HelpName = string.Join('|', Names),
    }, Names);

    private readonly Option<double?> _mu = Options.Number("--mu", "M", "Barrier parameter of --method barrier, in units of the objective. Without it: 1e-6.", static m => m is >= 1e-12 and <= 1e6, "a number from 1e-12 to 1e6");

    private MethodOptions()
    {
    }

    /// <summary>The methods there are; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "kkt", "barrier"];

    /// <summary>What <c>fold check</c> compares where no method is asked for: every one that claims the derivative itself.</summary>
    public static IReadOnlyList<GradientMethod> Comparable { get; } = [new Kkt()];

    /// <summary>Adds the options to a command.</summary>
    public static MethodOptions AddTo(Command command)
    {
        var options = new MethodOptions();
        command.Options.Add(options._method);
        command.Options.Add(options._mu);
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
        return name switch
        {
            null => null,
            "auto" => new Auto(),
            "kkt" => new Kkt(),
            "barrier" => mu is { } value ? new Barrier { Mu = value } : new Barrier(),
            _ => throw new InvalidOperationException($"There is no method {name}."),
        };
    }
}
