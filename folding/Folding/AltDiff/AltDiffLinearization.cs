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
        if (alternation is null)
        {
            return new(problem, x, y, null, method.Rule, new()
            {
                Method = method.Name,
                Trust = TrustLevel.None,
                RankDeficient = true,
                Notes = ["P is flat along a direction that moves no row, so that P + A'ρA is singular: the minimiser is not unique; use auto"],
            });
        }

        var adjoint = new ConvergedAdjoint(alternation, alternation.CurvatureAt(x), activity);
        return new(problem, x, ActiveSet.Multipliers(activity, y), adjoint, method.Rule, PointDiagnosis.Of(point, method.Name));
    }

    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (_adjoint is null) return new(QuadraticData.Zero(_problem), _diagnosis);
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] a = new double[n], e = new double[m];
        var report = Report(_adjoint.Solve(gx, gy, _rule, a, e));
        if (report.Trust == TrustLevel.None) return new(QuadraticData.Zero(_problem), report);
        return new(QuadraticDerivative.Gradient(_problem, _adjoint.Activity, _x, _y, a, e, e), report);
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] gx = new double[n], gy = new double[m], dx = new double[n], dy = new double[m];
        if (_adjoint is null) return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), _diagnosis);
        QuadraticDerivative.RightHandSide(_adjoint.Activity, _x, _y, direction, gx, gy);
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
