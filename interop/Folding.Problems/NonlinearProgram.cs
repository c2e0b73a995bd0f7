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

    /// <summary>
    /// Values of the parameters p that the functions and bounds depend on; empty for a program without parameters. A program
    /// is immutable: another p is another program, see <see cref="WithParameters"/>.
    /// </summary>
    public virtual ImmutableArray<double> Parameters => [];

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

    /// <summary>The same program at other parameters; patterns and everything that does not depend on them are shared.</summary>
    /// <param name="parameters">Length of <see cref="Parameters"/>; finite.</param>
    /// <exception cref="ArgumentException">A wrong length, an entry that is not finite, or parameters for which the data are no program.</exception>
    public virtual NonlinearProgram WithParameters(ReadOnlySpan<double> parameters) =>
        parameters.IsEmpty ? this : throw new ArgumentException($"This program has no parameters; {parameters.Length} were given.", nameof(parameters));

    /// <summary>
    /// Reverse mode in the parameters: writes the gradient in p of the scalar
    /// <c>weights.Objective f(x,p) + weights.Constraints' g(x,p) + weights.Stationarity' ∇_x(f + λ'g)(x,p)</c> plus the four weighted sums of
    /// the bounds, with x, λ and the weights held fixed. One call gives the envelope derivative, and the parameter part of an adjoint.
    /// </summary>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="multipliers">λ of g, length m.</param>
    /// <param name="weights">What is weighted; an empty span is zero.</param>
    /// <param name="gradient">Length of <see cref="Parameters"/>; overwritten.</param>
    /// <exception cref="InvalidOperationException">The program has parameters and does not override this.</exception>
    public virtual void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient) =>
        RequireNoParameters(nameof(ParameterGradient));

    /// <summary>
    /// Forward mode in the parameters: writes the derivatives along dp, with x and λ held fixed, of f, g, <c>∇_x(f + λ'g)</c> and of the four bounds.
    /// </summary>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="multipliers">λ of g, length m.</param>
    /// <param name="direction">dp, length of <see cref="Parameters"/>.</param>
    /// <param name="change">Overwritten; sized for this program.</param>
    /// <exception cref="InvalidOperationException">The program has parameters and does not override this.</exception>
    public virtual void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        RequireNoParameters(nameof(ParameterTangent));
        change.Clear();
    }

    private void RequireNoParameters(string method)
    {
        if (!Parameters.IsEmpty) throw new InvalidOperationException($"This program has {Parameters.Length} parameters and no derivatives by them: override {method}.");
    }

    /// <inheritdoc/>
    public KktResiduals ResidualsAt(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual) => KktResiduals.Of(this, primal, dual);

    /// <inheritdoc/>
    public override string ToString() => $"nonlinear program, n = {VariableCount}, m = {ConstraintCount}, nnz(J) = {JacobianPattern.Count}";
}
