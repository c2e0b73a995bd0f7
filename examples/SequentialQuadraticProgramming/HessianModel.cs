using Folding.LinearAlgebra;
using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>Where the quadratic programs get their B from: a positive definite stand-in for the Hessian of the Lagrangian.</summary>
internal abstract class HessianModel
{
    public abstract string Name { get; }

    /// <summary>B at an iterate, upper triangle.</summary>
    public abstract CscMatrix At(NonlinearProgram program, Iterate point);

    /// <summary>The program's multipliers from those of the quadratic program with the last B and the step d.</summary>
    public virtual double[] Multipliers(double[] y, double[] step) => y;

    /// <summary>Told of every step.</summary>
    public virtual void Moved(NonlinearProgram program, Iterate from, Iterate to)
    {
    }
}

/// <summary>
/// The exact Hessian W of the Lagrangian, made convex where it is not. First along the rows C that bind,
/// <code>B = W + σ C'C,     y = ŷ + σ C d</code>
/// which changes neither the step nor, so corrected, the multipliers while those rows bind, so that Newton's quadratic convergence is kept; then,
/// where no σ will do, B = W + ξI.
/// </summary>
internal sealed class ExactHessian : HessianModel
{
    private const double First = 1e-2, Growth = 10, MostAlongRows = 1e5;

    private CscMatrix _binding = CscMatrix.Zero(0, 0);
    private double _alongRows;

    public override string Name => "exact";

    public override CscMatrix At(NonlinearProgram program, Iterate point)
    {
        var pattern = program.HessianPattern ?? throw new ArgumentException("The program has no Hessian; use damped BFGS.", nameof(program));
        var values = new double[pattern.Count];
        program.LagrangianHessian(point.X, 1, point.Y.AsSpan(0, program.ConstraintCount), values);
        var (w, size) = (CscMatrix.Adopt(pattern, values), Math.Max(1, values.Max(Math.Abs)));
        _alongRows = 0;
        if (IsConvex(w)) return w;
        _binding = Binding(program, point);
        var square = Square(_binding);
        for (_alongRows = First * size; _alongRows <= MostAlongRows * size; _alongRows *= Growth)
        {
            if (Sum(w, square, _alongRows) is var b && IsConvex(b)) return b;
        }

        _alongRows = 0;
        for (var everywhere = First * size; ; everywhere *= 2)
        {
            if (Sum(w, CscMatrix.Identity(pattern.Columns), everywhere) is var b && IsConvex(b)) return b;
        }
    }

    public override double[] Multipliers(double[] y, double[] step)
    {
        if (_alongRows == 0) return y;
        var moved = new double[y.Length];
        _binding.Multiply(step, moved);
        return [.. y.Zip(moved, (multiplier, change) => multiplier + _alongRows * change)];
    }

    private static bool IsConvex(CscMatrix b) => CurvatureTest.Of(b) == Curvature.PositiveDefinite;

    /// <summary>Of the rows [J; I] those of equalities and of other bounds with a multiplier; the rest are zero.</summary>
    private static CscMatrix Binding(NonlinearProgram program, Iterate point)
    {
        var m = program.ConstraintCount;
        return CscMatrix.FromTriplets(
            point.Y.Length, point.X.Length,
            CscMatrix.Stack(point.Jacobian, CscMatrix.Identity(point.X.Length)).Entries()
                .Where(e => point.Y[e.Row] != 0 || (e.Row < m && program.ConstraintLower[e.Row].Equals(program.ConstraintUpper[e.Row]))));
    }

    private static CscMatrix Square(CscMatrix c)
    {
        var dense = c.ToDense();
        var square = new double[c.Columns, c.Columns];
        for (var k = 0; k < c.Rows; k++)
        {
            for (var i = 0; i < c.Columns; i++)
            {
                for (var j = 0; j < c.Columns; j++) square[i, j] += dense[k, i] * dense[k, j];
            }
        }

        return CscMatrix.UpperTriangleOf(square);
    }

    private static CscMatrix Sum(CscMatrix a, CscMatrix b, double factor) =>
        CscMatrix.FromTriplets(a.Rows, a.Columns, a.Entries().Concat(b.Entries().Select(e => (e.Row, e.Column, factor * e.Value))));
}

/// <summary>
/// BFGS with Powell's damping: with s the step and y the change of the Lagrangian's gradient,
/// <code>B+ = B − Bs s'B/(s'Bs) + r r'/(s'r),   r = θy + (1 − θ)Bs,   θ the largest in [0, 1] with s'r ≥ 0.2 s'Bs</code>
/// which stays positive definite whatever the curvature (Nocedal and Wright 2006, procedure 18.2).
/// </summary>
internal sealed class DampedBfgs : HessianModel
{
    private double[,]? _b;

    public override string Name => "BFGS";

    public override CscMatrix At(NonlinearProgram program, Iterate point) => CscMatrix.UpperTriangleOf(_b ??= Identity(point.X.Length));

    public override void Moved(NonlinearProgram program, Iterate from, Iterate to)
    {
        var n = from.X.Length;
        var multipliers = to.Y.AsSpan(0, program.ConstraintCount);
        double[] before = from.LagrangianGradient(multipliers), after = to.LagrangianGradient(multipliers), s = new double[n], y = new double[n], bs = new double[n];
        double sbs = 0, sy = 0;
        for (var i = 0; i < n; i++) (s[i], y[i]) = (to.X[i] - from.X[i], after[i] - before[i]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) bs[i] += _b![i, j] * s[j];
            sbs += s[i] * bs[i];
            sy += s[i] * y[i];
        }

        if (sbs <= 1e-30) return;
        var theta = sy >= 0.2 * sbs ? 1 : 0.8 * sbs / (sbs - sy);
        var sr = theta * sy + (1 - theta) * sbs;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                double ri = theta * y[i] + (1 - theta) * bs[i], rj = theta * y[j] + (1 - theta) * bs[j];
                _b![i, j] += ri * rj / sr - bs[i] * bs[j] / sbs;
            }
        }
    }

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (var i = 0; i < n; i++) identity[i, i] = 1;
        return identity;
    }
}
