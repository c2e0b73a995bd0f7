using System.Globalization;
using System.Text;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>Passes options to a native problem. What Ipopt refuses becomes an <see cref="ArgumentException"/> that names it.</summary>
internal static unsafe class IpoptOptionSetting
{
    /// <summary>Applies the typed options, then the named ones.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value is not accepted.</exception>
    public static void Apply(this IpoptHandle problem, IpoptOptions options, bool exactHessian, IEnumerable<KeyValuePair<string, string>> implied)
    {
        problem.Set("tol", options.Tolerance);
        problem.Set("acceptable_tol", options.AcceptableTolerance);
        problem.Set("constr_viol_tol", options.ConstraintViolationTolerance);
        problem.Set("acceptable_constr_viol_tol", options.ConstraintViolationTolerance);
        problem.Set("dual_inf_tol", options.DualInfeasibilityTolerance);
        problem.Set("acceptable_dual_inf_tol", options.DualInfeasibilityTolerance);
        problem.Set("compl_inf_tol", options.ComplementarityTolerance);
        problem.Set("acceptable_compl_inf_tol", options.ComplementarityTolerance);
        problem.Set("max_iter", options.MaxIterations);
        problem.Set("bound_relax_factor", options.BoundRelaxFactor);
        problem.Set("hessian_approximation", exactHessian ? "exact" : "limited-memory");
        problem.Set("fixed_variable_treatment", options.FixedVariables switch
        {
            FixedVariableTreatment.MakeConstraint => "make_constraint",
            FixedVariableTreatment.RelaxBounds => "relax_bounds",
            _ => "make_parameter",
        });
        // An Ipopt built without MUMPS does not know MUMPS's options, and has no use for them.
        if (options.MumpsOrdering is { } ordering) problem.TrySet("mumps_pivot_order", (int)ordering);
        if (options.MumpsReserve is { } reserve) problem.TrySet("mumps_mem_percent", reserve);
        if (options.MinimumRefinementSteps is { } steps) problem.Set("min_refinement_steps", steps);
        if (options.BarrierStrategy is { } strategy) problem.Set("mu_strategy", strategy == BarrierStrategy.Adaptive ? "adaptive" : "monotone");
        if (options.MuTarget is { } target) problem.Set("mu_target", target);
        if (options.HslLibraryPath is { } path) problem.Set("hsllib", path);
        if (options.LinearSolver is { } linear) problem.Set("linear_solver", linear);
        if (options.OutputFile is { } file) problem.OpenOutput(file, options.OutputFileLevel);
        foreach (var (name, value) in implied) problem.SetNamed(name, value);
        foreach (var (name, value) in options.Named) problem.SetNamed(name, value);
    }

    /// <summary>Switches between a cold start and a warm one.</summary>
    public static void Warm(this IpoptHandle problem, IpoptOptions options, bool warm)
    {
        problem.Set("warm_start_init_point", warm ? "yes" : "no");
        if (!options.Named.ContainsKey("mu_init")) problem.Set("mu_init", warm ? options.WarmStart.InitialBarrier : 0.1);
        if (!warm) return;
        foreach (var name in (ReadOnlySpan<string>)["warm_start_bound_push", "warm_start_bound_frac", "warm_start_slack_bound_push", "warm_start_slack_bound_frac"])
            if (!options.Named.ContainsKey(name)) problem.Set(name, options.WarmStart.BoundPush);
        if (!options.Named.ContainsKey("warm_start_mult_bound_push")) problem.Set("warm_start_mult_bound_push", options.WarmStart.MultiplierPush);
    }

    /// <summary>Sets the factor of the objective.</summary>
    public static void Scale(this IpoptHandle problem, IpoptOptions options, double factor)
    {
        if (!options.Named.ContainsKey("obj_scaling_factor")) problem.Set("obj_scaling_factor", factor);
    }

    /// <summary>Sets an option of type text; false when Ipopt refuses.</summary>
    public static bool TrySet(this IpoptHandle problem, string name, string value)
    {
        fixed (byte* keyword = Text(name), text = Text(value)) return IpoptNative.AddIpoptStrOption(problem.Problem, keyword, text) != 0;
    }

    /// <summary>Sets an option of type number; false when Ipopt refuses.</summary>
    public static bool TrySet(this IpoptHandle problem, string name, double value)
    {
        // Ipopt compares with the option's range, which a NaN always passes.
        if (double.IsNaN(value)) return false;
        fixed (byte* keyword = Text(name)) return IpoptNative.AddIpoptNumOption(problem.Problem, keyword, value) != 0;
    }

    /// <summary>Sets an option of type whole number; false when Ipopt refuses.</summary>
    public static bool TrySet(this IpoptHandle problem, string name, int value)
    {
        fixed (byte* keyword = Text(name)) return IpoptNative.AddIpoptIntOption(problem.Problem, keyword, value) != 0;
    }

    private static void Set(this IpoptHandle problem, string name, double value) =>
        Accepted(problem.TrySet(name, value), name, value.ToString("R", CultureInfo.InvariantCulture));

    private static void Set(this IpoptHandle problem, string name, int value) =>
        Accepted(problem.TrySet(name, value), name, value.ToString(CultureInfo.InvariantCulture));

    private static void Set(this IpoptHandle problem, string name, string value) =>
        Accepted(problem.TrySet(name, value), name, value);

    // The text does not tell the option's type, and no function does: the first type Ipopt takes it as is the right one.
    private static void SetNamed(this IpoptHandle problem, string name, string value)
    {
        var accepted =
            (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && problem.TrySet(name, whole)) ||
            (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && problem.TrySet(name, number)) ||
            problem.TrySet(name, value);
        Accepted(accepted, name, value);
    }

    private static void OpenOutput(this IpoptHandle problem, string file, int level)
    {
        fixed (byte* name = Text(file))
        {
            if (IpoptNative.OpenIpoptOutputFile(problem.Problem, name, level) == 0)
                throw new ArgumentException($"Ipopt cannot open the output file '{file}' with level {level}; the folder must exist and be writable.", nameof(file));
        }
    }

    private static void Accepted(bool accepted, string name, string value)
    {
        if (!accepted)
            throw new ArgumentException($"Ipopt {IpoptLibrary.Version} does not accept the option '{name}' with value '{value}': it does not know the option, or the value is of the wrong type or out of range.", nameof(name));
    }

    private static byte[] Text(string text)
    {
        if (text.Contains('\0')) throw new ArgumentException($"'{text.Replace('\0', '?')}' contains a null character, which Ipopt cannot take.", nameof(text));
        return [.. Encoding.UTF8.GetBytes(text), 0];
    }
}
