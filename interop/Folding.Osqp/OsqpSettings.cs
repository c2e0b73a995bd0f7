using System.Globalization;
using System.Numerics;
using Folding.Osqp.Native;

namespace Folding.Osqp;

/// <summary>
/// Every field of OSQP's settings by its native name: its range, and how to set it. The ranges are OSQP's own, checked here
/// because OSQP would print its complaint to stdout and say nothing of the cause. Settings are gathered at full width and
/// narrowed to the library's.
/// </summary>
internal static class OsqpSettings
{
    private delegate void Assign(ref OSQPSettings<long> settings, double value);

    private static readonly Dictionary<string, Field> Fields = new(StringComparer.Ordinal)
    {
        ["device"] = Whole(0, int.MaxValue, static (ref s, v) => s.device = (long)v),
        ["linsys_solver"] = Whole(1, 2, static (ref s, v) => s.linsys_solver = (osqp_linsys_solver_type)v),
        ["scaling"] = Whole(0, int.MaxValue, static (ref s, v) => s.scaling = (long)v),
        ["polishing"] = Whole(0, 1, static (ref s, v) => s.polishing = (long)v),
        ["rho"] = Positive(static (ref s, v) => s.rho = v),
        ["rho_is_vec"] = Whole(0, 1, static (ref s, v) => s.rho_is_vec = (long)v),
        ["sigma"] = Positive(static (ref s, v) => s.sigma = v),
        ["alpha"] = new(false, static v => v is > 0 and < 2, "a number strictly between 0 and 2", static (ref s, v) => s.alpha = v),
        ["cg_max_iter"] = Whole(1, int.MaxValue, static (ref s, v) => s.cg_max_iter = (long)v),
        ["cg_tol_reduction"] = Whole(1, int.MaxValue, static (ref s, v) => s.cg_tol_reduction = (long)v),
        ["cg_tol_fraction"] = new(false, static v => v is > 0 and < 1, "a number strictly between 0 and 1", static (ref s, v) => s.cg_tol_fraction = v),
        ["cg_precond"] = Whole(0, 1, static (ref s, v) => s.cg_precond = (osqp_precond_type)v),
        ["adaptive_rho"] = Whole(0, 3, static (ref s, v) => s.adaptive_rho = (long)v),
        ["adaptive_rho_interval"] = Whole(0, int.MaxValue, static (ref s, v) => s.adaptive_rho_interval = (long)v),
        ["adaptive_rho_fraction"] = Positive(static (ref s, v) => s.adaptive_rho_fraction = v),
        ["adaptive_rho_tolerance"] = AtLeast(1, static (ref s, v) => s.adaptive_rho_tolerance = v),
        ["max_iter"] = Whole(1, int.MaxValue, static (ref s, v) => s.max_iter = (long)v),
        ["eps_abs"] = AtLeast(0, static (ref s, v) => s.eps_abs = v),
        ["eps_rel"] = AtLeast(0, static (ref s, v) => s.eps_rel = v),
        ["eps_prim_inf"] = Positive(static (ref s, v) => s.eps_prim_inf = v),
        ["eps_dual_inf"] = Positive(static (ref s, v) => s.eps_dual_inf = v),
        ["scaled_termination"] = Whole(0, 1, static (ref s, v) => s.scaled_termination = (long)v),
        ["check_termination"] = Whole(0, int.MaxValue, static (ref s, v) => s.check_termination = (long)v),
        ["check_dualgap"] = Whole(0, 1, static (ref s, v) => s.check_dualgap = (long)v),
        ["delta"] = Positive(static (ref s, v) => s.delta = v),
        ["polish_refine_iter"] = Whole(0, int.MaxValue, static (ref s, v) => s.polish_refine_iter = (long)v),
    };

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["verbose"] = "OSQP prints to stdout; use SolveRequest.Log",
        ["time_limit"] = "use SolveRequest.TimeLimit",
        ["warm_starting"] = "use SolveRequest.WarmStart",
        ["allocate_solution"] = "the session needs it",
        ["profiler_level"] = "it prints to stdout",
    };

    /// <summary>Native names that <see cref="OsqpOptions.Named"/> accepts.</summary>
    public static IReadOnlyCollection<string> Names => Fields.Keys;

    /// <summary>Native names that it refuses, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> RefusedNames => Refused;

    /// <summary>The library's defaults overlaid with the options, in the library's width.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static OSQPSettings<TInt> For<TInt>(OsqpOptions options)
        where TInt : unmanaged, IBinaryInteger<TInt>
    {
        var settings = Widen(Defaults<TInt>());
        settings.verbose = 0;
        settings.warm_starting = 1;
        settings.allocate_solution = 1;
        Set(ref settings, "eps_abs", options.AbsoluteTolerance, nameof(options.AbsoluteTolerance));
        Set(ref settings, "eps_rel", options.RelativeTolerance, nameof(options.RelativeTolerance));
        Set(ref settings, "eps_prim_inf", options.PrimalInfeasibilityTolerance, nameof(options.PrimalInfeasibilityTolerance));
        Set(ref settings, "eps_dual_inf", options.DualInfeasibilityTolerance, nameof(options.DualInfeasibilityTolerance));
        Set(ref settings, "max_iter", options.MaxIterations, nameof(options.MaxIterations));
        Set(ref settings, "check_termination", options.TerminationInterval, nameof(options.TerminationInterval));
        Set(ref settings, "check_dualgap", options.CheckDualityGap ? 1 : 0, nameof(options.CheckDualityGap));
        Set(ref settings, "scaling", options.ScalingIterations, nameof(options.ScalingIterations));
        Set(ref settings, "polishing", options.Polish ? 1 : 0, nameof(options.Polish));
        Set(ref settings, "delta", options.PolishRegularization, nameof(options.PolishRegularization));
        Set(ref settings, "polish_refine_iter", options.PolishRefinements, nameof(options.PolishRefinements));
        Set(ref settings, "rho", options.Penalty, nameof(options.Penalty));
        Set(ref settings, "sigma", options.Regularization, nameof(options.Regularization));
        Set(ref settings, "alpha", options.Relaxation, nameof(options.Relaxation));
        Set(ref settings, "adaptive_rho", (int)options.Adaptation, nameof(options.Adaptation));
        Set(ref settings, "adaptive_rho_interval", options.AdaptationInterval, nameof(options.AdaptationInterval));
        Set(ref settings, "adaptive_rho_tolerance", options.AdaptationTolerance, nameof(options.AdaptationTolerance));
        foreach (var (name, text) in options.Named) Set(ref settings, name, Parse(name, text), name);
        if (settings is { eps_abs: 0, eps_rel: 0 })
            throw new ArgumentException("Both AbsoluteTolerance (eps_abs) and RelativeTolerance (eps_rel) are 0; at least one must be positive.", nameof(options));
        return Narrow<TInt>(settings);
    }

    private static unsafe OSQPSettings<TInt> Defaults<TInt>()
        where TInt : unmanaged, IBinaryInteger<TInt>
    {
        OSQPSettings<TInt> settings = default;
        OsqpNative.osqp_set_default_settings(&settings);
        return settings;
    }

    private static double Parse(string name, string text)
    {
        if (Refused.TryGetValue(name, out var why))
            throw new ArgumentException($"OSQP option {name} cannot be set here: {why}.", name);
        if (!Fields.TryGetValue(name, out var field))
            throw new ArgumentException($"OSQP has no option {name}; it has {string.Join(", ", Fields.Keys.Order(StringComparer.Ordinal))}.", name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ArgumentException($"OSQP option {name} is '{text}'; it must be {field.Range}.", name);
    }

    private static void Set(ref OSQPSettings<long> settings, string name, double value, string shownName)
    {
        var field = Fields[name];
        if (!double.IsFinite(value) || (field.IsWhole && value != Math.Truncate(value)) || !field.Accepts(value))
            throw new ArgumentException(FormattableString.Invariant($"OSQP option {shownName} is {value:R}; it must be {field.Range}."), shownName);
        field.Set(ref settings, value);
    }

    private static Field Whole(int least, int most, Assign set) => new(
        true,
        v => v >= least && v <= most,
        most == int.MaxValue ? FormattableString.Invariant($"a whole number, at least {least}") : FormattableString.Invariant($"a whole number from {least} to {most}"),
        set);

    private static Field Positive(Assign set) => new(false, static v => v > 0, "a positive number", set);

    private static Field AtLeast(int least, Assign set) => new(false, v => v >= least, FormattableString.Invariant($"a number, at least {least}"), set);

    private static OSQPSettings<long> Widen<TInt>(OSQPSettings<TInt> s)
        where TInt : unmanaged, IBinaryInteger<TInt> => Convert<TInt, long>(s);

    private static OSQPSettings<TInt> Narrow<TInt>(OSQPSettings<long> s)
        where TInt : unmanaged, IBinaryInteger<TInt> => Convert<long, TInt>(s);

    private static OSQPSettings<TTo> Convert<TFrom, TTo>(OSQPSettings<TFrom> s)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        static TTo To(TFrom value) => TTo.CreateChecked(value);
        return new()
        {
            device = To(s.device),
            linsys_solver = s.linsys_solver,
            allocate_solution = To(s.allocate_solution),
            verbose = To(s.verbose),
            profiler_level = To(s.profiler_level),
            warm_starting = To(s.warm_starting),
            scaling = To(s.scaling),
            polishing = To(s.polishing),
            rho = s.rho,
            rho_is_vec = To(s.rho_is_vec),
            sigma = s.sigma,
            alpha = s.alpha,
            cg_max_iter = To(s.cg_max_iter),
            cg_tol_reduction = To(s.cg_tol_reduction),
            cg_tol_fraction = s.cg_tol_fraction,
            cg_precond = s.cg_precond,
            adaptive_rho = To(s.adaptive_rho),
            adaptive_rho_interval = To(s.adaptive_rho_interval),
            adaptive_rho_fraction = s.adaptive_rho_fraction,
            adaptive_rho_tolerance = s.adaptive_rho_tolerance,
            max_iter = To(s.max_iter),
            eps_abs = s.eps_abs,
            eps_rel = s.eps_rel,
            eps_prim_inf = s.eps_prim_inf,
            eps_dual_inf = s.eps_dual_inf,
            scaled_termination = To(s.scaled_termination),
            check_termination = To(s.check_termination),
            check_dualgap = To(s.check_dualgap),
            time_limit = s.time_limit,
            delta = s.delta,
            polish_refine_iter = To(s.polish_refine_iter),
        };
    }

    private sealed record Field(bool IsWhole, Func<double, bool> Accepts, string Range, Assign Set);
}
