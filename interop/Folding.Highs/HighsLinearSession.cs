using System.Diagnostics;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// HiGHS with a linear or mixed-integer program loaded. A re-solve of a continuous program starts from the last basis; a
/// request's warm start gives another basis, or for a mixed-integer program a point (complete or not integral: HiGHS mends
/// what it can). Every solution of a continuous program carries its basis.
/// </summary>
public sealed unsafe class HighsLinearSession : HighsSession<LinearProgram>, IRenewableSession<LinearProgram>
{
    /// <summary>Variables, rows and entries of a continuous program that is solved within milliseconds.</summary>
    private const int Small = 5000;

    private readonly SimplexStart _start;

    internal HighsLinearSession(LinearProgram problem, HighsOptions options)
        : base(problem, options, highs => HighsModel.Pass((void*)highs, problem)) =>
        _start = new(Highs, options);

    /// <inheritdoc/>
    public void Renew(LinearProgram problem) => Renew(problem, () =>
    {
        try
        {
            HighsModel.Pass(Highs, problem);
        }
        catch (ArgumentException)
        {
            HighsModel.Pass(Highs, Problem);
            throw;
        }
        finally
        {
            _start.Holds(null);
            _start.OfTheOptions();
        }
    });

    /// <summary>Watching for disposal costs a small program more than it could save.</summary>
    protected override bool InterruptsOnDispose => Problem.HasIntegers || Problem.A.Pattern.Count + Problem.VariableCount + Problem.ConstraintCount > Small;

    /// <summary>How far each cost and bound may move before the basis of the last optimal solve changes.</summary>
    /// <exception cref="InvalidOperationException">The last solve did not end optimal with a basis, or the problem has integers.</exception>
    public HighsRanging GetRanging() => Exclusively(() =>
    {
        if (Problem.HasIntegers) throw new InvalidOperationException("Ranging needs a continuous program; this one has integer variables.");
        using var run = NewRun(SolveRequest.Default, CancellationToken.None);
        return HighsRanging.Read(Highs, run, Problem);
    });

    internal HighsInfeasibleSubset ReadInfeasibleSubset(CancellationToken cancellation) => Exclusively(() =>
    {
        _start.Holds(null);
        using var run = NewRun(SolveRequest.Default, cancellation);
        return HighsInfeasibleSubset.Read(Highs, run, Problem);
    });

