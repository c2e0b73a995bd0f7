using Folding.Benchmarks.SparseLdl;
using Folding.Problems;

namespace Folding.Benchmarks.Modeling;

/// <summary>Passes every evaluation on and adds up calls and time.</summary>
internal sealed class TimedProgram(NonlinearProgram inner) : NonlinearProgram(
    inner.VariableLower.AsSpan(), inner.VariableUpper.AsSpan(), inner.ConstraintLower.AsSpan(), inner.ConstraintUpper.AsSpan(), inner.Start.AsSpan(), inner.JacobianPattern, inner.HessianPattern)
{
    public static readonly string[] Names = ["objective", "gradient", "constraints", "Jacobian", "Hessian"];

    public int[] Calls { get; } = new int[Names.Length];

    public double[] Microseconds { get; } = new double[Names.Length];

    public override double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        var start = ThreadClock.Microseconds;
        var value = inner.ObjectiveAt(primal);
        Count(0, start);
        return value;
    }

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var start = ThreadClock.Microseconds;
        inner.ObjectiveGradient(x, gradient);
        Count(1, start);
    }

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        var start = ThreadClock.Microseconds;
        inner.Constraints(x, values);
        Count(2, start);
    }

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        var start = ThreadClock.Microseconds;
        inner.Jacobian(x, values);
        Count(3, start);
    }

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        var start = ThreadClock.Microseconds;
        inner.LagrangianHessian(x, objectiveFactor, multipliers, values);
        Count(4, start);
    }

    private void Count(int what, double start)
    {
        Calls[what]++;
        Microseconds[what] += ThreadClock.Microseconds - start;
    }
}
