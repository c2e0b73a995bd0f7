using System.Diagnostics;
using System.Runtime.InteropServices;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Admm;

/// <summary>An ADMM run for problems of one structure: iterates until optimal, proved hopeless, or stopped.</summary>
internal sealed class AdmmSession : SolverSession<QuadraticProgram>
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.1);

    private readonly AdmmOptions _options;
    private AdmmIteration? _iteration;
    private bool _isConvex;

    public AdmmSession(QuadraticProgram problem, AdmmOptions options)
        : base(problem)
    {
        _options = options;
        var start = Stopwatch.GetTimestamp();
        _isConvex = IsConvex(problem.P);
        if (_isConvex) _iteration = new(problem, options);
        SetupTime = Stopwatch.GetElapsedTime(start);
    }

    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        if (!next.HasStructureOf(current))
            throw new ArgumentException($"This session is for a {current}, with its sparsity patterns; the new problem is a {next} of another structure. Open a new session.", nameof(next));
        var hasNewP = !ReferenceEquals(current.P, next.P);
        if (hasNewP) _isConvex = IsConvex(next.P);
        if (!_isConvex) return;
        if (_iteration is null) _iteration = new(next, _options);
        else if (hasNewP || !ReferenceEquals(current.A, next.A)) _iteration.SetMatrices(next);
        else _iteration.SetVectors(next);
    }

    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
    {
        request.Log?.Invoke($"{AdmmSolver.ThisVersion}: {Problem}");
        if (!_isConvex) return Nothing(TerminationStatus.NonConvex, "not convex: P has a negative eigenvalue");
        if (_iteration is not { IsFactored: true } iteration) return Nothing(TerminationStatus.NumericalError, "the linear system could not be factored");
        if (cancellation.IsCancellationRequested) return Nothing(TerminationStatus.Cancelled, "cancelled");
        var start = Stopwatch.GetTimestamp();
        iteration.Start(request.WarmStart);
        var (solution, iterations) = Iterate(iteration, request, start, cancellation);
        solution = solution with { Statistics = new() { Iterations = iterations, SolveTime = Stopwatch.GetElapsedTime(start) } };
        request.Log?.Invoke(FormattableString.Invariant($"{solution.Native.Text} after {iterations} iterations, {solution.Statistics.SolveTime.TotalMilliseconds:F3} ms"));
        return solution;
    }

    protected override void ReleaseNative() => _iteration = null;

    private static bool IsConvex(CscMatrix p) => CurvatureTest.FindNegative(p) is null;

    private (Solution Solution, int Iterations) Iterate(AdmmIteration at, SolveRequest request, long start, CancellationToken cancellation)
    {
        var lastReport = start;
        var offers = new OfferSchedule(request, Math.Max(_options.AbsoluteTolerance, _options.RelativeTolerance));
        for (var k = 1; ; k++)
        {
            at.Step();
            if (k % _options.TerminationInterval == 0 || k == _options.MaxIterations)
            {
                var residuals = AdmmResiduals.Of(at);
                if (!residuals.IsFinite || !at.IsFactored) return (Nothing(TerminationStatus.NumericalError, "the iterates overflowed"), k);
                if (residuals.AreWithin(_options, 1)) return (Solved(at), k);
                if (offers.IsOpen && residuals.AreWithin(_options, offers.Loosening))
                {
                    double[] x = at.Program.UnscaledPrimal(at.X), y = at.Program.UnscaledDual(at.Y);
                    if (request.Accept!(x, y)) return (Point(x, y, TerminationStatus.Optimal, "accepted"), k);
                    offers.Tighten();
                }

                if (AdmmCertificates.Infeasibility(Problem, at, _options.PrimalInfeasibilityTolerance) is { } dualRay)
                    return (Nothing(TerminationStatus.Infeasible, "infeasible") with { DualStatus = PointStatus.Certificate, DualRay = Own(dualRay) }, k);
                if (AdmmCertificates.Unboundedness(Problem, at, _options.DualInfeasibilityTolerance) is { } primalRay)
                    return (Nothing(TerminationStatus.Unbounded, "unbounded") with { PrimalStatus = PointStatus.Certificate, PrimalRay = Own(primalRay) }, k);
                if (k == _options.MaxIterations) return (Point(at, TerminationStatus.IterationLimit, "iteration limit"), k);
                at.Adapt(k, residuals);
                Report(request, k, residuals, ref lastReport);
            }

            if (cancellation.IsCancellationRequested) return (Point(at, TerminationStatus.Cancelled, "cancelled"), k);
            if (request.TimeLimit is { } limit && Stopwatch.GetElapsedTime(start) >= limit) return (Point(at, TerminationStatus.TimeLimit, "time limit"), k);
        }
    }

    private static void Report(SolveRequest request, int iteration, in AdmmResiduals residuals, ref long last)
    {
        if (request is { Progress: null, Log: null } || Stopwatch.GetElapsedTime(last) < ReportInterval) return;
        last = Stopwatch.GetTimestamp();
        request.Progress?.Report(new(iteration, null, residuals.Primal, residuals.Dual, null));
        request.Log?.Invoke(FormattableString.Invariant($"iteration {iteration}: primal residual {residuals.Primal:E2}, dual residual {residuals.Dual:E2}"));
    }

    private Solution Solved(AdmmIteration at)
    {
        double[] x = at.Program.UnscaledPrimal(at.X), y = at.Program.UnscaledDual(at.Y);
        var polished = _options.Polish ? AdmmPolish.Run(Problem, at, x, y) : null;
        if (polished is { } better) (x, y) = better;
        return Point(x, y, TerminationStatus.Optimal, polished is null ? "solved" : "solved and polished");
    }

    private static Solution Point(AdmmIteration at, TerminationStatus termination, string text) =>
        Point(at.Program.UnscaledPrimal(at.X), at.Program.UnscaledDual(at.Y), termination, text);

    private static Solution Point(double[] x, double[] y, TerminationStatus termination, string text)
    {
        if (!Array.TrueForAll(x, double.IsFinite) || !Array.TrueForAll(y, double.IsFinite)) return Nothing(TerminationStatus.NumericalError, "the iterates overflowed");
        var status = termination == TerminationStatus.Optimal ? PointStatus.Feasible : PointStatus.Infeasible;
        var (primal, dual) = (Own(x), Own(y));
        return Nothing(termination, text) with { PrimalStatus = status, DualStatus = status, Primal = primal, Dual = dual, WarmStart = new() { Primal = primal, Dual = dual } };
    }

    private static Solution Nothing(TerminationStatus termination, string text) => new()
    {
        Termination = termination,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Solver = AdmmSolver.ThisVersion,
        Native = new((int)termination, text),
    };

    private static System.Collections.Immutable.ImmutableArray<double> Own(double[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);
}
