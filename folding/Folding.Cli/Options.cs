using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Folding.Cli;

/// <summary>The arguments and options that several commands share.</summary>
internal static class Options
{
    public static Argument<string> File() => new("FILE")
    {
        Description = "The problem: .json (folding-qp/1), .mps, .qps or .lp, in any case.",
    };

    public static Option<string?> Solver(string whenAbsent) => OneOf(new("--solver")
    {
        Description = $"The solver. {whenAbsent}",
        HelpName = string.Join('|', SolverChoice.Names),
    }, SolverChoice.Names);

    public static Option<string[]> Set()
    {
        var option = new Option<string[]>("--set")
        {
            Description = "An option of the solver by its own name, for example --set max_iter=500. May be repeated.",
            HelpName = "name=value",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = static _ => [],
        };
        option.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--set {token.Value}: write name=value.");
            }
        });
        return option;
    }

    /// <summary>The settings of <see cref="Set"/> as names and values; the last of equal names wins.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Settings(string[] set) =>
        [.. set.Select(static s => s.Split('=', 2)).Select(static pair => KeyValuePair.Create(pair[0], pair[1]))];

    public static Option<double?> TimeLimit() => Number("--time-limit", "S", "Seconds after which the solver stops.", static s => s is >= 1e-6 and <= 1e9, "a number of seconds from 1e-6 to 1e9");

    public static Option<string?> Json(string what) => new("--json") { Description = $"Write {what} to this file as JSON; - for standard output instead of text.", HelpName = "OUT" };

    public static Option<string?> Seed(string whenAbsent) => new("--seed")
    {
        Description = $"dLoss/dx: ones, random:N (standard normal, N any whole number), or a JSON file {{\"x\": [...], \"y\": [...]}} with y optional. {whenAbsent}",
        HelpName = "ones|random:N|SEED.json",
    };

    public static Option<double?> Number(string name, string helpName, string description, Func<double, bool> accept, string wanted) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && accept(value)) return value;
            result.AddError($"{name} {text}: must be {wanted}.");
            return null;
        },
    };

    public static Option<int> Count(string name, string helpName, string description, int whenAbsent, int least) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => whenAbsent,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least) return value;
            result.AddError($"{name} {text}: must be a whole number from {least}.");
            return whenAbsent;
        },
    };

    public static Option<string?> OneOf(Option<string?> option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !words.Contains(token.Value))
                result.AddError($"{option.Name} {token.Value}: must be one of {string.Join(", ", words)}.");
        });
        return option;
    }
}
