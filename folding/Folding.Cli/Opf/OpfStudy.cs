using System.Collections.Immutable;
using System.Globalization;
using Folding.PowerSystems;
using Folding.Problems;

namespace Folding.Cli.Opf;

/// <summary>The gradient of an output in the parameters of a study.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">Its value.</param>
/// <param name="Values">Derivative by each parameter, in the output's unit per the parameter's.</param>
/// <param name="Report">How far to trust it.</param>
internal sealed record OpfGradient(string Output, string Unit, double Value, ImmutableArray<double> Values, GradientReport Report);

/// <summary>One optimal power flow in one formulation: solved once, then read and differentiated.</summary>
internal abstract class OpfStudy
{
    private const string EmissionsPrefix = "emissions:";

    /// <summary>The formulations; the first is the default.</summary>
    public static IReadOnlyList<string> Formulations { get; } = ["ac", "dc"];

    /// <exception cref="InputException">The solver does not fit the formulation.</exception>
    public static OpfStudy Of(Network network, OpfRequest wish) => wish.Formulation == "ac" ? new AcStudy(network, wish) : new DcStudy(network, wish);

    public abstract string Formulation { get; }

    public abstract Network Network { get; }

    /// <summary>The program that is solved.</summary>
    public abstract IProblem Problem { get; }

    public abstract OpfParameters Layout { get; }

    public abstract ImmutableArray<double> Parameters { get; }

    /// <summary>Solves once; called before everything that needs a solution.</summary>
    public abstract Solution Solve(SolveRequest request, CancellationToken cancellation);

    /// <summary>The solution in the units of the trade.</summary>
    public abstract OpfResult Read();

    /// <summary>Refuses outputs that do not exist, before the work begins.</summary>
    public void CheckOutputs(IReadOnlyList<string> outputs)
    {
        var nothing = Nothing();
        foreach (var name in outputs.Where(static name => name != "cost")) OutputOf(name, nothing);
    }

    /// <summary>The gradient of an output: of the cost by its multipliers, of any other by an adjoint.</summary>
    public OpfGradient Gradient(string name)
    {
        if (name == "cost") return CostGradient();
        var output = OutputOf(name);
        var (values, report) = Backward(output.Seed);
        return new(output.Name, output.Unit, output.Value, values, report);
    }

    protected abstract Solution Solution { get; }

    protected abstract OpfOutput Output(string name, Solution solution);

    protected abstract OpfOutput Emissions(ReadOnlySpan<double> factors, Solution solution);

    protected abstract ImmutableArray<double> CostValues();

    protected abstract (ImmutableArray<double> Values, GradientReport Report) Backward(Seed seed);

    private OpfOutput OutputOf(string name) => OutputOf(name, Solution);

    private OpfOutput OutputOf(string name, Solution solution)
    {
        if (!name.StartsWith(EmissionsPrefix, StringComparison.Ordinal)) return Output(name, solution);
        var words = name[EmissionsPrefix.Length..].Split(',');
        var factors = new double[words.Length];
        for (var g = 0; g < words.Length; g++)
        {
            if (!double.TryParse(words[g], NumberStyles.Float, CultureInfo.InvariantCulture, out factors[g]) || !double.IsFinite(factors[g]))
                throw new InputException($"--output {name}: '{words[g]}' is not a number of tonnes per MWh.");
        }

        return Emissions(factors, solution);
    }

    private OpfGradient CostGradient()
    {
        var certified = Solution.Statistics.Refinement == RefinementOutcome.Certified;
        return new("cost", "$/h", Solution.Objective!.Value, CostValues(), new()
        {
            Method = "envelope",
            Trust = certified ? TrustLevel.Exact : TrustLevel.Approximate,
            Residual = Solution.Residuals?.WorstRelative,
        });
    }

    /// <summary>A solution of zeros, on which names can be tried.</summary>
    private Solution Nothing() => new()
    {
        Termination = TerminationStatus.Cancelled,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Solver = new("none", ""),
        Native = new(0, ""),
        Primal = [.. new double[Problem.VariableCount]],
        Dual = [.. new double[Problem.DualCount]],
    };
}
