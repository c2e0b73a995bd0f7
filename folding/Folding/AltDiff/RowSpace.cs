using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A dense quadratic program with a positive definite P, seen from its rows. For multipliers y
/// <code>
/// x(y) = −P⁻¹(q + A'y),   A x(y) = r − Hy,   H = A P⁻¹ A',   r = −A P⁻¹ q
/// </code>
/// so that whatever moves multipliers only is of the order of the rows, and x is recovered where somebody wants it.
/// </summary>
internal sealed class RowSpace
{
    private readonly DenseAugmentedHessian _hessian;

    public RowSpace(QuadraticProgram problem, DenseAugmentedHessian hessian)
    {
        (Problem, _hessian) = (problem, hessian);
        Unforced = new double[problem.ConstraintCount];
        var x = new double[problem.VariableCount];
        Recover(Unforced, x);
        problem.A.Multiply(x, Unforced);
        RowNorms = ActiveSet.RowNorms(problem.A);
    }

    public QuadraticProgram Problem { get; }

    /// <summary>r, the rows without multipliers.</summary>
    public double[] Unforced { get; }

    /// <summary>|a_i| of each row.</summary>
    public double[] RowNorms { get; }

    /// <summary>The lower triangle of H.</summary>
    public ReadOnlyMatrixView Response => _hessian.RowResponse;

    public DenseBackend Backend => _hessian.Backend;

    /// <summary>P⁻¹ in place.</summary>
    public void SolveP(Span<double> x) => _hessian.SolveP(x);

    /// <summary>ŷ = (H + 1/ρ)⁻¹(r + c/ρ) in place of r + c/ρ: then x(ŷ) = argmin f(x) + c'x + ½|Ax|²_ρ, and Ax = (ŷ − c)/ρ.</summary>
    public void SolveAugmented(Span<double> y) => _hessian.SolveRows(y);

    /// <summary>x(y).</summary>
    public void Recover(ReadOnlySpan<double> y, Span<double> x)
    {
        Problem.Q.AsSpan().CopyTo(x);
        Problem.A.AddTransposedMultiply(y, x);
        foreach (ref var entry in x) entry = -entry;
        SolveP(x);
    }

    /// <summary>ax = A x(y) = r − Hy.</summary>
    public void Rows(ReadOnlySpan<double> y, Span<double> ax)
    {
        Unforced.CopyTo(ax);
        Backend.MultiplySymmetric(-1, Response, y, 1, ax);
    }
}
