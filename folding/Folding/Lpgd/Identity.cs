using System.Diagnostics;

namespace Folding;

/// <summary>
/// Negative identity, dc = −dLoss/dx (Sahoo and others, "Backpropagation through Combinatorial Algorithms: Identity with Projection Works", 2023): what
/// LPGD gives on the unconstrained surrogate <c>c'x + ½ x'x</c>, whose solution moves by −τg. No re-solve; the
/// gradient of everything but the linear cost is zero. For linear, mixed-integer and quadratic programs.
/// </summary>
public sealed record Identity : GradientMethod
{
    /// <inheritdoc/>
    public override string Name => "identity";

    internal override bool HandlesIntegers => true;

    internal override Linearization<TData> Linearize<TProblem, TData>(ProblemSpace<TProblem, TData> space, SolvedPoint<TProblem> point) =>
        new Surrogate<TProblem, TData>(Name, space, point.Problem);

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) =>
        throw new UnreachableException("The identity works on the problem itself.");

    private sealed class Surrogate<TProblem, TData>(string name, ProblemSpace<TProblem, TData> space, TProblem problem) : Linearization<TData>
        where TProblem : class, Problems.IProblem
        where TData : class
    {
        public override Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
        {
            var cost = gx.IsEmpty ? new double[problem.VariableCount] : Negated(gx);
            return new(space.OnCost(problem, cost) ?? throw new ArgumentException($"A {problem} has no linear cost to which the identity could pass a gradient."), Report());
        }

        public override Tangent Jvp(TData direction) =>
            new(QuadraticData.Frozen(Negated(space.CostOf(direction))), QuadraticData.Frozen(new double[problem.DualCount]), Report());

        private GradientReport Report() => new() { Method = name, Trust = TrustLevel.Approximate, Notes = ["the seed itself, negated: nothing was solved"] };

        private static double[] Negated(ReadOnlySpan<double> values)
        {
            var negated = new double[values.Length];
            for (var k = 0; k < negated.Length; k++) negated[k] = 0 - values[k];
            return negated;
        }
    }
}
