using System.Globalization;
using Folding.Admm;
using Folding.Highs;
using Folding.Ipopt;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>A solver by name, with its options: which one fits a problem, and the layer made of both.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Settings">Options by their native names.</param>
internal sealed record SolverChoice(string Name, IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>The solvers there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["osqp", "highs", "ipopt", "admm"];

    /// <summary>The solver that was asked for; without a wish HiGHS for linear and mixed-integer programs, and for quadratic ones OSQP where it is found.</summary>
    /// <exception cref="InputException">The wish does not fit the problem.</exception>
    public static SolverChoice For(string file, IProblem problem, string? wish, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (wish is not null)
        {
            if (!CanSolve(wish, problem))
                throw new InputException($"{file}: has integer variables, which {wish} does not handle: use --solver highs.");
            return new(wish, settings);
        }

        return new(IsQuadratic(problem) && NativeLibraries.Has("osqp") ? "osqp" : "highs", settings);
    }

    /// <summary>The same, with a remark for people where nobody asked for a solver.</summary>
    public static SolverChoice For(string file, IProblem problem, string? wish, IReadOnlyList<KeyValuePair<string, string>> settings, RunContext context)
    {
        var choice = For(file, problem, wish, settings);
        if (wish is not null) return choice;
        var missing = IsQuadratic(problem) && choice.Name != "osqp" ? "; OSQP was not found, fold doctor tells how to get it" : "";
        context.Say($"using {choice.Name} for this {ProblemFile.KindOf(problem)}{missing}.");
        return choice;
    }

    /// <summary>Whether a solver handles this class of problem.</summary>
    public static bool CanSolve(string name, IProblem problem) => name == "highs" || problem is not LinearProgram { HasIntegers: true };

    /// <summary>The solver on a problem, ready to solve and differentiate.</summary>
    /// <param name="problem">A linear, mixed-integer or quadratic program.</param>
    /// <param name="method">How to differentiate.</param>
    public Layer On(IProblem problem, GradientMethod method) => problem switch
    {
        QuadraticProgram quadratic => new QuadraticLayer(quadratic, Quadratic(), method),
        LinearProgram linear => new LinearLayer(linear, Name == "highs" ? Highs() : new QuadraticAsLinearSolver(Quadratic()), method),
        _ => throw new InvalidOperationException($"No file format holds a {problem.GetType().Name}."),
    };

    /// <summary>Ipopt with these options, whatever the choice is called.</summary>
    public IpoptSolver Ipopt() => Ipopt(IpoptOptions.ForGradients);

    /// <summary>The same over a preset.</summary>
    public IpoptSolver Ipopt(IpoptOptions preset) => new(Settings.Aggregate(preset, static (options, s) => options with { Named = options.Named.SetItem(s.Key, s.Value) }));

    private static bool IsQuadratic(IProblem problem) => problem is QuadraticProgram program && !ProblemFile.IsLinear(program);

    private ISolver<QuadraticProgram> Quadratic() => Name switch
    {
        "osqp" => new OsqpSolver(Settings.Aggregate(OsqpOptions.ForGradients, static (options, s) => options.With(s.Key, s.Value))),
        "highs" => Highs(),
        "ipopt" => Ipopt(),
        "admm" => new AdmmSolver(Settings.Aggregate(AdmmOptions.ForGradients, static (options, s) => options.With(s.Key, s.Value))),
        _ => throw new InvalidOperationException($"There is no solver {Name}."),
    };

    // The number of threads is a typed option of the HiGHS binding; for a mixed-integer program it is worth setting.
    private HighsSolver Highs() => new(Settings.Aggregate(HighsOptions.ForGradients, static (options, s) =>
        s.Key == "threads" && int.TryParse(s.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            ? options with { Threads = threads }
            : options.With(s.Key, s.Value)));
}
