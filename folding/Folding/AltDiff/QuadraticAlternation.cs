using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>A quadratic program for the alternating iteration: one factorization of P + A'ρA serves all iterations and all derivatives.</summary>
internal sealed class QuadraticAlternation : AlternatingProblem
{
    private const double InactiveShare = 1e-3;

    private readonly QuadraticProgram _problem;
    private readonly AugmentedHessian _hessian;
    private readonly Curvature _curvature;

    private QuadraticAlternation(QuadraticProgram problem, double[] rho, AugmentedHessian hessian)
        : base([.. problem.Lower], [.. problem.Upper], rho)
    {
        _problem = problem;
        _hessian = hessian;
        _curvature = new(hessian);
        if (hessian is DenseAugmentedHessian { FactorsP: true } dense) Rows = new(problem, dense);
    }

    /// <summary>The program in its rows, where it is dense and P has been found to be positive definite.</summary>
    public RowSpace? Rows { get; }

    public override int VariableCount => _problem.VariableCount;

    /// <summary>The program with its factorization; null where P + A'ρA is singular: P is flat along a direction that moves no row.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="penalty">ρ of all rows; null for one per row.</param>
    /// <param name="activity">Where it is known which rows hold, the others get less of the penalty that nobody chose: they slow the iteration down, and the limit does not depend on it.</param>
    public static QuadraticAlternation? Of(QuadraticProgram problem, double? penalty, RowActivity[]? activity = null)
    {
        var rho = Penalties(problem, penalty);
        for (var i = 0; penalty is null && i < activity?.Length; i++)
        {
            if (activity[i] == RowActivity.Inactive) rho[i] *= InactiveShare;
        }

        var hessian = AugmentedHessian.For(problem.P.Pattern, problem.A.Pattern);
        return hessian.Factor(problem.P, problem.A, rho, sigma: 0) == LdlOutcome.Factored ? new(problem, rho, hessian) : null;
    }

    public override void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax)
    {
        if (Rows is null)
        {
            x.Clear();
            _problem.A.AddTransposedMultiply(c, x);
            for (var j = 0; j < x.Length; j++) x[j] = -(x[j] + _problem.Q[j]);
            _hessian.Solve(x, x, ax);
            return;
        }

        using var y = Rented.Doubles(c.Length);
        for (var i = 0; i < c.Length; i++) y.Span[i] = Rows.Unforced[i] + (c[i] / Rho[i]);
        Rows.SolveAugmented(y.Span);
        for (var i = 0; i < c.Length; i++) ax[i] = (y.Span[i] - c[i]) / Rho[i];
        Rows.Recover(y.Span, x);
    }

    /// <summary>Gives the memory of the factors back.</summary>
    public override void Release() => _hessian.Release();

    public override AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x) => _curvature;

    public override void Multiply(ReadOnlySpan<double> x, Span<double> result) => _problem.A.Multiply(x, result);

    public override void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result) => _problem.A.AddTransposedMultiply(y, result);

    /// <summary>
    /// ρ as given, or <c>ρ_i = 1 / Σ_j a_ij² / P_jj</c>: the curvature of f along row i, so that neither the units of rows and variables nor
    /// that of the objective matter.
    /// </summary>
    internal static double[] Penalties(QuadraticProgram problem, double? penalty)
    {
        var rho = new double[problem.ConstraintCount];
        if (penalty is { } given)
        {
            Array.Fill(rho, given);
            return rho;
        }

        var curvature = new double[problem.VariableCount];
        for (var j = 0; j < curvature.Length; j++) curvature[j] = problem.P[j, j];
        // A flat variable takes part with little curvature, not with none.
        var least = curvature.Length == 0 ? 0 : 1e-3 * curvature.Average();
        if (!(least > 0)) least = 1;
        ReadOnlySpan<int> starts = problem.A.Pattern.ColumnPointers, rows = problem.A.Pattern.RowIndices;
        for (var j = 0; j < curvature.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) rho[rows[k]] += problem.A.Values[k] * problem.A.Values[k] / Math.Max(curvature[j], least);
        }

        for (var i = 0; i < rho.Length; i++) rho[i] = rho[i] > 0 ? 1 / rho[i] : 1;
        return rho;
    }

    private sealed class Curvature(AugmentedHessian hessian) : AugmentedCurvature
    {
        public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax) => hessian.Solve(b, x, ax);
    }
}
