using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// The transposed iteration at a converged point, whose activity D (1 strictly inside the bounds) no longer changes:
/// <code>
/// a = R(g_x + A'w),     w ← (I − D)w − ρ(I − 2D)Aa + ρ(I − D)g_y,     R = (∇²f + A'ρA)⁻¹
/// </code>
/// one solve an iteration, memory O(n + m). Its limit satisfies Aa = g_y on the rows that hold and w = ρAa on the others, so with
/// e = ρAa − w the pair (a, e) solves the KKT system of the active rows,
/// <code>
/// [ ∇²f    A_act' ] [a]   [g_x]
/// [ A_act  0      ] [e] = [g_y],     e = 0 on inactive rows
/// </code>
/// the symmetric system of forward and of reverse mode. In w alone, with S = A R A', it reads (S − D/ρ)w = (I − D)g_y − ARg_x: symmetric,
/// and MINRES (Paige and Saunders 1975) on it, scaled by √ρ, takes far fewer solves than the iteration itself. Where somebody holds
/// the factors of <see cref="ActiveRows"/> there is nothing to iterate.
/// </summary>
internal sealed class ConvergedAdjoint(AlternatingProblem problem, AugmentedCurvature curvature, RowActivity[] activity)
{
    public RowActivity[] Activity => activity;

    /// <summary>Solves for (a, e). Thread-safe.</summary>
    /// <param name="gx">g_x, length n; empty for zero.</param>
    /// <param name="gy">g_y, length m, ignored on inactive rows; empty for zero.</param>
    /// <param name="rule">How.</param>
    /// <param name="a">Length n, on return.</param>
    /// <param name="e">Length m, zero on inactive rows, on return.</param>
    public AdjointOutcome Solve(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, AdjointRule rule, Span<double> a, Span<double> e)
    {
        int n = problem.VariableCount, m = problem.RowCount;
        double[] w = new double[m], aa = new double[m], right = new double[n], held = new double[m];
        for (var i = 0; i < m && !gy.IsEmpty; i++) held[i] = activity[i] == RowActivity.Inactive ? 0 : gy[i];
        var outcome = rule.Accelerate ? Minres(gx, held, rule, w) : Iterate(gx, held, rule, w);
        Respond(gx, w, right, a, aa);
        for (var i = 0; i < m; i++) e[i] = activity[i] == RowActivity.Inactive ? 0 : (problem.Rho[i] * aa[i]) - w[i];
        return outcome with { Residual = Residual(gx, held, w, aa) };
    }

    /// <summary>a = R(g + A'w) and its rows.</summary>
    private void Respond(ReadOnlySpan<double> g, ReadOnlySpan<double> w, Span<double> right, Span<double> a, Span<double> aa)
    {
        if (g.IsEmpty) right.Clear();
        else g.CopyTo(right);
        problem.AddTransposedMultiply(w, right);
        curvature.Solve(right, a, aa);
    }

    private AdjointOutcome Iterate(ReadOnlySpan<double> gx, double[] held, AdjointRule rule, double[] w)
    {
        double[] right = new double[problem.VariableCount], a = new double[problem.VariableCount], aa = new double[w.Length];
        var changes = (First: 0.0, Last: 0.0);
        for (var k = 1; k <= rule.MaximumIterations; k++)
        {
            Respond(gx, w, right, a, aa);
            double moved = 0, size = 0;
            for (var i = 0; i < w.Length; i++)
            {
                var step = activity[i] == RowActivity.Inactive ? (problem.Rho[i] * aa[i]) - w[i] : problem.Rho[i] * (held[i] - aa[i]);
                moved = Math.Max(moved, Math.Abs(step));
                w[i] += step;
                size = Math.Max(size, Math.Abs(w[i]));
            }

            if (k == 1) changes.First = moved;
            changes.Last = moved;
            if (moved <= rule.Tolerance * size) return new(k, 0, ContractionOf(k));
        }

        return new(rule.MaximumIterations, 0, ContractionOf(rule.MaximumIterations));

        double? ContractionOf(int iterations) => iterations > 2 && changes.First > 0 ? Math.Pow(changes.Last / changes.First, 1.0 / (iterations - 1)) : null;
    }

    /// <summary>MINRES on √ρ(S − D/ρ)√ρ t = √ρ((I − D)g_y − ARg_x), w = √ρ t; repeated on what rounding left over.</summary>
    private AdjointOutcome Minres(ReadOnlySpan<double> gx, double[] held, AdjointRule rule, double[] w)
    {
        const int mostCycles = 4;
        var m = w.Length;
        double[] right = new double[problem.VariableCount], a = new double[problem.VariableCount], aa = new double[m], scaled = new double[m];
        double[] root = [.. problem.Rho.Select(Math.Sqrt)], b = new double[m], correction = new double[m];
        double size = 0, remaining = double.PositiveInfinity;
        var products = 0;
        for (var cycle = 0; cycle < mostCycles && products < rule.MaximumIterations; cycle++)
        {
            Respond(gx, w, right, a, aa);
            for (var i = 0; i < m; i++) b[i] = root[i] * (held[i] - aa[i] + (activity[i] == RowActivity.Inactive ? w[i] / problem.Rho[i] : 0));
            var norm = Vectors.Norm(b);
            if (cycle == 0) size = norm;
            if (norm <= rule.Tolerance * size || !(norm < 0.1 * remaining)) break;
            remaining = norm;
            products += SymmetricSolve.Minres(Apply, b, correction, rule.Tolerance * size / norm, Math.Min(rule.MaximumIterations - products, 5 * (m + 10)));
            for (var i = 0; i < m; i++) w[i] += root[i] * correction[i];
        }

        return new(products, 0, null);

        void Apply(ReadOnlySpan<double> vector, Span<double> product)
        {
            TensorPrimitives.Multiply(vector, root, scaled);
            Respond([], scaled, right, a, product);
            for (var i = 0; i < m; i++) product[i] = (root[i] * product[i]) - (activity[i] == RowActivity.Inactive ? vector[i] : 0);
        }
    }

    /// <summary>How far the limit conditions are from holding, relative to the largest of their terms.</summary>
    private double Residual(ReadOnlySpan<double> gx, double[] held, double[] w, double[] aa)
    {
        double error = 0, size = 0;
        for (var i = 0; i < w.Length; i++)
        {
            var inactive = activity[i] == RowActivity.Inactive;
            var root = Math.Sqrt(problem.Rho[i]);
            error = Math.Max(error, Math.Abs(inactive ? (root * aa[i]) - (w[i] / root) : root * (aa[i] - held[i])));
            size = Math.Max(size, Math.Max(Math.Abs(w[i]) / root, root * Math.Max(Math.Abs(aa[i]), Math.Abs(held[i]))));
        }

        if (size == 0) return double.IsFinite(error) ? 0 : double.PositiveInfinity;
        return double.IsFinite(error / size) ? error / size : double.PositiveInfinity;
    }
}

/// <summary>How a converged adjoint is computed.</summary>
/// <param name="Tolerance">Relative.</param>
/// <param name="MaximumIterations">Most solves.</param>
/// <param name="Accelerate">MINRES, or the transposed iteration as it stands.</param>
internal readonly record struct AdjointRule(double Tolerance, int MaximumIterations, bool Accelerate);

/// <summary>How a converged adjoint went.</summary>
/// <param name="Iterations">Solves.</param>
/// <param name="Residual">Of the limit conditions, relative.</param>
/// <param name="Contraction">Of the plain iteration.</param>
internal readonly record struct AdjointOutcome(int Iterations, double Residual, double? Contraction);
