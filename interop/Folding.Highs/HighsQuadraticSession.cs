using System.Diagnostics;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// HiGHS with a convex quadratic program loaded. Each solve starts anew: a warm start is ignored. An indefinite P gives
/// <see cref="TerminationStatus.NonConvex"/>. A point that HiGHS calls optimal is called so here only where its residuals,
/// recomputed, agree. HiGHS sees the program in units of its own (<c>QuadraticScaling</c>), in which its log reports and its
/// tolerances hold. Certificates: Farkas multipliers from the rows alone; an unbounded direction from a linear program.
/// </summary>
public sealed unsafe class HighsQuadraticSession : HighsSession<QuadraticProgram>
{
    /// <summary>Largest relative residual of a point that may be called almost optimal.</summary>
    private const double AcceptedAsAlmostOptimal = 1e-3;

    private readonly LowerTriangle _triangle;
    private QuadraticScaling _scaling;
    private QuadraticProgram _scaled;
    private Curvature _curvature;

    internal HighsQuadraticSession(QuadraticProgram problem, HighsOptions options)
        : this(problem, options, new LowerTriangle(problem.P.Pattern), new QuadraticScaling(problem))
    {
    }

    private HighsQuadraticSession(QuadraticProgram problem, HighsOptions options, LowerTriangle triangle, QuadraticScaling scaling)
        : this(problem, options, triangle, scaling, scaling.Apply(problem))
    {
    }

    private HighsQuadraticSession(QuadraticProgram problem, HighsOptions options, LowerTriangle triangle, QuadraticScaling scaling, QuadraticProgram scaled)
        : base(problem, options, highs => HighsModel.Pass((void*)highs, scaled, triangle))
    {
        (_triangle, _scaling, _scaled) = (triangle, scaling, scaled);
        _curvature = CurvatureTest.Of(problem.P);
    }

    /// <inheritdoc/>
    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (!current.HasStructureOf(next))
            throw new ArgumentException($"The session holds a {current}; a {next} has another structure (sizes, patterns of P and A). Open another session.", nameof(next));
        // The units follow the data, so that the answer is that of a session opened on it.
        var scaling = new QuadraticScaling(next);
        var scaled = scaling.Apply(next);
        try
        {
            if (scaling.Equals(_scaling)) Change(_scaled, scaled);
            else HighsModel.Pass(Highs, scaled, _triangle);
        }
        catch (ArgumentException)
        {
            HighsModel.Pass(Highs, _scaled, _triangle);
            throw;
        }

        (_scaling, _scaled) = (scaling, scaled);

