using Folding.Problems;

namespace Folding;

/// <summary>No derivative at this point by this method, and why.</summary>
internal sealed class WithoutDerivative(QuadraticProgram problem, string method, string reason) : Linearization<QuadraticData>
{
    private readonly GradientReport _report = new() { Method = method, Trust = TrustLevel.None, Notes = [reason] };

    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => new(QuadraticData.Zero(problem), _report);

    public override Tangent Jvp(QuadraticData direction) =>
        new(QuadraticData.Frozen(new double[problem.VariableCount]), QuadraticData.Frozen(new double[problem.ConstraintCount]), _report);
}
