using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The derivative of a quadratic program's solution by <see cref="ConvergedAdjoint"/>: with (a, e) in place of the KKT adjoint,
/// <code>dq = −a,   dP_full = −(a x' + x a')/2,   dA = −(y a' + e x'),   db_act = e</code>
/// </summary>
internal sealed class AltDiffLinearization : Linearization<QuadraticData>
{
    /// <summary>A residual beyond this means that the iteration found no answer.</summary>
    private const double NoAnswer = 1e-2;

    private readonly QuadraticProgram _problem;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly ConvergedAdjoint? _adjoint;
    private readonly AdjointRule _rule;
    private readonly GradientReport _diagnosis;

    private AltDiffLinearization(QuadraticProgram problem, double[] x, double[] y, ConvergedAdjoint? adjoint, AdjointRule rule, GradientReport diagnosis)
    {
        (_problem, _x, _y, _adjoint, _rule, _diagnosis) = (problem, x, y, adjoint, rule, diagnosis);
    }

    /// <summary>The derivative at a solution, factoring P + A'ρA.</summary>
    public static AltDiffLinearization At(QuadraticPoint point, AltDiff method)
    {
        var (problem, x, y, certified, _) = point;
        var activity = certified?.Activity ?? ActiveSet.Identify(problem, x, y);
        var alternation = QuadraticAlternation.Of(problem, method.Penalty, activity);
        var degenerate = certified is { DependentRows: true } or { FlatDirection: true };
        var report = new GradientReport
        {
            Method = "altdiff",
            Trust = certified is null ? TrustLevel.Approximate : degenerate ? TrustLevel.Subgradient : TrustLevel.Exact,
            RankDeficient = degenerate,
        };
        if (alternation is null)
        {
            report = report with
            {
                Trust = TrustLevel.None,
                RankDeficient = true,
                Notes = ["P is flat along a direction that moves no row, so that P + A'ρA is singular: the minimiser is not unique; use auto"],
            };
            return new(problem, x, y, null, method.Rule, report);
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        var weak = ActiveSet.WeakRows(point);
        if (weak.Count > 0)
        {
            if (certified is not null) report = report with { Trust = TrustLevel.Subgradient };
            notes.Add($"the solution has a kink in {weak.Count} weakly active row{(weak.Count == 1 ? "" : "s")} (first: {weak[0]})");
        }

        if (certified is null) notes.Add("the active set is not certified");
        if (certified is { DependentRows: true }) notes.Add("active rows are linearly dependent: multipliers and the gradients of their bounds are one choice of several");
        if (certified is { FlatDirection: true }) notes.Add("the minimiser is not unique: P is singular along the active rows");
        var active = (double[])y.Clone();
        for (var i = 0; i < active.Length; i++)
        {
            if (activity[i] == RowActivity.Inactive) active[i] = 0;
        }

        var adjoint = new ConvergedAdjoint(alternation, alternation.CurvatureAt(x), activity);
        return new(problem, x, active, adjoint, method.Rule, report with { WeaklyActive = weak.Count, Notes = notes.ToImmutable() });
    }

    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (_adjoint is null) return new(QuadraticData.Zero(_problem), _diagnosis);
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] a = new double[n], e = new double[m];
        var report = Report(_adjoint.Solve(gx, gy, _rule, a, e));
        if (report.Trust == TrustLevel.None) return new(QuadraticData.Zero(_problem), report);
        var (lower, upper) = AltDiffBounds.Split(_adjoint.Activity, _y, e);
        var q = new double[n];
        for (var j = 0; j < n; j++) q[j] = -a[j];
        return new(new(new AdjointProducts(_problem, _x, _y, a, e), q, lower, upper), report);
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] gx = new double[n], gy = new double[m], dx = new double[n], dy = new double[m];
        if (_adjoint is null) return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), _diagnosis);
        direction.P.MultiplySymmetric(_x, gx);
        direction.A.AddTransposedMultiply(_y, gx);
        for (var j = 0; j < n; j++) gx[j] = -(gx[j] + direction.Q[j]);
        direction.A.Multiply(_x, gy);
        for (var i = 0; i < m; i++) gy[i] = AltDiffBounds.Moving(_adjoint.Activity[i], _y[i], direction.Lower[i], direction.Upper[i]) - gy[i];
        var report = Report(_adjoint.Solve(gx, gy, _rule, dx, dy));
        return report.Trust == TrustLevel.None
            ? new(QuadraticData.Frozen(new double[n]), QuadraticData.Frozen(new double[m]), report)
            : new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), report);
    }

    private GradientReport Report(AdjointOutcome outcome)
    {
        var report = _diagnosis with
        {
            Residual = outcome.Residual,
            Iterations = outcome.Iterations,
            Contraction = outcome.Contraction,
            EstimatedError = outcome.Residual,
        };
        if (outcome.Residual <= 1e-8) return report;
        var words = FormattableString.Invariant($"the transposed iteration stopped after {outcome.Iterations} iterations at a relative residual of {outcome.Residual:G2}");
        return outcome.Residual <= NoAnswer
            ? report with { Trust = (TrustLevel)Math.Min((int)report.Trust, (int)TrustLevel.Approximate), Notes = report.Notes.Add(words) }
            : report with { Trust = TrustLevel.None, Notes = report.Notes.Add(words + ": it is no answer") };
    }
}

/// <summary>Which bound of a row moves, and which carries its gradient: that of an equality row is the one its multiplier points at.</summary>
internal static class AltDiffBounds
{
    public static double Moving(RowActivity activity, double y, double lower, double upper) => activity switch
    {
        RowActivity.Lower => lower,
        RowActivity.Upper => upper,
        RowActivity.Equality => y >= 0 ? upper : lower,
        _ => 0,
    };

    public static (double[] Lower, double[] Upper) Split(RowActivity[] activity, ReadOnlySpan<double> y, ReadOnlySpan<double> e)
    {
        double[] lower = new double[e.Length], upper = new double[e.Length];
        for (var i = 0; i < e.Length; i++)
        {
            if (activity[i] == RowActivity.Lower || (activity[i] == RowActivity.Equality && y[i] < 0)) lower[i] = e[i];
            else if (activity[i] != RowActivity.Inactive) upper[i] = e[i];
        }

        return (lower, upper);
    }
}
