using Folding.Problems;

namespace Folding;

/// <summary>
/// The differentiated fixed point of a step at the solution: reverse <c>(I − Φ)'v = g</c> and Ψ'v, forward <c>(I − Φ)u = Ψ ddata</c>.
/// </summary>
internal sealed class FoldedLinearization(QuadraticProgram problem, QuadraticStepLinearization step, Rule rule, GradientReport diagnosis) : Linearization<QuadraticData>
{
    private readonly RuleSolver _solver = rule.On(step);

    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        // An empty half of the seed is a half of zeros.
        if (gx.IsEmpty) gx = new double[problem.VariableCount];
        if (gy.IsEmpty) gy = new double[problem.ConstraintCount];
        using var memory = Rented.Doubles(2 * step.StateCount);
        Span<double> g = memory.Span[..step.StateCount], v = memory.Span[step.StateCount..];
        step.Embed(gx, gy, g);
        var report = diagnosis.After(_solver.Solve(g, v));
        return new(report.Trust == TrustLevel.None ? QuadraticData.Zero(problem) : step.PullBack(v, gx, gy), report);
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        using var memory = Rented.Doubles(2 * step.StateCount);
        Span<double> b = memory.Span[..step.StateCount], u = memory.Span[step.StateCount..];
        step.PushForward(direction, b);
        var report = diagnosis.After(_solver.Solve(b, u, transposed: false));
        var (dx, dy) = report.Trust == TrustLevel.None ? (new double[problem.VariableCount], new double[problem.ConstraintCount]) : step.Extract(u, direction);
        return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), report);
    }
}
