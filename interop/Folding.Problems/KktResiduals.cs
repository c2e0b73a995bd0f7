using System.Buffers;

namespace Folding.Problems;

/// <summary>
/// Violations of the Karush-Kuhn-Tucker conditions in the infinity norm, computed from (x, y) in the same way for every
/// solver. For l ≤ Ax ≤ u, multipliers y and Lagrangian gradient Px + q + A'y:
/// primal = max violation of a bound (and of integrality); dual = max of |Px + q + A'y| and of any y that points at an
/// infinite bound; gap = |x'Px + q'x + u'y+ − l'y−| (primal minus dual objective), over the finite bounds.
/// </summary>
/// <param name="Primal">Largest violation of a row, a bound or integrality.</param>
/// <param name="Dual">Largest entry of the Lagrangian gradient; null without multipliers.</param>
/// <param name="Gap">Distance of primal and dual objective; for a nonlinear program the largest complementarity product; null without multipliers.</param>
/// <param name="RelativePrimal"><paramref name="Primal"/> over 1 + the largest of |Ax| and the finite bounds of the rows.</param>
/// <param name="RelativeDual"><paramref name="Dual"/> over 1 + the largest of |Px|, |q|, |A'y|.</param>
/// <param name="RelativeGap"><paramref name="Gap"/> over 1 + the larger of |primal| and |dual| objective.</param>
public readonly record struct KktResiduals(
    double Primal, double? Dual, double? Gap, double RelativePrimal, double? RelativeDual, double? RelativeGap)
{
    /// <summary>The largest of the absolute residuals that apply.</summary>
    public double Worst => Math.Max(Primal, Math.Max(Dual ?? 0, Gap ?? 0));

    /// <summary>The largest of the relative residuals that apply.</summary>
    public double WorstRelative => Math.Max(RelativePrimal, Math.Max(RelativeDual ?? 0, RelativeGap ?? 0));

    /// <summary>Residuals of a quadratic program.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="y">Row multipliers, length m; empty where there are none.</param>
    public static KktResiduals Of(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int n = problem.VariableCount, m = problem.ConstraintCount;
        Guard.Length(x.Length, n, nameof(x));
        if (!y.IsEmpty) Guard.Length(y.Length, m, nameof(y));
        var memory = ArrayPool<double>.Shared.Rent((2 * n) + m);
        try
        {
            Span<double> px = memory.AsSpan(0, n), aty = memory.AsSpan(n, n), ax = memory.AsSpan(2 * n, m);
            problem.A.Multiply(x, ax);
            var rows = new RowSums();
            rows.Add(ax, problem.Lower.AsSpan(), problem.Upper.AsSpan(), y);
            rows.AddFiniteness(x);
            if (y.IsEmpty && m > 0) return rows.PrimalOnly();
            problem.P.MultiplySymmetric(x, px);
            aty.Clear();
            problem.A.AddTransposedMultiply(y, aty);
            return rows.WithDual(px, problem.Q.AsSpan(), aty, x);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    /// <summary>Residuals of a linear program; integrality counts as a primal violation.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="y">Row and bound multipliers, length m + n; empty where there are none.</param>
    public static KktResiduals Of(LinearProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int m = problem.ConstraintCount, n = problem.VariableCount;
        if (!y.IsEmpty) Guard.Length(y.Length, problem.DualCount, nameof(y));
        var memory = ArrayPool<double>.Shared.Rent((2 * n) + m);
        try
        {
            Span<double> px = memory.AsSpan(0, n), aty = memory.AsSpan(n, n), ax = memory.AsSpan(2 * n, m);
            problem.A.Multiply(x, ax);
            var rows = new RowSums();
            rows.Add(ax, problem.RowLower.AsSpan(), problem.RowUpper.AsSpan(), y.IsEmpty ? y : y[..m]);
            rows.Add(x, problem.ColumnLower.AsSpan(), problem.ColumnUpper.AsSpan(), y.IsEmpty ? y : y[m..]);
            foreach (var j in problem.IntegerColumns) rows.AddIntegrality(x[j]);
            if (y.IsEmpty) return rows.PrimalOnly();
            px.Clear();
            y[m..].CopyTo(aty);
            problem.A.AddTransposedMultiply(y[..m], aty);
            return rows.WithDual(px, problem.Cost.AsSpan(), aty, x);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    /// <summary>Residuals of a nonlinear program; the gap is the largest product of a multiplier and its distance to the bound it points at.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="y">Constraint and bound multipliers, length m + n; empty where there are none.</param>
    public static KktResiduals Of(NonlinearProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int m = problem.ConstraintCount, n = problem.VariableCount;
        var g = new double[m];
        Guard.Length(x.Length, n, nameof(x));
        if (!y.IsEmpty) Guard.Length(y.Length, problem.DualCount, nameof(y));
        problem.Constraints(x, g);
        var rows = new RowSums();
        rows.Add(g, problem.ConstraintLower.AsSpan(), problem.ConstraintUpper.AsSpan(), y.IsEmpty ? y : y[..m]);
        rows.Add(x, problem.VariableLower.AsSpan(), problem.VariableUpper.AsSpan(), y.IsEmpty ? y : y[m..]);
        if (y.IsEmpty) return rows.PrimalOnly();
        var gradient = new double[n];
        problem.ObjectiveGradient(x, gradient);
        var values = new double[problem.JacobianPattern.Count];
        problem.Jacobian(x, values);
        var jty = new double[n];
        CscMatrix.Adopt(problem.JacobianPattern, values).AddTransposedMultiply(y[..m], jty);
        for (var j = 0; j < n; j++) jty[j] += y[m + j];
        var objective = problem.ObjectiveAt(x);
        return rows.WithComplementarity(gradient, jty, objective);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"primal {Primal:G2}, dual {Dual:G2}, gap {Gap:G2}");

    /// <remarks>A NaN anywhere surfaces as a NaN residual: <see cref="Math.Max(double, double)"/> passes it on, where a comparison would skip it.</remarks>
    private ref struct RowSums
    {
        private double _violation, _scale, _escaping, _support, _complementarity;

        public void Add(ReadOnlySpan<double> z, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<double> y)
        {
            for (var i = 0; i < z.Length; i++)
            {
                double l = lower[i], u = upper[i];
                _violation = Math.Max(_violation, Math.Max(l - z[i], z[i] - u));
                _scale = Math.Max(_scale, Math.Abs(z[i]));
                if (double.IsFinite(l)) _scale = Math.Max(_scale, Math.Abs(l));
                if (double.IsFinite(u)) _scale = Math.Max(_scale, Math.Abs(u));
                if (y.IsEmpty || y[i] == 0) continue;
                var bound = y[i] > 0 ? u : l;
                if (double.IsFinite(bound))
                {
                    _support += bound * y[i];
                    _complementarity = Math.Max(_complementarity, Math.Abs(y[i] * (bound - z[i])));
                }
                else
                {
                    _escaping = Math.Max(_escaping, Math.Abs(y[i]));
                }
            }
        }

        /// <summary>A variable in no row has no other way to show that it is NaN.</summary>
        public void AddFiniteness(ReadOnlySpan<double> x)
        {
            foreach (var value in x)
            {
                if (!double.IsFinite(value)) _violation = double.NaN;
            }
        }

        public void AddIntegrality(double value) => _violation = Math.Max(_violation, Math.Abs(value - Math.Round(value)));

        public readonly KktResiduals PrimalOnly() => new(_violation, null, null, _violation / (1 + _scale), null, null);

        public readonly KktResiduals WithDual(ReadOnlySpan<double> px, ReadOnlySpan<double> q, ReadOnlySpan<double> aty, ReadOnlySpan<double> x)
        {
            double dual = _escaping, scale = 0, quadratic = 0, linear = 0;
            for (var j = 0; j < q.Length; j++)
            {
                dual = Math.Max(dual, Math.Abs(px[j] + q[j] + aty[j]));
                scale = Math.Max(scale, Math.Max(Math.Abs(px[j]), Math.Max(Math.Abs(q[j]), Math.Abs(aty[j]))));
                quadratic += px[j] * x[j];
                linear += q[j] * x[j];
            }

            var gap = Math.Abs(quadratic + linear + _support);
            var objectives = Math.Max(Math.Abs(0.5 * quadratic + linear), Math.Abs(-0.5 * quadratic - _support));
            return new(_violation, dual, gap, _violation / (1 + _scale), dual / (1 + scale), gap / (1 + objectives));
        }

        public readonly KktResiduals WithComplementarity(ReadOnlySpan<double> gradient, ReadOnlySpan<double> jty, double objective)
        {
            double dual = _escaping, scale = 0;
            for (var j = 0; j < gradient.Length; j++)
            {
                dual = Math.Max(dual, Math.Abs(gradient[j] + jty[j]));
                scale = Math.Max(scale, Math.Max(Math.Abs(gradient[j]), Math.Abs(jty[j])));
            }

            return new(_violation, dual, _complementarity, _violation / (1 + _scale), dual / (1 + scale), _complementarity / (1 + Math.Abs(objective)));
        }
    }
}
