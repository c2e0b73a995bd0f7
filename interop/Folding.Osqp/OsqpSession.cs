using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Folding.LinearAlgebra;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>
/// A native OSQP solver for problems of one structure. A solve runs in parts whose lengths are multiples of the intervals of
/// OSQP's own schedule (termination tests, adaptation of the penalty), so that the parts together do exactly what one run
/// would; between them it looks for cancellation and reports. The first part is long enough to be the only one for most
/// problems.
/// </summary>
/// <typeparam name="TInt">The library's index type.</typeparam>
internal sealed class OsqpSession<TInt> : SolverSession<QuadraticProgram>, IOsqpSession
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    /// <summary>How long a part should take.</summary>
    private const double PartSeconds = 0.02;

    private readonly OSQPSettings<TInt> _settings;

    /// <summary>Null while the problem is not convex.</summary>
    private OsqpWorkspace<TInt>? _workspace;

    public OsqpSession(QuadraticProgram problem, in OSQPSettings<TInt> settings)
        : base(problem)
    {
        _settings = settings;
        var start = Stopwatch.GetTimestamp();
        _workspace = SetUp(problem);
        SetupTime = Stopwatch.GetElapsedTime(start);
    }

    public OsqpAdjoint Adjoint(Solution solution, ReadOnlySpan<double> dx, ReadOnlySpan<double> dy)
    {
        if (_workspace is not { } workspace || !solution.IsSolved)
            throw new ArgumentException($"There is nothing to differentiate: the solve ended {solution.Termination}.", nameof(solution));
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        double[] q = new double[n], l = new double[m], u = new double[m], p = new double[Problem.P.Pattern.Count], a = new double[Problem.A.Pattern.Count];
        var exit = workspace.AdjointDerivatives(Problem, dx, dy, q, l, u, p, a);
        if (exit != 0) throw new InvalidOperationException($"OSQP's derivative module failed: {OsqpLibrary.ErrorMessage(exit)}");
        return new(solution, Own(q), Own(l), Own(u), Own(p), Own(a));
    }

    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        if (!next.HasStructureOf(current))
            throw new ArgumentException($"This session is for a {current}, with its sparsity patterns; the new problem is a {next} of another structure. Open a new session.", nameof(next));
        bool p = !ReferenceEquals(current.P, next.P), a = !ReferenceEquals(current.A, next.A);
        if (_workspace is null)
        {
            if (p) _workspace = SetUp(next);
            return;
        }

        var cost = current.Q != next.Q;
        var bounds = current.Lower != next.Lower || current.Upper != next.Upper;
        if (cost || bounds) _workspace.UpdateVectors(next, cost, bounds);
        if (!p && !a) return;
        if ((p && IsIndefinite(next.P)) || !_workspace.UpdateMatrices(next, p, a)) ReleaseNative();
    }

    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
    {
        if (_workspace is not { } workspace) return Outcome(osqp_status_type.OSQP_NON_CVX, TerminationStatus.NonConvex);
        if (cancellation.IsCancellationRequested) return Outcome(osqp_status_type.OSQP_UNSOLVED, TerminationStatus.Cancelled);
        var start = Stopwatch.GetTimestamp();
        if (request.WarmStart is { } warm) workspace.WarmStart(warm.Primal.IsDefault ? [] : warm.Primal.AsSpan(), warm.Dual.IsDefault ? [] : warm.Dual.AsSpan());
        else workspace.ColdStart();

        var report = OsqpReport.For(request, Problem);
        var (status, termination, iterations, accepted) = Iterate(workspace, request, start, report, cancellation);
        if (status == osqp_status_type.OSQP_SOLVED && !accepted && _settings.polishing != TInt.Zero && HasActiveRow(workspace)) _ = workspace.Polish();
        var statistics = new SolveStatistics { Iterations = iterations, SolveTime = Stopwatch.GetElapsedTime(start) };
        var solution = OsqpOutcome.Read(workspace, Problem, Outcome(status, termination), statistics);
        report?.End(solution);
        return solution;
    }

    protected override void ReleaseNative()
    {
        _workspace?.Dispose();
        _workspace = null;
    }

    private OsqpWorkspace<TInt>? SetUp(QuadraticProgram problem) =>
        IsIndefinite(problem.P) ? null : OsqpWorkspace<TInt>.Create(problem, _settings);

    /// <summary>OSQP finds most indefinite P itself, but prints to stdout when it does; so it is not shown any.</summary>
    private static bool IsIndefinite(CscMatrix p) => CurvatureTest.FindNegative(p) is not null;

    private (osqp_status_type Status, TerminationStatus? Termination, long Iterations, bool Accepted) Iterate(
        OsqpWorkspace<TInt> workspace, SolveRequest request, long start, OsqpReport? report, CancellationToken cancellation)
    {
        var limit = request.TimeLimit;
        var offers = new OfferSchedule(request, Math.Max(_settings.eps_abs, _settings.eps_rel));
        var left = int.CreateChecked(_settings.max_iter);
        var stride = Stride(workspace);
        var part = RoundUp(PartSeconds / EstimatedSecondsPerIteration(), stride);
        long done = 0;
        while (true)
        {
            var length = (int)Math.Min(left, part);
            var runStart = Stopwatch.GetTimestamp();
            // OSQP's second look at the end of the last part is at ten times the tolerances: not at loosened ones.
            var exit = workspace.Run(length, (limit - Stopwatch.GetElapsedTime(start))?.TotalSeconds, offers.Loosening, isLast: length == left && !offers.IsOpen);
            var ran = int.CreateChecked(workspace.Info.iter);
            var status = workspace.Status;
            done += ran;
            left -= ran;
            if (status == osqp_status_type.OSQP_SIGINT || exit != 0)
            {
                workspace.StoreIterate();
                return (status, status == osqp_status_type.OSQP_SIGINT ? null : TerminationStatus.NumericalError, done, false);
            }

            if (status == osqp_status_type.OSQP_SOLVED && offers.IsOpen)
            {
                if (request.Accept!(workspace.X, workspace.Y)) return (status, null, done, true);
                offers.Tighten();
                if (left > 0 && !cancellation.IsCancellationRequested) continue;
                return (osqp_status_type.OSQP_MAX_ITER_REACHED, left > 0 ? TerminationStatus.Cancelled : null, done, false);
            }

            // A run that ends early with a loose status was ended by the clock.
            if (limit is not null && ran < length && IsLoose(status)) return (status, TerminationStatus.TimeLimit, done, false);
            if (status != osqp_status_type.OSQP_MAX_ITER_REACHED || left == 0) return (status, null, done, false);
            if (cancellation.IsCancellationRequested) return (status, TerminationStatus.Cancelled, done, false);
            if (limit is { } most && Stopwatch.GetElapsedTime(start) >= most) return (status, TerminationStatus.TimeLimit, done, false);
            report?.Running(done, workspace.Info.prim_res, workspace.Info.dual_res, workspace.Info.obj_val);
            part = RoundUp(length * PartSeconds / Stopwatch.GetElapsedTime(runStart).TotalSeconds, stride);
        }
    }

    private static bool IsLoose(osqp_status_type status) =>
        status is osqp_status_type.OSQP_SOLVED_INACCURATE or osqp_status_type.OSQP_PRIMAL_INFEASIBLE_INACCURATE or osqp_status_type.OSQP_DUAL_INFEASIBLE_INACCURATE;

    /// <summary>Least common multiple of the intervals of OSQP's schedule.</summary>
    private long Stride(OsqpWorkspace<TInt> workspace)
    {
        var check = Math.Max(1, long.CreateChecked(_settings.check_termination));
        var adapt = _settings.adaptive_rho == TInt.Zero ? 1 : Math.Max(1, workspace.AdaptationInterval);
        return check / (long)BigInteger.GreatestCommonDivisor(check, adapt) * adapt;
    }

    private static long RoundUp(double iterations, long stride) =>
        stride * (long)Math.Ceiling(Math.Clamp(iterations, 1, int.MaxValue) / stride);

    /// <summary>About 5 nanoseconds per number touched, a guess that only sets the length of the first part.</summary>
    private double EstimatedSecondsPerIteration() =>
        5e-9 * (20 + Problem.VariableCount + Problem.ConstraintCount + Problem.P.Pattern.Count + Problem.A.Pattern.Count);

    /// <summary>
    /// Whether polishing has a row to work with, by OSQP's own rule (a slack smaller than its multiplier); without one
    /// OSQP does nothing but print a line to stdout.
    /// </summary>
    private bool HasActiveRow(OsqpWorkspace<TInt> workspace)
    {
        var ax = new double[Problem.ConstraintCount];
        Problem.A.Multiply(workspace.X, ax);
        var y = workspace.Y;
        for (var i = 0; i < ax.Length; i++)
        {
            double l = Problem.Lower[i], u = Problem.Upper[i];
            if (l.Equals(u) || (y[i] < -1e-10 && ax[i] - l < -y[i]) || (y[i] > 1e-10 && u - ax[i] < y[i])) return true;
        }

        return false;
    }

    private static ImmutableArray<double> Own(double[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);

    private static Solution Outcome(osqp_status_type status, TerminationStatus? termination)
    {
        var (translated, primal, dual) = OsqpStatus.Translate(status);
        return new()
        {
            Termination = termination ?? translated,
            PrimalStatus = primal,
            DualStatus = dual,
            Solver = OsqpLibrary.Identity,
            Native = new((int)status, OsqpStatus.Text(status)),
        };
    }
}
