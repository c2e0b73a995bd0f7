using System.Globalization;

namespace Folding.Admm;

/// <summary>The options by their short names, and the range of each.</summary>
internal static class AdmmSettings
{
    private static readonly Dictionary<string, Func<AdmmOptions, string, AdmmOptions>> Setters = new(StringComparer.Ordinal)
    {
        ["eps_abs"] = static (o, v) => o with { AbsoluteTolerance = Number(v) },
        ["eps_rel"] = static (o, v) => o with { RelativeTolerance = Number(v) },
        ["eps_prim_inf"] = static (o, v) => o with { PrimalInfeasibilityTolerance = Number(v) },
        ["eps_dual_inf"] = static (o, v) => o with { DualInfeasibilityTolerance = Number(v) },
        ["max_iter"] = static (o, v) => o with { MaxIterations = Whole(v) },
        ["check_termination"] = static (o, v) => o with { TerminationInterval = Whole(v) },
        ["scaling"] = static (o, v) => o with { ScalingIterations = Whole(v) },
        ["polishing"] = static (o, v) => o with { Polish = Whole(v) switch { 0 => false, 1 => true, _ => throw new FormatException("0 or 1") } },
        ["rho"] = static (o, v) => o with { Penalty = Number(v) },
        ["sigma"] = static (o, v) => o with { Regularization = Number(v) },
        ["alpha"] = static (o, v) => o with { Relaxation = Number(v) },
        ["adaptive_rho"] = static (o, v) => o with { AdaptationInterval = Whole(v) },
        ["adaptive_rho_tolerance"] = static (o, v) => o with { AdaptationTolerance = Number(v) },
        ["linear_system"] = static (o, v) => o with
        {
            LinearSystem = v switch
            {
                "auto" => AdmmLinearSystem.Auto,
                "sparse" => AdmmLinearSystem.Sparse,
                "dense" => AdmmLinearSystem.Dense,
                _ => throw new FormatException("auto, sparse or dense"),
            },
        },
    };

    public static AdmmOptions Set(AdmmOptions options, string name, string value)
    {
        if (!Setters.TryGetValue(name, out var set))
            throw new ArgumentException($"admm has no option {name}; it has {string.Join(", ", Setters.Keys.Order(StringComparer.Ordinal))}.", nameof(name));
        try
        {
            return Checked(set(options, value));
        }
        catch (FormatException wrong)
        {
            throw new ArgumentException($"admm option {name} is '{value}'; it must be {wrong.Message}.", nameof(value));
        }
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static AdmmOptions Checked(AdmmOptions options)
    {
        Require(options.AbsoluteTolerance >= 0, "AbsoluteTolerance (eps_abs)", options.AbsoluteTolerance, "at least 0");
        Require(options.RelativeTolerance >= 0, "RelativeTolerance (eps_rel)", options.RelativeTolerance, "at least 0");
        Require(options.AbsoluteTolerance > 0 || options.RelativeTolerance > 0, "The sum of AbsoluteTolerance (eps_abs) and RelativeTolerance (eps_rel)", 0, "positive");
        Require(options.PrimalInfeasibilityTolerance > 0, "PrimalInfeasibilityTolerance (eps_prim_inf)", options.PrimalInfeasibilityTolerance, "positive");
        Require(options.DualInfeasibilityTolerance > 0, "DualInfeasibilityTolerance (eps_dual_inf)", options.DualInfeasibilityTolerance, "positive");
        Require(options.MaxIterations > 0, "MaxIterations (max_iter)", options.MaxIterations, "positive");
        Require(options.TerminationInterval > 0, "TerminationInterval (check_termination)", options.TerminationInterval, "positive");
        Require(options.ScalingIterations >= 0, "ScalingIterations (scaling)", options.ScalingIterations, "at least 0");
        Require(options.Penalty > 0, "Penalty (rho)", options.Penalty, "positive");
        Require(options.Regularization > 0, "Regularization (sigma)", options.Regularization, "positive");
        Require(options.Relaxation is > 0 and < 2, "Relaxation (alpha)", options.Relaxation, "strictly between 0 and 2");
        Require(options.AdaptationInterval >= 0, "AdaptationInterval (adaptive_rho)", options.AdaptationInterval, "at least 0");
        Require(options.AdaptationTolerance >= 1, "AdaptationTolerance (adaptive_rho_tolerance)", options.AdaptationTolerance, "at least 1");
        return options;
    }

    private static void Require(bool holds, string option, double value, string range)
    {
        if (!holds || !double.IsFinite(value)) throw new ArgumentException(FormattableString.Invariant($"{option} is {value:R}; it must be {range}."));
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("a number");

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("a whole number");
}
