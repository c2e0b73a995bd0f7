namespace Folding.Problems;

/// <summary>
/// The part of a session that every solver shares: one thread at a time, disposal during a solve, structure checks,
/// request checks, deadlines, and objective and residuals recomputed from the returned point.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public abstract class SolverSession<TProblem> : ISolverSession<TProblem>
    where TProblem : class, IProblem
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _disposal;
    private bool _busy;
    private bool _disposed;
    private TimeSpan _pendingUpdate;

    /// <summary>Remembers the problem the native state was set up for.</summary>
    protected SolverSession(TProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Problem = problem;
    }

    /// <summary>The current problem.</summary>
    protected TProblem Problem { get; private set; }

    /// <summary>Time spent creating the native state; reported by the first solve.</summary>
    protected TimeSpan SetupTime { get; set; }

    /// <inheritdoc/>
    public void Update(TProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Enter();
        try
        {
            if (ReferenceEquals(problem, Problem)) return;
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            UpdateNative(Problem, problem);
            Problem = problem;
            _pendingUpdate += System.Diagnostics.Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default)
    {
        request ??= SolveRequest.Default;
        CheckRequest(request);
        Enter();
        CancellationTokenSource? linked = null;
        try
        {
            var token = cancellation;
            if (InterruptsOnDispose)
            {
                token = DisposalToken();
                if (cancellation.CanBeCanceled)
                {
                    linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, token);
                    token = linked.Token;
                }
            }

            var solution = SolveNative(request, token);
            var statistics = solution.Statistics with { SetupTime = SetupTime, UpdateTime = _pendingUpdate };
            SetupTime = TimeSpan.Zero;
            _pendingUpdate = TimeSpan.Zero;
            if (solution.Primal.IsDefaultOrEmpty && Problem.VariableCount > 0) return solution with { Statistics = statistics };
            var problem = Problem;
            var (x, y) = (solution.Primal, solution.Dual);
            var objective = problem.ObjectiveAt(x.AsSpan());
            // The functions of a nonlinear program are the caller's, to be evaluated during the solve.
            return problem is NonlinearProgram
                ? solution with { Statistics = statistics, Objective = objective, Residuals = problem.ResidualsAt(x.AsSpan(), y.AsSpan()) }
                : solution with { Statistics = statistics, Objective = objective, ResidualsOnDemand = () => problem.ResidualsAt(x.AsSpan(), y.AsSpan()) };
        }
        finally
        {
            linked?.Dispose();
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            if (_busy)
            {
                // The running solve sees the token, returns, and releases the native state in Leave.
                _disposal?.Cancel();
                return;
            }
        }

        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>False where a solve is so short that linking a token to disposal would cost more than it saves.</summary>
    protected virtual bool InterruptsOnDispose => true;

    /// <summary>Passes the data that differ between two problems to the native state.</summary>
    /// <exception cref="ArgumentException">The structure differs.</exception>
    protected abstract void UpdateNative(TProblem current, TProblem next);

    /// <summary>Runs the native solver. Objective and residuals are filled in by the caller.</summary>
    protected abstract Solution SolveNative(SolveRequest request, CancellationToken cancellation);

    /// <summary>Releases the native state; called once, never while a solve runs.</summary>
    protected abstract void ReleaseNative();

    /// <summary>Replaces the problem by any other; for sessions that can be renewed.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="pass">Passes it to the native state and leaves nothing there of earlier ones.</param>
    protected void Renew(TProblem problem, Action pass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(pass);
        Enter();
        try
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            pass();
            Problem = problem;
            SetupTime = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            _pendingUpdate = TimeSpan.Zero;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs something else that needs the native state, under the same rule of one thread at a time.</summary>
    protected TResult Exclusively<TResult>(Func<TResult> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Enter();
        try
        {
            return action();
        }
        finally
        {
            Leave();
        }
    }

    private void CheckRequest(SolveRequest request)
    {
        if (request.TimeLimit is { } limit && limit <= TimeSpan.Zero)
            throw new ArgumentException($"The time limit is {limit}; it must be positive.", nameof(request));
        if (request.WarmStart is not { } warm) return;
        CheckVector(warm.Primal, Problem.VariableCount, "primal");
        CheckVector(warm.Dual, Problem.DualCount, "dual");
        if (warm.Basis is { } basis && (basis.Columns.Length != Problem.VariableCount || basis.Rows.Length != Problem.ConstraintCount))
            throw new ArgumentException($"The warm start's basis has {basis.Columns.Length} columns and {basis.Rows.Length} rows; the problem has {Problem.VariableCount} and {Problem.ConstraintCount}.", nameof(request));
    }

    private static void CheckVector(System.Collections.Immutable.ImmutableArray<double> vector, int expected, string name)
    {
        if (vector.IsDefaultOrEmpty) return;
        if (vector.Length != expected)
            throw new ArgumentException($"The warm start's {name} has length {vector.Length}; expected {expected}.");
        for (var i = 0; i < vector.Length; i++)
        {
            if (!double.IsFinite(vector[i]))
                throw new ArgumentException($"The warm start's {name}[{i}] is {vector[i]}; every entry must be finite.");
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_busy)
                throw new InvalidOperationException("This session is in use on another thread; open one session per thread.");
            _busy = true;
        }
    }

    private void Leave()
    {
        bool release;
        lock (_gate)
        {
            _busy = false;
            release = _disposed;
        }

        if (release) Release();
    }

    /// <summary>Cancelled by disposal during a solve; one source serves all solves of the session.</summary>
    private CancellationToken DisposalToken()
    {
        lock (_gate)
        {
            _disposal ??= new();
            // Disposal may have come between Enter and here, when there was nothing to cancel.
            if (_disposed) _disposal.Cancel();
            return _disposal.Token;
        }
    }

    private void Release()
    {
        ReleaseNative();
        _disposal?.Dispose();
    }
}