    /// <inheritdoc/>
    protected override void UpdateNative(LinearProgram current, LinearProgram next)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (!current.HasStructureOf(next))
            throw new ArgumentException($"The session holds a {current}; a {next} has another structure (sizes, pattern of A, integer columns). Open another session.", nameof(next));
        try
        {
            Change(current, next);
        }
        catch (ArgumentException)
        {
            // The instance is empty after a refusal; the session goes on with the problem it had.
            _start.Holds(null);
            HighsModel.Pass(Highs, current);
            throw;
        }
    }

    private void Change(LinearProgram current, LinearProgram next)
    {
        if (Differs(current.A, next.A))
        {
            _start.Holds(null);
            // New values of A come with the whole model, which costs HiGHS its basis: hand that back.
            var basis = next.HasIntegers ? null : HighsModel.GetBasis(Highs, next.VariableCount, next.ConstraintCount);
            HighsModel.Pass(Highs, next);
            if (basis is not null) HighsModel.SetBasis(Highs, basis);
            return;
        }

        if (Differs(current.Cost, next.Cost)) HighsModel.ChangeCost(Highs, next, next.Cost.AsSpan());
        if (Differs(current.RowLower, next.RowLower) || Differs(current.RowUpper, next.RowUpper))
        {
            _start.Holds(null);
            HighsModel.ChangeRowBounds(Highs, next, next.RowLower.AsSpan(), next.RowUpper.AsSpan());
        }

        if (Differs(current.ColumnLower, next.ColumnLower) || Differs(current.ColumnUpper, next.ColumnUpper))
        {
            _start.Holds(null);
            HighsModel.ChangeColumnBounds(Highs, next, next.ColumnLower.AsSpan(), next.ColumnUpper.AsSpan());
        }

        if (current.Constant != next.Constant) _ = HighsNative.Highs_changeObjectiveOffset(Highs, next.Constant);
    }

    private protected override Solution Solve(HighsRun run, SolveRequest request)
    {
        var start = Stopwatch.GetTimestamp();
        var fromBasis = Start(request.WarmStart);
        var code = run.Solve();
        var status = ModelStatus(Highs);
        var iterations = Iterations(fromBasis);
        var note = "";
        if (!Problem.HasIntegers && status == HighsModelStatus.Unknown && !run.Stopped)
        {
            // The dual simplex method loses its way on a few ill-conditioned programs (klein1 at 1e-9); the primal one decides them.
            _start.Primal();
            code = run.Solve();
            status = ModelStatus(Highs);
            iterations += Iterations(fromBasis: false);
            note = "; solved by the primal simplex method, as the first attempt ended with status Unknown";
        }

        if (Problem.HasIntegers && status == HighsModelStatus.SolveError && !run.Stopped)
        {
            code = SolveAnew(run);
            status = ModelStatus(Highs);
            iterations += Iterations(fromBasis: false);
            note = "; solved anew, without a start and with presolve switched over, as the first attempt ended with status Solve error";
        }

        var solved = Stopwatch.GetTimestamp();
        var solution = Read(run, code, status, note.Length == 0 ? HighsStatusMap.Text(status) : HighsStatusMap.Text(status) + note);
        var statistics = new SolveStatistics
        {
            Iterations = iterations,
            Nodes = Problem.HasIntegers ? LongInfo("mip_node_count") : 0,
            RelativeGap = Problem.HasIntegers && DoubleInfo("mip_gap") is var gap && double.IsFinite(gap) ? gap : null,
            SolveTime = Stopwatch.GetElapsedTime(start, solved),
            CopyTime = Stopwatch.GetElapsedTime(solved),
        };
        return solution with { Statistics = statistics };
    }

    /// <summary>
    /// HiGHS 1.12 finds a point of a mixed-integer program feasible up to its tolerance and then, by the rounding of the last digit, not so, and throws it
    /// away (its issue 2653, mended in 1.13). A start at the edge of the tolerance does that; so may a point of its own, which another presolve avoids.
    /// </summary>
    private int SolveAnew(HighsRun run)
    {
        const string Option = "presolve";
        Span<byte> chosen = stackalloc byte[HighsConstants.MaximumStringLength];
        fixed (byte* text = chosen)
        {
            _ = HighsNative.Highs_getStringOptionValue(Highs, Option, text);
            var value = Marshal.PtrToStringUTF8((nint)text)!;
            _ = HighsNative.Highs_clearSolver(Highs);
            _ = HighsNative.Highs_setStringOptionValue(Highs, Option, value == "off" ? "on" : "off");
            try
            {
                return run.Solve();
            }
            finally
            {
                _ = HighsNative.Highs_setStringOptionValue(Highs, Option, value);
            }
        }
    }

    /// <summary>True where the solve starts from a basis, which the simplex method alone can.</summary>
    private bool Start(WarmStart? warm)
    {
        if (warm?.Basis is { } basis && !Problem.HasIntegers)
        {
            _start.From(basis, Problem);
            return true;
        }

        _start.OfTheOptions();
        if (Problem.HasIntegers && warm is { Primal.IsDefaultOrEmpty: false }) HighsModel.SetPoint(Highs, warm.Primal.AsSpan());
        return false;
    }

    private long Iterations(bool fromBasis)
    {
        long simplex = IntInfo("simplex_iteration_count");
        return fromBasis ? simplex : simplex + IntInfo("ipm_iteration_count") + IntInfo("crossover_iteration_count") + IntInfo("pdlp_iteration_count");
    }

    private protected override Solution SolveWithoutVariables() =>
        EmptyProblem.Solve(Problem.RowLower.AsSpan(), Problem.RowUpper.AsSpan());

    private Solution Read(HighsRun run, int code, HighsModelStatus status, string text)
    {
        var termination = HighsStatusMap.ToTermination(status);
        if (code == HighsStatus.Error && termination is TerminationStatus.Optimal or TerminationStatus.NotSolved) termination = TerminationStatus.NumericalError;
        if (termination is TerminationStatus.Infeasible or TerminationStatus.Unbounded or TerminationStatus.InfeasibleOrUnbounded) _start.OfTheOptions();
        return termination switch
        {
            TerminationStatus.Infeasible or TerminationStatus.Unbounded or TerminationStatus.InfeasibleOrUnbounded =>
                HighsRays.Explain(Highs, run, Problem, Without(termination, (int)status, text)),
            _ => ReadPoint(termination, status, text),
        };
    }

    private Solution ReadPoint(TerminationStatus termination, HighsModelStatus status, string text)
    {
        var optimal = termination == TerminationStatus.Optimal;
        var primalStatus = HighsStatusMap.ToPoint(IntInfo("primal_solution_status"), optimal);
        var dualStatus = Problem.HasIntegers ? PointStatus.None : HighsStatusMap.ToPoint(IntInfo("dual_solution_status"), optimal);
        if (primalStatus == PointStatus.None) return Without(termination, (int)status, text);

        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        var x = new double[n];
        var y = new double[dualStatus == PointStatus.None ? 0 : m + n];
        fixed (double* primal = x, dual = y)
        {
            _ = HighsNative.Highs_getSolution(Highs, primal, dual is null ? null : dual + m, null, dual);
        }

        if (!AllFinite(x) || !AllFinite(y)) return Without(TerminationStatus.NumericalError, (int)status, $"{text}, but the point is not finite");
        Negate(y);
        var basis = Problem.HasIntegers ? null : HighsModel.GetBasis(Highs, n, m);
        _start.Holds(basis);
        var (primalPoint, dualPoint) = (Adopt(x), Adopt(y));
        return Without(termination, (int)status, text) with
        {
            PrimalStatus = primalStatus,
            DualStatus = dualStatus,
            Primal = primalPoint,
            Dual = dualPoint,
            WarmStart = new() { Primal = primalPoint, Dual = dualPoint, Basis = basis },
        };
    }
}
