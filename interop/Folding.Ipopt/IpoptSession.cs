using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>
/// A native problem with its options, solved again and again. Ipopt's C interface fixes the bounds when a problem is
/// created: an update that changes bounds creates it anew, any other update is free. Ipopt keeps no factorization between solves.
/// </summary>
internal abstract class IpoptSession<TProblem> : SolverSession<TProblem>
    where TProblem : class, IProblem
{
    private readonly IpoptOptions _options;
    private readonly SolverIdentity _identity;
    private readonly bool _exactHessian;
    private readonly IpoptStructure _structure;
    private bool _warm;

    protected IpoptSession(TProblem problem, NonlinearProgram model, IpoptOptions options, SolverIdentity identity)
        : base(problem)
    {
        var start = Stopwatch.GetTimestamp();
        Model = model;
        _options = options;
        _identity = identity;
        _exactHessian = options.Hessian == HessianSource.Exact && model.HessianPattern is not null;
        _structure = new(model, _exactHessian);
        Create();
        SetupTime = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The current problem as Ipopt sees it.</summary>
    protected NonlinearProgram Model { get; private set; }

    /// <summary>The native problem; null where there are no variables.</summary>
    internal IpoptHandle? Native { get; private set; }

    /// <summary>True when the problem is known to be convex, so that local answers are global.</summary>
    protected abstract bool IsConvex { get; }

    /// <summary>Options that follow from the problem.</summary>
    protected abstract IEnumerable<KeyValuePair<string, string>> ImpliedOptions { get; }

    /// <summary>True when Ipopt may leave out linearly dependent rows.</summary>
    protected virtual bool LeavesRowsOut => false;

    /// <summary>What the objective is multiplied with inside Ipopt.</summary>
    protected virtual double ObjectiveScale => 1;

    /// <summary>Replaces the model by one of the same structure.</summary>
    protected void Replace(NonlinearProgram next)
    {
        var sameBounds =
            Model.VariableLower.AsSpan().SequenceEqual(next.VariableLower.AsSpan()) &&
            Model.VariableUpper.AsSpan().SequenceEqual(next.VariableUpper.AsSpan()) &&
            Model.ConstraintLower.AsSpan().SequenceEqual(next.ConstraintLower.AsSpan()) &&
            Model.ConstraintUpper.AsSpan().SequenceEqual(next.ConstraintUpper.AsSpan());
        Model = next;
        if (!sameBounds) Create();
    }

    /// <summary>The multipliers of a problem of this class, from those of the model (length m + n).</summary>
    protected abstract ImmutableArray<double> DualOf(ReadOnlySpan<double> constraints, ReadOnlySpan<double> bounds);

    /// <inheritdoc/>
    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
    {
        if (Native is null) return WithoutVariables();
        var run = new IpoptRun(Model, _structure, request, cancellation);
        var point = new IpoptPoint(Model, request.WarmStart);
        if (run.MustStop() || !TakeTurn(run, cancellation)) return Stopped(run.MustStop() ? run.Stop!.Value : TerminationStatus.TimeLimit);
        ApplicationReturnStatus status;
        var start = Stopwatch.GetTimestamp();
        try
        {
            Native.Scale(_options, ObjectiveScale);
            if (point.IsWarm || _warm) Native.Warm(_options, _warm = point.IsWarm);
            status = point.Solve(Native, run);
        }
        finally
        {
            IpoptGate.Leave();
        }

        var solveTime = Stopwatch.GetElapsedTime(start);
        run.Rethrow();
        if (status == ApplicationReturnStatus.Invalid_Option)
            throw new ArgumentException($"Ipopt {IpoptLibrary.Version} refuses its options ({_options.LinearSolver ?? "default"} linear solver): a value contradicts another, or a linear solver is not compiled in and its library cannot be loaded.");
        start = Stopwatch.GetTimestamp();
        var solution = Describe(status, run, point);
        return solution with
        {
            Statistics = new() { Iterations = run.Iterations, SolveTime = solveTime, CopyTime = Stopwatch.GetElapsedTime(start) },
        };
    }

    /// <inheritdoc/>
    protected override void ReleaseNative() => Native?.Dispose();

    private static bool TakeTurn(IpoptRun run, CancellationToken cancellation)
    {
        try
        {
            return IpoptGate.Enter(run.Remaining, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Create()
    {
        if (Model.VariableCount == 0) return;
        var next = IpoptHandle.Create(_structure, Model.VariableLower.AsSpan(), Model.VariableUpper.AsSpan(), Model.ConstraintLower.AsSpan(), Model.ConstraintUpper.AsSpan());
        try
        {
            next.Apply(_options, _exactHessian, ImpliedOptions);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        Native?.Dispose();
        Native = next;
        _warm = false;
    }

    private Solution Describe(ApplicationReturnStatus status, IpoptRun run, IpoptPoint point)
    {
        var native = new NativeStatus((int)status, IpoptStatus.Text(status));
        var termination = IpoptStatus.Termination(status, IsConvex);
        if (run.Stop is { } stop && !termination.IsSolved()) termination = stop;
        if (!point.WasReturned) return Empty(termination, native);

        var hasDual = point.HasMultipliers && status != ApplicationReturnStatus.Invalid_Number_Detected;
        if (hasDual && _options.FixedVariables == FixedVariableTreatment.MakeParameter) point.RecoverFixedMultipliers();
        var primal = ImmutableCollectionsMarshal.AsImmutableArray(point.X);
        var dual = hasDual ? DualOf(point.Lambda, point.BoundMultipliers()) : [];
        if (run.Stop is null && (LeavesRowsOut || !termination.IsSolved()))
            termination = IpoptStatus.Judge(status, termination, Problem.ResidualsAt(primal.AsSpan(), dual.AsSpan()), _options);

        var quality = termination switch
        {
            TerminationStatus.Optimal or TerminationStatus.LocallyOptimal => PointStatus.Feasible,
            TerminationStatus.AlmostOptimal => PointStatus.NearlyFeasible,
            _ => PointStatus.Infeasible,
        };
        return new()
        {
            Termination = termination,
            PrimalStatus = quality,
            DualStatus = hasDual ? quality : PointStatus.None,
            Solver = _identity,
            Native = native,
            Primal = primal,
            Dual = dual,
            WarmStart = new() { Primal = primal, Dual = dual },
        };
    }

    private Solution Stopped(TerminationStatus termination) =>
        Empty(termination, new(0, "stopped before Ipopt began"));

    /// <summary>A solution without a point.</summary>
    protected Solution Empty(TerminationStatus termination, NativeStatus native) => new()
    {
        Termination = termination,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Solver = _identity,
        Native = native,
    };

    /// <summary>Ipopt has no problem without variables; there the constraints are constants that hold or do not.</summary>
    private Solution WithoutVariables()
    {
        var holds = Model.ResidualsAt([], new double[Model.DualCount]).Primal <= _options.ConstraintViolationTolerance;
        var quality = holds ? PointStatus.Feasible : PointStatus.Infeasible;
        return Empty(holds ? TerminationStatus.Optimal : TerminationStatus.Infeasible, new(0, "no variables; Ipopt was not asked")) with
        {
            PrimalStatus = quality,
            DualStatus = quality,
            Dual = DualOf(new double[Model.ConstraintCount], []),
        };
    }
}