        if (Differs(current.P, next.P)) _curvature = CurvatureTest.Of(next.P);
    }

    private void Change(QuadraticProgram current, QuadraticProgram next)
    {
        if (Differs(current.A, next.A))
        {
            HighsModel.Pass(Highs, next, _triangle);
            return;
        }

        if (Differs(current.P, next.P)) HighsModel.PassHessian(Highs, next, _triangle);
        if (Differs(current.Q, next.Q)) HighsModel.ChangeCost(Highs, next, next.Q.AsSpan());
        if (Differs(current.Lower, next.Lower) || Differs(current.Upper, next.Upper))
            HighsModel.ChangeRowBounds(Highs, next, next.Lower.AsSpan(), next.Upper.AsSpan());
        if (current.Constant != next.Constant) _ = HighsNative.Highs_changeObjectiveOffset(Highs, next.Constant);
    }

    private protected override Solution Solve(HighsRun run, SolveRequest request)
    {
        if (_curvature == Curvature.Indefinite)
            return Without(TerminationStatus.NonConvex, (int)HighsModelStatus.NotSet, "P is not positive semidefinite (its factorization has a negative pivot); HiGHS, which looks at the diagonal only, was not called");
        var start = Stopwatch.GetTimestamp();
        var outcome = new QuadraticRun(Highs, run, Problem, Options.QuadraticRegularization is null && !Options.Named.ContainsKey(QuadraticRun.RegularizationOption), PointError).Solve();
        var solved = Stopwatch.GetTimestamp();
        var solution = Read(run, outcome);
        var statistics = new SolveStatistics
        {
            Iterations = outcome.Iterations,
            SolveTime = Stopwatch.GetElapsedTime(start, solved),
            CopyTime = Stopwatch.GetElapsedTime(solved),
        };
        return solution with { Statistics = statistics };
    }

    private protected override Solution SolveWithoutVariables() =>
        EmptyProblem.Solve(Problem.Lower.AsSpan(), Problem.Upper.AsSpan());

    private Solution Read(HighsRun run, QuadraticOutcome outcome)
    {
        var status = outcome.Status;
        var text = outcome.Note.Length > 0 ? $"{HighsStatusMap.Text(status)}; {outcome.Note}" : HighsStatusMap.Text(status);
        var termination = outcome.Failed ? TerminationStatus.NumericalError : HighsStatusMap.ToTermination(status);
        // The iteration limit of a piece, when the token or the clock ended the pieces.
        if (run.Stopped && termination is TerminationStatus.IterationLimit or TerminationStatus.TimeLimit)
            termination = run.Cancellation.IsCancellationRequested ? TerminationStatus.Cancelled : TerminationStatus.TimeLimit;
        return termination switch
        {
            TerminationStatus.Infeasible or TerminationStatus.InfeasibleOrUnbounded when HighsRays.DualRay(Highs, run, Problem, _scaling) is { IsEmpty: false } ray =>
                Without(TerminationStatus.Infeasible, (int)status, text) with { DualStatus = PointStatus.Certificate, DualRay = ray },
            TerminationStatus.Unbounded or TerminationStatus.InfeasibleOrUnbounded when HighsRays.PrimalRay(run, Problem, Options) is { IsEmpty: false } ray =>
                Without(TerminationStatus.Unbounded, (int)status, text) with { PrimalStatus = PointStatus.Certificate, PrimalRay = ray },
            TerminationStatus.Infeasible or TerminationStatus.Unbounded or TerminationStatus.InfeasibleOrUnbounded => Without(termination, (int)status, text),
            _ when outcome.Failed => Without(termination, (int)status, text),
            _ => ReadPoint(run, termination, status, text),
        };
    }

    private Solution ReadPoint(HighsRun run, TerminationStatus termination, HighsModelStatus status, string text)
    {
        var optimal = termination == TerminationStatus.Optimal;
        var primalStatus = HighsStatusMap.ToPoint(IntInfo("primal_solution_status"), optimal);
        var dualStatus = HighsStatusMap.ToPoint(IntInfo("dual_solution_status"), optimal);
        if (primalStatus == PointStatus.None) return Without(termination, (int)status, text);
        var (x, y) = Point(dualStatus != PointStatus.None);
        if (!AllFinite(x) || !AllFinite(y))
        {
            // Without rows HiGHS moves along a direction without curvature to infinity and calls that optimal.
            var ray = HighsRays.PrimalRay(run, Problem, Options);
            return ray.IsEmpty
                ? Without(TerminationStatus.NumericalError, (int)status, $"{text}, but the point is not finite")
                : Without(TerminationStatus.Unbounded, (int)status, $"{text}, at infinity") with { PrimalStatus = PointStatus.Certificate, PrimalRay = ray };
        }

        if (optimal)
        {
            // HiGHS's quadratic solver sometimes calls a point optimal that is not; believe the residuals.
            var worst = Problem.ResidualsAt(x, y).WorstRelative;
            if (!(worst <= QuadraticRun.AcceptedAsOptimal))
            {
                text = FormattableString.Invariant($"{text}, but the largest relative residual is {worst:G2}");
                termination = worst <= AcceptedAsAlmostOptimal ? TerminationStatus.AlmostOptimal : TerminationStatus.NumericalError;
            }
        }

        return Without(termination, (int)status, text) with
        {
            PrimalStatus = primalStatus,
            DualStatus = dualStatus,
            Primal = Adopt(x),
            Dual = Adopt(y),
            WarmStart = new() { Primal = Adopt(x), Dual = Adopt(y) },
        };
    }

    /// <summary>x and, where wanted, y of the last run.</summary>
    private (double[] X, double[] Y) Point(bool withDual)
    {
        var x = new double[Problem.VariableCount];
        var y = new double[withDual ? Problem.ConstraintCount : 0];
        fixed (double* primal = x, dual = y) _ = HighsNative.Highs_getSolution(Highs, primal, null, null, dual);
        _scaling.RestorePrimal(x);
        _scaling.RestoreDual(y);
        Negate(y);
        return (x, y);
    }

    /// <summary>The largest relative residual of the last run's point; NaN where that is not finite.</summary>
    private double PointError()
    {
        var (x, y) = Point(withDual: true);
        return AllFinite(x) && AllFinite(y) ? Problem.ResidualsAt(x, y).WorstRelative : double.NaN;
    }
}
