using Folding.Problems;

namespace Folding.Highs;

/// <summary>What the runs of one quadratic solve came to.</summary>
/// <param name="Status">HiGHS's status of the last run.</param>
/// <param name="Failed">True where HiGHS returned an error.</param>
/// <param name="Iterations">Iterations of all runs.</param>
/// <param name="Note">What the caller should know about how the result came about; empty where nothing.</param>
internal readonly record struct QuadraticOutcome(HighsModelStatus Status, bool Failed, long Iterations, string Note);

/// <summary>
/// Runs HiGHS's active-set method (release 1.12), which offers no interrupt callback, cycles on some degenerate programs and
/// fails on some singular ones unless the Hessian is regularised:
/// <list type="bullet">
/// <item>It runs in pieces of a fixed number of iterations, each starting from the basis and point of the one before, and
/// looks at the token between them. The number is fixed, so the result does not depend on the token.</item>
/// <item>Unless the caller chose a regularisation, it runs with none; where that fails or takes implausibly many iterations,
/// it runs with HiGHS's 1e-7 and then without from the point found, keeping the regularised point only if that fails too.</item>
/// <item>The same where it calls a point optimal that is not; the better of the two points is the answer.</item>
/// </list>
/// </summary>
/// <param name="highs">The instance.</param>
/// <param name="run">The calls of this solve.</param>
/// <param name="problem">The program; only its sizes matter.</param>
/// <param name="chooseRegularization">True where the caller did not.</param>
/// <param name="error">Largest relative residual of the instance's point; NaN where that is not finite.</param>
internal sealed unsafe class QuadraticRun(void* highs, HighsRun run, QuadraticProgram problem, bool chooseRegularization, Func<double> error)
{
    public const string RegularizationOption = "qp_regularization_value";

    /// <summary>Largest relative residual of a point that may be called optimal.</summary>
    public const double AcceptedAsOptimal = 1e-6;

    private const string IterationOption = "qp_iteration_limit";
    private const double NativeRegularization = 1e-7;

    private readonly void* _highs = highs;

    /// <summary>Iterations between two looks at the token, fewer where each takes longer; tenths of a second at n = 2000.</summary>
    private readonly int _piece = Math.Clamp(1_000_000 / problem.VariableCount, 200, 1000);

    private long _iterations;
    private bool _failed;

    public QuadraticOutcome Solve()
    {
        int allowed;
        _ = HighsNative.Highs_getIntOptionValue(_highs, IterationOption, &allowed);
        try
        {
            // Begin anew, so that the result depends on the problem and not on what was solved before.
            _ = HighsNative.Highs_clearSolver(_highs);
            if (!chooseRegularization) return Outcome(Advance(allowed), "");
            var plausible = (int)Math.Min(allowed, 1000L + 20L * (problem.VariableCount + problem.ConstraintCount));
            var status = Advance(plausible);
            var gaveUp = _failed || (status == HighsModelStatus.IterationLimit && plausible < allowed);
            if (gaveUp && !run.Stopped) return Regularized("it fails without", allowed);
            return status == HighsModelStatus.Optimal && !(error() <= AcceptedAsOptimal) && !run.Stopped ? Better(allowed, plausible) : Outcome(status, "");
        }
        finally
        {
            _ = HighsNative.Highs_setIntOptionValue(_highs, IterationOption, allowed);
        }
    }

    /// <summary>The point found by way of the regularised program, or the one at hand where that is no worse.</summary>
    private QuadraticOutcome Better(int allowed, int plausible)
    {
        var before = error();
        var outcome = Regularized("what it calls optimal without is not", allowed);
        if (run.Stopped) return outcome;
        if (outcome is { Failed: false, Status: HighsModelStatus.Optimal })
        {
            var after = error();
            if (after <= AcceptedAsOptimal || after < before) return outcome;
        }

        _ = HighsNative.Highs_clearSolver(_highs);
        return Outcome(Advance(plausible), "");
    }

    private QuadraticOutcome Regularized(string reason, int allowed)
    {
        var how = $"solved with regularisation 1e-7, as {reason}";
        try
        {
            _ = HighsNative.Highs_clearSolver(_highs);
            SetRegularization(NativeRegularization);
            var status = Advance(allowed);
            if (_failed || status != HighsModelStatus.Optimal || run.Stopped) return Outcome(status, how);
            SetRegularization(0);
            if (Advance(_piece) == HighsModelStatus.Optimal && !_failed) return Outcome(HighsModelStatus.Optimal, $"started from the solution with regularisation 1e-7, as {reason}");
            _ = HighsNative.Highs_clearSolver(_highs);
            SetRegularization(NativeRegularization);
            return Outcome(Advance(allowed), how);
        }
        finally
        {
            SetRegularization(0);
        }
    }

    /// <summary>Runs up to a number of iterations, in pieces.</summary>
    private HighsModelStatus Advance(int allowed)
    {
        long used = 0;
        while (true)
        {
            _ = HighsNative.Highs_setIntOptionValue(_highs, IterationOption, (int)Math.Min(_piece, allowed - used));
            _failed = run.Solve() == HighsStatus.Error;
            var status = (HighsModelStatus)HighsNative.Highs_getModelStatus(_highs);
            int active, simplex;
            _ = HighsNative.Highs_getIntInfoValue(_highs, "qp_iteration_count", &active);
            _ = HighsNative.Highs_getIntInfoValue(_highs, "simplex_iteration_count", &simplex);
            _iterations += Math.Max(active, 0) + Math.Max(simplex, 0);
            used += _piece;
            if (_failed || status != HighsModelStatus.IterationLimit || used >= allowed || run.Stopped) return status;
        }
    }

    private QuadraticOutcome Outcome(HighsModelStatus status, string note) => new(status, _failed, _iterations, note);

    private void SetRegularization(double value) => _ = HighsNative.Highs_setDoubleOptionValue(_highs, RegularizationOption, value);
}
