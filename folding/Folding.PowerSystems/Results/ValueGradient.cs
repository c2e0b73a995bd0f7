using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// The gradient of the optimal cost in the parameters (envelope theorem): the partial derivative of the Lagrangian
/// <c>f + λ'g − λ⁺'gU + λ⁻'gL − zU'xU + zL'xL</c>, bounds included, at the solution.
/// </summary>
internal static class ValueGradient
{
    public static double[] Of(NonlinearProgram program, Solution solution)
    {
        var m = program.ConstraintCount;
        var multipliers = solution.Dual.AsSpan()[..m];
        var bounds = solution.Dual.AsSpan()[m..];
        var gradient = new double[program.Parameters.Length];
        program.ParameterGradient(solution.Primal.AsSpan(), multipliers, new()
        {
            Objective = 1,
            Constraints = multipliers,
            ConstraintLower = Negative(multipliers),
            ConstraintUpper = MinusPositive(multipliers),
            VariableLower = Negative(bounds),
            VariableUpper = MinusPositive(bounds),
        }, gradient);
        return gradient;
    }

    private static double[] Negative(ReadOnlySpan<double> y)
    {
        var part = new double[y.Length];
        for (var i = 0; i < part.Length; i++) part[i] = Math.Max(0, -y[i]);
        return part;
    }

    private static double[] MinusPositive(ReadOnlySpan<double> y)
    {
        var part = new double[y.Length];
        for (var i = 0; i < part.Length; i++) part[i] = -Math.Max(0, y[i]);
        return part;
    }
}
