using System.Reflection;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.SolverContract;

/// <summary>
/// What every solver promises, whatever its problem class. Derive from <see cref="QuadraticSolverContract"/>,
/// <see cref="LinearSolverContract"/> or <see cref="NonlinearSolverContract"/> in the solver's test project and name the solver.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public abstract partial class SolverContract<TProblem>
    where TProblem : class, IProblem
{
    /// <summary>The solver under test.</summary>
    protected abstract ISolver<TProblem> Solver { get; }

    /// <summary>Cases and behaviours that this solver does not meet.</summary>
    protected virtual IReadOnlyList<Exclusion> Exclusions => [];

    /// <summary>Largest error of x, y, objective and residuals, relative to their size.</summary>
    protected virtual double Tolerance => 1e-6;

    /// <summary>Why the solver cannot run here, for example a missing native library; null where it can.</summary>
    protected virtual string? WhyUnavailable => null;

    /// <summary>A problem that <see cref="LongSolver"/> works on for minutes unless it is stopped; null where there is none.</summary>
    protected virtual TProblem? LongProblem => null;

    /// <summary>The solver for <see cref="LongProblem"/>, with limits out of the way.</summary>
    protected virtual ISolver<TProblem> LongSolver => Solver;

    /// <summary>Solves that each of eight threads makes in the stress test.</summary>
    protected virtual int SolvesPerThread => 200;

    /// <summary>Every case of this problem class.</summary>
    protected abstract IReadOnlyList<ContractCase<TProblem>> Cases { get; }

    /// <summary>Problems with the structure of <see cref="Sample"/> and other data; where they have a solution it is unique.</summary>
    protected abstract IReadOnlyList<ContractCase<TProblem>> Updates { get; }

    /// <summary>A case with a unique solution.</summary>
    protected abstract ContractCase<TProblem> Sample { get; }

    /// <summary>A problem whose structure differs from that of <see cref="Sample"/>.</summary>
    protected abstract TProblem OtherStructure { get; }

    /// <summary>The dense view by which answers are judged.</summary>
    protected abstract DenseView View(TProblem problem);

    /// <summary>Error of a certificate of infeasibility according to the library.</summary>
    protected abstract double InfeasibilityError(TProblem problem, double[] dualRay);

    /// <summary>Error of an unbounded direction according to the library.</summary>
    protected abstract double UnboundednessError(TProblem problem, double[] primalRay);

    /// <summary>Whether the solver may end a problem that must end as expected in this way.</summary>
    protected virtual bool Agrees(TerminationStatus expected, TerminationStatus actual) => expected == actual;

    /// <summary>Whether solutions of the problem come with multipliers.</summary>
    protected virtual bool HasMultipliers(TProblem problem) => Can(SolverCapabilities.Duals);

    /// <summary>Whether a solver that certifies at all has a certificate for this problem.</summary>
    protected virtual bool HasCertificate(TProblem problem) => true;

    /// <summary>Solves a case and checks everything about the answer; skips an excluded case with its reason.</summary>
    protected void CheckCase(string name)
    {
        Require(name);
        Judge(Cases.Single(c => c.Name == name));
    }

    /// <summary>Solves a case and checks everything about the answer.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">The answer is wrong.</exception>
    public void Judge(ContractCase<TProblem> testCase)
    {
        ArgumentNullException.ThrowIfNull(testCase);
        if (testCase.Termination == TerminationStatus.NonConvex)
            Assert.SkipUnless(Can(SolverCapabilities.DetectsNonConvexity), "the solver does not claim to detect non-convexity");
        SolutionCheck.Run(Rules, testCase, Solver.Solve(testCase.Problem));
    }

    /// <summary>Skips the running test where the solver is missing, or where the case or behaviour of this name is excluded.</summary>
    protected void Require([CallerMemberName] string name = "")
    {
        Assert.SkipUnless(WhyUnavailable is null, WhyUnavailable ?? "");
        if (Exclusions.FirstOrDefault(e => e.Case == name) is { } exclusion) Assert.Skip($"{name}: {exclusion.Reason}");
    }

    /// <summary>Whether the solver claims a capability.</summary>
    protected bool Can(SolverCapabilities capability) => (Solver.Capabilities & capability) == capability;

    /// <summary>Exclusions name existing cases, each once, with a reason.</summary>
    [Fact]
    public void Exclusions_name_known_cases_once_and_give_a_reason()
    {
        HashSet<string> known = [.. Cases.Select(static c => c.Name), .. Updates.Select(static u => u.Name), .. Behaviours];
        Assert.All(Exclusions, exclusion =>
        {
            Assert.True(known.Contains(exclusion.Case), $"The exclusion '{exclusion.Case}' names no case, update or behaviour of this suite.");
            Assert.False(string.IsNullOrWhiteSpace(exclusion.Reason), $"The exclusion of '{exclusion.Case}' gives no reason.");
        });
        Assert.Distinct(Exclusions.Select(static e => e.Case));
    }

    /// <summary>A case that is excluded without <see cref="Exclusion.Sometimes"/> fails when tried.</summary>
    [Fact]
    public void Excluded_cases_still_fail()
    {
        Require();
        foreach (var exclusion in Exclusions.Where(static e => !e.Sometimes))
        {
            if (Cases.SingleOrDefault(c => c.Name == exclusion.Case) is not { } testCase) continue;
            var failure = Record.Exception(() => Judge(testCase));
            Assert.True(failure is not null, $"The excluded case '{exclusion.Case}' passes now: remove its exclusion, or mark it Sometimes.");
        }
    }

    /// <summary>Solver and problem class in the words that the checks need.</summary>
    private SolutionRules<TProblem> Rules => new()
    {
        Tolerance = Tolerance,
        Capabilities = Solver.Capabilities,
        View = View,
        Agrees = Agrees,
        HasMultipliers = HasMultipliers,
        HasCertificate = HasCertificate,
        InfeasibilityError = InfeasibilityError,
        UnboundednessError = UnboundednessError,
    };

    private IEnumerable<string> Behaviours =>
        GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(static m => m.GetCustomAttributes<FactAttribute>().Any()).Select(static m => m.Name);
}
