using Folding.Problems;

namespace Folding;

/// <summary>
/// Another nonlinear program with the objective <c>f(x) + tilt'x + ρ/2 |x − centre|²</c>. Its evaluations hold the other's gate, so that several
/// threads can solve perturbations of one program at once. It has no parameters.
/// </summary>
/// <param name="inner">The other program.</param>
/// <param name="gate">Held while it is evaluated.</param>
/// <param name="tilt">Length n.</param>
/// <param name="rho">ρ, not negative.</param>
/// <param name="centre">Length n.</param>
/// <param name="hessian">The other's Hessian pattern or, with ρ &gt; 0, that with the whole diagonal; null where it has none.</param>
/// <param name="slots">Where the other's entries stand in <paramref name="hessian"/>.</param>
internal sealed class TiltedProgram(NonlinearProgram inner, Lock gate, double[] tilt, double rho, double[] centre, SparsityPattern? hessian, int[] slots)
    : NonlinearProgram(
        inner.VariableLower.AsSpan(), inner.VariableUpper.AsSpan(), inner.ConstraintLower.AsSpan(), inner.ConstraintUpper.AsSpan(),
        inner.Start.AsSpan(), inner.JacobianPattern, hessian)
{
    public override double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        var added = 0.0;
        for (var j = 0; j < tilt.Length; j++) added += (tilt[j] * primal[j]) + (0.5 * rho * (primal[j] - centre[j]) * (primal[j] - centre[j]));
        lock (gate) return inner.ObjectiveAt(primal) + added;
    }

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        lock (gate) inner.ObjectiveGradient(x, gradient);
        for (var j = 0; j < tilt.Length; j++) gradient[j] += tilt[j] + (rho * (x[j] - centre[j]));
    }

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        lock (gate) inner.Constraints(x, values);
    }

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        lock (gate) inner.Jacobian(x, values);
    }

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        if (rho == 0)
        {
            lock (gate) inner.LagrangianHessian(x, objectiveFactor, multipliers, values);
            return;
        }

        using var memory = Rented.Doubles(slots.Length);
        lock (gate) inner.LagrangianHessian(x, objectiveFactor, multipliers, memory.Span);
        values.Clear();
        for (var k = 0; k < slots.Length; k++) values[slots[k]] = memory.Span[k];
        // The diagonal is the last entry of a column of an upper triangle.
        for (var j = 0; j < tilt.Length; j++) values[HessianPattern!.ColumnPointers[j + 1] - 1] += objectiveFactor * rho;
    }
}
