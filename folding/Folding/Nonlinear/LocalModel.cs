using Folding.Problems;

namespace Folding;

/// <summary>
/// The quadratic program that a nonlinear one looks like at a primal-dual point (x, λ), the subproblem of sequential quadratic programming:
/// <code>
/// min  ½ s'Ws + (∇f − Wx)'s     s.t.   gL ≤ g + J(s − x) ≤ gU,   xL ≤ s ≤ xU,     W = ∇²f + Σ λ_i ∇²g_i
/// </code>
/// with rows A = [J; I], so that a dual point of the nonlinear program (length m + n) is one of the model. At a solution both have the same
/// (x, λ, z), and to first order in the data they move alike (implicit function theorem): everything that holds for the active set, the adjoint and the
/// barrier of a quadratic program carries over. P = W holds its whole diagonal; it may be indefinite.
/// </summary>
/// <remarks>Evaluations of the program are serialised, so that a tape serves many threads.</remarks>
internal sealed class LocalModel
{
    private readonly NonlinearProgram _problem;
    private readonly Lock _gate;
    private readonly SparsityPattern _hessian;
    private readonly SparsityPattern _jacobian;
    private readonly int[] _hessianSlots; // where each entry of the program's Hessian stands in P

    /// <summary>Prepares the patterns.</summary>
    /// <param name="problem">The program; it has a Hessian pattern.</param>
    /// <param name="gate">Held while the program is evaluated.</param>
    public LocalModel(NonlinearProgram problem, Lock gate)
    {
        (_problem, _gate) = (problem, gate);
        (_hessian, _hessianSlots) = WithDiagonal(problem.HessianPattern!);
        _jacobian = OverIdentity(problem.JacobianPattern);
    }

    /// <summary>The model at (x, y), y of length m + n; null where a derivative is not finite.</summary>
    public QuadraticProgram? At(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] gradient = new double[n], g = new double[m], jacobian = new double[_problem.JacobianPattern.Count], hessian = new double[_hessianSlots.Length];
        lock (_gate)
        {
            _problem.ObjectiveGradient(x, gradient);
            _problem.Constraints(x, g);
            _problem.Jacobian(x, jacobian);
            _problem.LagrangianHessian(x, 1, y[..m], hessian);
        }

        if (!Vectors.IsFinite(gradient) || !Vectors.IsFinite(g) || !Vectors.IsFinite(jacobian) || !Vectors.IsFinite(hessian)) return null;
        var values = new double[_hessian.Count];
        for (var k = 0; k < hessian.Length; k++) values[_hessianSlots[k]] = hessian[k];
        var p = CscMatrix.Adopt(_hessian, values);
        var a = CscMatrix.Adopt(_jacobian, JacobianValues(jacobian));

        var linear = new double[n];
        p.MultiplySymmetric(x, linear);
        for (var j = 0; j < n; j++) linear[j] = gradient[j] - linear[j];
        double[] rowValues = new double[m + n], lower = [.. _problem.ConstraintLower, .. _problem.VariableLower], upper = [.. _problem.ConstraintUpper, .. _problem.VariableUpper];
        a.Multiply(x, rowValues);
        for (var i = 0; i < m; i++)
        {
            var shift = rowValues[i] - g[i];
            lower[i] += shift;
            upper[i] += shift;
        }

        return new(p, linear, a, lower, upper);
    }

    /// <summary>See <see cref="NonlinearProgram.ParameterGradient"/>.</summary>
    public void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
    {
        lock (_gate) _problem.ParameterGradient(x, multipliers, weights, gradient);
    }

    /// <summary>See <see cref="NonlinearProgram.ParameterTangent"/>.</summary>
    public ParameterChange ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction)
    {
        var change = new ParameterChange(_problem);
        lock (_gate) _problem.ParameterTangent(x, multipliers, direction, change);
        return change;
    }

    private double[] JacobianValues(double[] jacobian)
    {
        // Column j of [J; I] holds J's entries and then the identity's one.
        var values = new double[_jacobian.Count];
        var pointers = _problem.JacobianPattern.ColumnPointers;
        for (var j = 0; j < _jacobian.Columns; j++)
        {
            var entries = jacobian.AsSpan(pointers[j]..pointers[j + 1]);
            entries.CopyTo(values.AsSpan(pointers[j] + j));
            values[pointers[j + 1] + j] = 1;
        }

        return values;
    }

    /// <summary>An upper triangle with its whole diagonal, and where each entry went.</summary>
    public static (SparsityPattern Pattern, int[] Slots) WithDiagonal(SparsityPattern upper)
    {
        var n = upper.Columns;
        int[] pointers = new int[n + 1], slots = new int[upper.Count];
        var rows = new List<int>(upper.Count + n);
        for (var j = 0; j < n; j++)
        {
            var column = upper.RowIndices[upper.ColumnPointers[j]..upper.ColumnPointers[j + 1]];
            for (var k = 0; k < column.Length; k++)
            {
                slots[upper.ColumnPointers[j] + k] = rows.Count;
                rows.Add(column[k]);
            }

            if (column.Length == 0 || column[^1] != j) rows.Add(j);
            pointers[j + 1] = rows.Count;
        }

        return (SparsityPattern.Adopt(n, n, pointers, [.. rows]), slots);
    }

    private static SparsityPattern OverIdentity(SparsityPattern jacobian)
    {
        int m = jacobian.Rows, n = jacobian.Columns;
        int[] pointers = new int[n + 1], rows = new int[jacobian.Count + n];
        for (var j = 0; j < n; j++)
        {
            var column = jacobian.RowIndices[jacobian.ColumnPointers[j]..jacobian.ColumnPointers[j + 1]];
            column.CopyTo(rows.AsSpan(pointers[j]));
            pointers[j + 1] = pointers[j] + column.Length + 1;
            rows[pointers[j + 1] - 1] = m + j;
        }

        return SparsityPattern.Adopt(m + n, n, pointers, rows);
    }
}
