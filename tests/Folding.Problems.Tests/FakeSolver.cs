namespace Folding.Problems.Tests;

/// <summary>A solver whose sessions do what a test tells them to.</summary>
internal sealed class FakeSolver : ISolver<QuadraticProgram>
{
    public SolverIdentity Identity { get; } = new("Fake", "1");

    public SolverCapabilities Capabilities => SolverCapabilities.None;

    public List<FakeSession> Opened { get; } = [];

    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem)
    {
        Opened.Add(new(problem));
        return Opened[^1];
    }
}

internal sealed class FakeSession(QuadraticProgram problem, bool interruptsOnDispose = true) : SolverSession<QuadraticProgram>(problem)
{
    /// <summary>What a solve returns; by default the point 0 and multipliers 0.</summary>
    public Func<QuadraticProgram, SolveRequest, CancellationToken, Solution> OnSolve { get; set; } = static (problem, _, _) => Zero(problem);

    public Action<QuadraticProgram, QuadraticProgram> OnUpdate { get; set; } = static (_, _) => { };

    /// <summary>Runs when the session is busy already and has no token to cancel yet.</summary>
    public Action BeforeLinking { get; set; } = static () => { };

    public int Releases { get; private set; }

    public TimeSpan Setup { set => SetupTime = value; }

    public static Solution Zero(QuadraticProgram problem) => new()
    {
        Termination = TerminationStatus.Optimal,
        PrimalStatus = PointStatus.Feasible,
        DualStatus = PointStatus.Feasible,
        Solver = new("Fake", "1"),
        Native = new(0, "zero"),
        Primal = [.. new double[problem.VariableCount]],
        Dual = [.. new double[problem.ConstraintCount]],
    };

    /// <summary>Runs something under the session's guard.</summary>
    public TResult Run<TResult>(Func<TResult> action) => Exclusively(action);

    protected override bool InterruptsOnDispose
    {
        get
        {
            BeforeLinking();
            return interruptsOnDispose;
        }
    }

    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next) => OnUpdate(current, next);

    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation) => OnSolve(Problem, request, cancellation);

    protected override void ReleaseNative() => Releases++;
}
