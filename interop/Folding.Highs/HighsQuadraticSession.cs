using System.Diagnostics;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>HiGHS with a convex quadratic program loaded. HiGHS's active-set method starts anew at each solve; a warm start is ignored.</summary>
public sealed unsafe class HighsQuadraticSession : HighsSession<QuadraticProgram>
{
    private readonly LowerTriangle _triangle;
    private Curvature _curvature;

    internal HighsQuadraticSession(QuadraticProgram problem, HighsOptions options)
        : this(problem, options, new LowerTriangle(problem.P.Pattern))
    {
    }

    private HighsQuadraticSession(QuadraticProgram problem, HighsOptions options, LowerTriangle triangle)
        : base(problem, options, highs => HighsModel.Pass((void*)highs, problem, triangle))
    {
        _triangle = triangle;
        _curvature = CurvatureTest.Of(problem.P);
    }

    /// <inheritdoc/>
    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (!current.HasStructureOf(next))
            throw new ArgumentException($"The session holds a {current}; a {next} has another structure (sizes, patterns of P and A). Open another session.", nameof(next));
        try
        {
            Change(current, next);
        }
        catch (ArgumentException)
        {
            HighsModel.Pass(Highs, current, _triangle);
            throw;
        }

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
            return Without(TerminationStatus.NonConvex, (int)HighsModelStatus.NotSet, "P is not positive semidefinite (a pivot of its factorization is negative); HiGHS was not called");
        var start = Stopwatch.GetTimestamp();
        var code = run.Solve();
        var solved = Stopwatch.GetTimestamp();
        var solution = Read(run, code);
        var statistics = new SolveStatistics
        {
            Iterations = (long)IntInfo("qp_iteration_count") + IntInfo("simplex_iteration_count"),
            SolveTime = Stopwatch.GetElapsedTime(start, solved),
            CopyTime = Stopwatch.GetElapsedTime(solved),
        };
        return solution with { Statistics = statistics };
    }

    private protected override Solution SolveWithoutVariables() =>
        EmptyProblem.Solve(Problem.Lower.AsSpan(), Problem.Upper.AsSpan());

    private Solution Read(HighsRun run, int code)
    {
        var status = ModelStatus(Highs);
        var text = HighsStatusMap.Text(status);
        var termination = code == HighsStatus.Error ? TerminationStatus.NumericalError : HighsStatusMap.ToTermination(status);
        var optimal = termination == TerminationStatus.Optimal;
        var primalStatus = HighsStatusMap.ToPoint(IntInfo("primal_solution_status"), optimal);
        var dualStatus = HighsStatusMap.ToPoint(IntInfo("dual_solution_status"), optimal);
        if (primalStatus == PointStatus.None || code == HighsStatus.Error) return Without(termination, (int)status, text);
        var x = new double[Problem.VariableCount];
        var y = new double[dualStatus == PointStatus.None ? 0 : Problem.ConstraintCount];
        fixed (double* primal = x, dual = y)
        {
            _ = HighsNative.Highs_getSolution(Highs, primal, null, null, dual);
        }

        Negate(y);
        return Without(termination, (int)status, text) with
        {
            PrimalStatus = primalStatus,
            DualStatus = dualStatus,
            Primal = Adopt(x),
            Dual = Adopt(y),
        };
    }
}
