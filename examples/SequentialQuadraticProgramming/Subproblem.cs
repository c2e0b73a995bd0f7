using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>
/// The quadratic program of one iteration, in the point z = x + d that it steps to,
/// <code>min ½(z − x)'B(z − x) + ∇f'(z − x)   s.t.   gL ≤ g + J(z − x) ≤ gU,   xL ≤ z ≤ xU</code>
/// (in z, not in d, which goes to zero: tolerances of solvers are absolute), and its elastic form for where the linearised constraints contradict
/// each other: their violations s, t ≥ 0 are variables, at a price ν each.
/// </summary>
internal static class Subproblem
{
    /// <summary>Curvature of the violations, for solvers that want a positive definite P.</summary>
    private const double Elasticity = 1e-6;

    /// <param name="program">The program.</param>
    /// <param name="point">Where.</param>
    /// <param name="hessian">B, upper triangle.</param>
    /// <param name="constraints">g; another one than the point's for a second-order correction.</param>
    public static QuadraticProgram At(NonlinearProgram program, Iterate point, CscMatrix hessian, double[] constraints)
    {
        var (linear, lower, upper) = Around(program, point, hessian, constraints);
        return new(hessian, linear, CscMatrix.Stack(point.Jacobian, CscMatrix.Identity(point.X.Length)), lower, upper);
    }

    /// <summary>Variables (z, s, t), rows gL ≤ g + J(z − x) + s − t ≤ gU, then the bounds of z, s and t.</summary>
    public static QuadraticProgram Elastic(NonlinearProgram program, Iterate point, CscMatrix hessian, double price)
    {
        int n = point.X.Length, m = point.Constraints.Length;
        var p = CscMatrix.FromTriplets(n + 2 * m, n + 2 * m, hessian.Entries().Concat(Enumerable.Range(n, 2 * m).Select(static k => (k, k, Elasticity))));
        var rows = CscMatrix.FromTriplets(m, n + 2 * m, point.Jacobian.Entries().Concat(Enumerable.Range(0, m).SelectMany(i => new[] { (i, n + i, 1.0), (i, n + m + i, -1.0) })));
        var (linear, lower, upper) = Around(program, point, hessian, point.Constraints);
        return new(
            p, [.. linear, .. Enumerable.Repeat(price, 2 * m)], CscMatrix.Stack(rows, CscMatrix.Identity(n + 2 * m)),
            [.. lower, .. new double[2 * m]], [.. upper, .. Enumerable.Repeat(double.PositiveInfinity, 2 * m)]);
    }

    /// <summary>∇f − Bx, and the bounds of Jz and z.</summary>
    private static (double[] Linear, double[] Lower, double[] Upper) Around(NonlinearProgram program, Iterate point, CscMatrix hessian, double[] constraints)
    {
        double[] bx = new double[point.X.Length], shift = new double[constraints.Length];
        hessian.MultiplySymmetric(point.X, bx);
        point.Jacobian.Multiply(point.X, shift);
        for (var i = 0; i < shift.Length; i++) shift[i] -= constraints[i];
        return (
            [.. point.Gradient.Zip(bx, static (g, b) => g - b)],
            [.. program.ConstraintLower.Zip(shift, static (l, s) => l + s), .. program.VariableLower],
            [.. program.ConstraintUpper.Zip(shift, static (u, s) => u + s), .. program.VariableUpper]);
    }
}
