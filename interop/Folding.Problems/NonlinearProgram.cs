using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>
/// A smooth nonlinear program with sparse derivatives:
/// <code>minimise f(x)   subject to   gL ≤ g(x) ≤ gU,  xL ≤ x ≤ xU</code>
/// A dual point has length m + n: multipliers λ of g, then zU − zL of the variable bounds. Stationarity reads
/// <c>∇f + J'λ + (zU − zL) = 0</c>, positive at an upper bound.
/// The evaluations may be called from any one thread at a time and must not keep the spans.
/// </summary>
public abstract class NonlinearProgram : IProblem
{
    /// <summary>Validates the sizes; the vectors are copied.</summary>
    /// <param name="variableLower">xL, length n.</param>
    /// <param name="variableUpper">xU, length n.</param>
    /// <param name="constraintLower">gL, length m.</param>
    /// <param name="constraintUpper">gU, length m.</param>
    /// <param name="start">Starting point, length n; finite.</param>
    /// <param name="jacobianPattern">Pattern of the m x n Jacobian of g.</param>
    /// <param name="hessianPattern">Upper triangle of the n x n Hessian of the Lagrangian; null when only first derivatives exist (solvers then use a quasi-Newton approximation).</param>
    /// <exception cref="ArgumentException">A size, a NaN or contradicting bounds; the message names it.</exception>
    protected NonlinearProgram(
        ReadOnlySpan<double> variableLower, ReadOnlySpan<double> variableUpper,
        ReadOnlySpan<double> constraintLower, ReadOnlySpan<double> constraintUpper,
        ReadOnlySpan<double> start, SparsityPattern jacobianPattern, SparsityPattern? hessianPattern)
    {
        ArgumentNullException.ThrowIfNull(jacobianPattern);
        var n = variableLower.Length;
        var m = constraintLower.Length;
        (VariableLower, VariableUpper) = Guard.Bounds(variableLower, variableUpper, n, nameof(variableLower), nameof(variableUpper), "variable");
        (ConstraintLower, ConstraintUpper) = Guard.Bounds(constraintLower, constraintUpper, m, nameof(constraintLower), nameof(constraintUpper), "constraint");
        Start = Guard.Finite(start, n, nameof(start));
        if (jacobianPattern.Rows != m || jacobianPattern.Columns != n)
            throw new ArgumentException($"The Jacobian pattern is {jacobianPattern.Rows} x {jacobianPattern.Columns}; expected {m} x {n}.", nameof(jacobianPattern));
        if (hessianPattern is not null && (hessianPattern.Rows != n || !hessianPattern.IsUpperTriangular))
            throw new ArgumentException($"The Hessian pattern must be the upper triangle of a {n} x {n} matrix; got {hessianPattern}.", nameof(hessianPattern));
        JacobianPattern = jacobianPattern;
        HessianPattern = hessianPattern;
    }

    /// <summary>Lower bounds xL of the variables, length n.</summary>
    public ImmutableArray<double> VariableLower { get; }

    /// <summary>Upper bounds xU of the variables, length n.</summary>
    public ImmutableArray<double> VariableUpper { get; }

    /// <summary>Lower bounds gL of the constraints, length m.</summary>
    public ImmutableArray<double> ConstraintLower { get; }

    /// <summary>Upper bounds gU of the constraints, length m.</summary>
    public ImmutableArray<double> ConstraintUpper { get; }

    /// <summary>Starting point, length n.</summary>
    public ImmutableArray<double> Start { get; }

    /// <summary>Pattern of the Jacobian of g, m x n.</summary>
    public SparsityPattern JacobianPattern { get; }

    /// <summary>Pattern of the upper triangle of the Hessian of the Lagrangian, n x n; null when there is none.</summary>
    public SparsityPattern? HessianPattern { get; }

    /// <inheritdoc/>
    public int VariableCount => VariableLower.Length;

    /// <inheritdoc/>
    public int ConstraintCount => ConstraintLower.Length;

    /// <inheritdoc/>
    public int DualCount => ConstraintCount + VariableCount;

    /// <summary>f(x).</summary>
    public abstract double ObjectiveAt(ReadOnlySpan<double> primal);

    /// <summary>Writes ∇f(x), length n.</summary>
    public abstract void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Writes g(x), length m.</summary>
    public abstract void Constraints(ReadOnlySpan<double> x, Span<double> values);

    /// <summary>Writes the values of the Jacobian of g in the order of <see cref="JacobianPattern"/>.</summary>
    public abstract void Jacobian(ReadOnlySpan<double> x, Span<double> values);

    /// <summary>Writes the values of <c>objectiveFactor ∇²f(x) + Σ λ_i ∇²g_i(x)</c> in the order of <see cref="HessianPattern"/>.</summary>
    /// <exception cref="InvalidOperationException">The problem has no Hessian pattern.</exception>
    public virtual void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values) =>
        throw new InvalidOperationException("This problem declares no Hessian pattern, so it has no exact Hessian; pass a pattern to the constructor and override LagrangianHessian.");

    /// <inheritdoc/>
    public KktResiduals ResidualsAt(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual) => KktResiduals.Of(this, primal, dual);

    /// <inheritdoc/>
    public override string ToString() => $"nonlinear program, n = {VariableCount}, m = {ConstraintCount}, nnz(J) = {JacobianPattern.Count}";
}
