using System.Runtime.CompilerServices;
using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract;

/// <summary>What every solver of nonlinear programs promises.</summary>
public abstract class NonlinearSolverContract : SolverContract<NonlinearProgram>
{
    /// <summary>Names of the cases, for the theory.</summary>
    public static TheoryData<string> CaseNames => [.. NonlinearCases.All.Select(static c => c.Name)];

    /// <summary>Names of the updates, for the theory.</summary>
    public static TheoryData<string> UpdateNames => [.. NonlinearUpdates.All.Select(static u => u.Name)];

    /// <summary>A small problem whose functions take their time.</summary>
    protected override NonlinearProgram? LongProblem => new CostlyProgram(NonlinearPrograms.Rosenbrock());

    /// <summary>Fewer than elsewhere: nonlinear solvers take longer, and some take turns.</summary>
    protected override int SolvesPerThread => 50;

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<NonlinearProgram>> Cases => NonlinearCases.All;

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<NonlinearProgram>> Updates => NonlinearUpdates.All;

    /// <inheritdoc/>
    protected override ContractCase<NonlinearProgram> Sample => NonlinearUpdates.Sample;

    /// <inheritdoc/>
    protected override NonlinearProgram OtherStructure => NonlinearUpdates.OtherStructure;

    /// <inheritdoc/>
    protected override DenseView View(NonlinearProgram problem) => DenseView.Of(problem);

    /// <summary>A local solver does not know whether its solution is global, nor whether the problem has no feasible point at all.</summary>
    protected override bool Agrees(TerminationStatus expected, TerminationStatus actual) => expected switch
    {
        TerminationStatus.LocallyOptimal => actual is TerminationStatus.LocallyOptimal or TerminationStatus.Optimal,
        TerminationStatus.LocallyInfeasible => actual is TerminationStatus.LocallyInfeasible or TerminationStatus.Infeasible,
        _ => actual == expected,
    };

    /// <summary>Nonlinear programs come without rays.</summary>
    protected override bool HasCertificate(NonlinearProgram problem) => false;

    /// <inheritdoc/>
    protected override double InfeasibilityError(NonlinearProgram problem, double[] dualRay) => double.PositiveInfinity;

    /// <inheritdoc/>
    protected override double UnboundednessError(NonlinearProgram problem, double[] primalRay) => double.PositiveInfinity;

    [Theory, MemberData(nameof(CaseNames))]
    public void Case(string name) => CheckCase(name);

    [Theory, MemberData(nameof(UpdateNames))]
    public void Update_equals_a_fresh_solve(string name) => CheckUpdate(name);

    [Theory]
    [InlineData(Evaluation.Objective)]
    [InlineData(Evaluation.Gradient)]
    [InlineData(Evaluation.Constraints)]
    [InlineData(Evaluation.Jacobian)]
    [InlineData(Evaluation.Hessian)]
    public void An_exception_in_an_evaluation_reaches_the_caller_with_its_stack_and_the_session_goes_on(Evaluation failing)
    {
        Require();
        var armed = true;
        var interrupted = new InterceptedProgram(NonlinearPrograms.Projection(3, 4), (evaluation, _) =>
        {
            if (armed && evaluation == failing) FailInTheEvaluation();
        });
        using var session = Solver.Open(interrupted);
        var thrown = Assert.Throws<EvaluationFailure>(() => session.Solve());
        Assert.Contains(nameof(FailInTheEvaluation), thrown.StackTrace, StringComparison.Ordinal);
        armed = false;
        SolutionCheck.AreClose("x", Sample.X!, session.Solve().Primal, Tolerance);
    }

    [Fact]
    public void Cancellation_from_within_an_evaluation_stops_the_solve()
    {
        Require();
        using var source = new CancellationTokenSource();
        var evaluations = 0;
        var problem = new InterceptedProgram(NonlinearPrograms.Rosenbrock(), (evaluation, _) =>
        {
            if (evaluation == Evaluation.Gradient && ++evaluations == 3) source.Cancel();
        });
        var solution = Solver.Solve(problem, cancellation: source.Token);
        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
        SolutionCheck.IsWellFormed(problem, solution);
    }

    [Theory]
    [InlineData(Evaluation.Objective)]
    [InlineData(Evaluation.Gradient)]
    [InlineData(Evaluation.Constraints)]
    [InlineData(Evaluation.Jacobian)]
    public void A_function_that_is_NaN_everywhere_gives_a_status(Evaluation failing)
    {
        Require();
        var problem = new InterceptedProgram(NonlinearPrograms.Projection(3, 4), (evaluation, values) =>
        {
            if (evaluation == failing) values.Fill(double.NaN);
        });
        var solution = Solver.Solve(problem);
        Assert.False(solution.IsSolved, $"The solve ended {solution.Termination}.");
        Assert.False(string.IsNullOrWhiteSpace(solution.Native.Text), "Native.Text is empty.");
        Assert.DoesNotContain(solution.Primal, double.IsNaN);
        Assert.DoesNotContain(solution.Dual, double.IsNaN);
    }

    [Fact]
    public void A_warm_start_replaces_the_starting_point()
    {
        Require();
        Assert.SkipUnless(Can(SolverCapabilities.WarmStart), "the solver claims no warm start");
        // Two local solutions of min x1 x2 on the circle |x|² = 2: (1, -1) and (-1, 1).
        var problem = NonlinearPrograms.ProductOnCircle();
        SolutionCheck.AreClose("x", [1, -1], Solver.Solve(problem, new() { WarmStart = new() { Primal = [0.9, -1.1] } }).Primal, Tolerance);
        SolutionCheck.AreClose("x", [-1, 1], Solver.Solve(problem, new() { WarmStart = new() { Primal = [-1.1, 0.9] } }).Primal, Tolerance);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailInTheEvaluation() => throw new EvaluationFailure();

    private sealed class EvaluationFailure : Exception;
}
