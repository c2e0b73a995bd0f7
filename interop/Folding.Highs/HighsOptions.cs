using System.Collections.Immutable;
using System.Globalization;

namespace Folding.Highs;

/// <summary>Algorithm for continuous linear programs.</summary>
public enum HighsAlgorithm
{
    /// <summary>HiGHS chooses (simplex for an LP).</summary>
    Choose,

    /// <summary>Simplex; the only one that starts from a basis.</summary>
    Simplex,

    /// <summary>Interior point with crossover to a basis.</summary>
    InteriorPoint,

    /// <summary>First-order primal-dual method; low accuracy, no basis.</summary>
    FirstOrder,
}

/// <summary>
/// Options of HiGHS. The common ones are typed; every other native option is set through <see cref="Named"/>. Values are
/// checked when a session opens: an unknown name, a wrong type or a value out of range is an <see cref="ArgumentException"/>
/// that names the option, its type and its range.
/// </summary>
public sealed record HighsOptions
{
    /// <summary>
    /// What a solver uses unless told otherwise: tolerances that suit differentiation of the solution (1e-9), nothing dropped
    /// from the matrix that HiGHS allows to keep, one thread, a MIP solved to optimality (gap 1e-9).
    /// </summary>
    public static HighsOptions ForGradients { get; } = new()
    {
        PrimalFeasibilityTolerance = 1e-9,
        DualFeasibilityTolerance = 1e-9,
        MipRelativeGap = 1e-9,
        Named = ImmutableSortedDictionary<string, string>.Empty.Add("small_matrix_value", "1e-12"),
    };

    /// <summary>
    /// <see cref="ForGradients"/> for one mixed-integer program of some tens of variables after the other. HiGHS spends most of its time on
    /// those before it branches: on a heuristic with a fixed effort (feasibility jump) and on programs within the program. Without them
    /// the answer is the same, to the same gap, three to four times sooner; a cheap rounding heuristic (ZI round) takes their place. For large programs they pay.
    /// </summary>
    public static HighsOptions ForSmallIntegerPrograms { get; } = ForGradients
        .With("mip_heuristic_run_feasibility_jump", "false")
        .With("mip_heuristic_run_rins", "false")
        .With("mip_heuristic_run_rens", "false")
        .With("mip_heuristic_run_root_reduced_cost", "false")
        .With("mip_heuristic_run_zi_round", "true")
        .With("mip_allow_restart", "false");

    /// <summary>HiGHS's own defaults, but one thread and no quadratic regularisation.</summary>
    public static HighsOptions Native { get; } = new();

    /// <summary>Algorithm for continuous linear programs.</summary>
    public HighsAlgorithm Algorithm { get; init; } = HighsAlgorithm.Choose;

    /// <summary>Whether linear and mixed-integer programs are presolved; null leaves the choice to HiGHS (a solve from a basis is then not presolved).</summary>
    public bool? Presolve { get; init; }

    /// <summary>Native threads of a solve; 0 lets HiGHS choose. One by default: parallelism comes from sessions on several threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Absolute tolerance on violated bounds; null for HiGHS's 1e-7. At least 1e-10.</summary>
    public double? PrimalFeasibilityTolerance { get; init; }

    /// <summary>Absolute tolerance on the sign of reduced costs; null for HiGHS's 1e-7. At least 1e-10.</summary>
    public double? DualFeasibilityTolerance { get; init; }

    /// <summary>Relative gap at which a MIP counts as solved; null for HiGHS's 1e-4.</summary>
    public double? MipRelativeGap { get; init; }

    /// <summary>Limit on the iterations of each algorithm; null for none. For a MIP it does not apply.</summary>
    public int? IterationLimit { get; init; }

    /// <summary>
    /// Added to the diagonal of P. HiGHS's own default, 1e-7, moves x by about as much and hides unboundedness. Null
    /// (automatic) solves with 0 and, only where that fails, once more with 1e-7; the solution's native text then says so and
    /// its status is at best what the residuals of the original problem allow.
    /// </summary>
    public double? QuadraticRegularization { get; init; }

    /// <summary>Any native option by its own name, applied after the typed ones. Values as HiGHS writes them: true/false, integers, numbers with a point (inf allowed), text.</summary>
    public ImmutableSortedDictionary<string, string> Named { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The same options with one more native option.</summary>
    public HighsOptions With(string name, string value) => this with { Named = Named.SetItem(name, value) };

    /// <summary>All options as native names and values, the typed ones first; the order in which they are applied.</summary>
    internal IEnumerable<(string Name, string Value)> ToNative()
    {
        yield return ("output_flag", "false");
        yield return ("threads", Text(Threads));
        yield return ("solver", Algorithm switch
        {
            HighsAlgorithm.Choose => "choose",
            HighsAlgorithm.Simplex => "simplex",
            HighsAlgorithm.InteriorPoint => "ipm",
            HighsAlgorithm.FirstOrder => "pdlp",
            _ => throw new ArgumentException($"HiGHS has no algorithm {Algorithm}."),
        });
        if (Presolve is { } presolve) yield return ("presolve", presolve ? "on" : "off");
        if (PrimalFeasibilityTolerance is { } primal) yield return ("primal_feasibility_tolerance", Text(primal));
        if (DualFeasibilityTolerance is { } dual) yield return ("dual_feasibility_tolerance", Text(dual));
        if (MipRelativeGap is { } gap) yield return ("mip_rel_gap", Text(gap));
        if (IterationLimit is { } limit)
        {
            yield return ("simplex_iteration_limit", Text(limit));
            yield return ("ipm_iteration_limit", Text(limit));
            yield return ("pdlp_iteration_limit", Text(limit));
            yield return ("qp_iteration_limit", Text(limit));
        }

        yield return ("qp_regularization_value", Text(QuadraticRegularization ?? 0));
        foreach (var (name, value) in Named) yield return (name, value);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
