using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// The KKT system of the active rows of a dense program by its Schur complement, a block of <c>H = A P⁻¹ A'</c> (<see cref="RowSpace"/>):
/// <code>
/// [ P      A_act' ] [a]   [g]
/// [ A_act  0      ] [e] = [h],      H_act e = A_act P⁻¹ g − h,   a = P⁻¹(g − A_act'e),   e = 0 on inactive rows
/// </code>
/// The solution on these rows for (g, h) = (−q, b), the adjoint for a seed.
/// </summary>
internal sealed class ActiveRows : IActiveSystem
{
    /// <summary>What is left of a row's own response after the rows before it, below which it depends on them.</summary>
    private const double DependentShare = 1e-12;

    /// <summary>Relative residual at which there is nothing left to correct.</summary>
    private const double Rounding = 1e-15;

    private const int MostRounds = 4;

    private readonly RowSpace _space;
    private readonly int[] _active;
    private readonly DenseCholesky _factor;

    private ActiveRows(RowSpace space, RowActivity[] activity, int[] active, DenseCholesky factor)
    {
        (_space, Activity, _active, _factor) = (space, activity, active, factor);
    }

    public RowActivity[] Activity { get; }

    /// <summary>Factors H_act; null where the active rows depend on each other.</summary>
    public static ActiveRows? Factor(RowSpace space, RowActivity[] activity)
    {
        int[] active = [.. Enumerable.Range(0, activity.Length).Where(i => activity[i] != RowActivity.Inactive)];
        var response = space.Response;
        var block = new DenseMatrix(active.Length, active.Length);
        for (var j = 0; j < active.Length; j++)
        {
            var source = response.Values.Slice(active[j] * response.Stride, response.Rows);
            var target = block.View.Column(j);
            for (var i = j; i < active.Length; i++) target[i] = source[active[i]];
        }

        var factor = new DenseCholesky(active.Length, space.Backend);
        if (factor.FactorInPlace(block) == DenseOutcome.Factored && AreIndependent()) return new(space, activity, active, factor);
        factor.Release();
        return null;

        bool AreIndependent()
        {
            for (var k = 0; k < active.Length; k++)
            {
                if (!(block[k, k] * block[k, k] > DependentShare * space.Response[active[k], active[k]])) return false;
            }

            return true;
        }
    }

    public void Release() => _factor.Release();

    /// <summary>e = H_act⁻¹ t on the active rows, in place, and zero on the others.</summary>
    public void SolveRows(Span<double> t)
    {
        using var packed = Rented.Doubles(_active.Length);
        for (var k = 0; k < _active.Length; k++) packed.Span[k] = t[_active[k]];
        _factor.Solve(packed.Span);
        t.Clear();
        for (var k = 0; k < _active.Length; k++) t[_active[k]] = packed.Span[k];
    }

    /// <summary>Solves for (a, e), with corrections as long as they help; the residual is relative to the largest of the terms.</summary>
    public double Solve(ReadOnlySpan<double> g, ReadOnlySpan<double> h, Span<double> a, Span<double> e)
    {
        var problem = _space.Problem;
        using Rented dual = Rented.Doubles(a.Length), step = Rented.Doubles(a.Length), rows = Rented.Doubles(e.Length), force = Rented.Doubles(e.Length);
        a.Clear();
        e.Clear();
        var residual = Missing(g, h, a, e, dual.Span, rows.Span);
        for (var round = 0; round < MostRounds && residual > Rounding; round++)
        {
            dual.Span.CopyTo(step.Span);
            _space.SolveP(step.Span);
            problem.A.Multiply(step.Span, force.Span);
            for (var i = 0; i < e.Length; i++) force.Span[i] -= rows.Span[i];
            SolveRows(force.Span);
            for (var i = 0; i < e.Length; i++)
            {
                e[i] += force.Span[i];
                force.Span[i] = -force.Span[i];
            }

            problem.A.AddTransposedMultiply(force.Span, dual.Span);
            _space.SolveP(dual.Span);
            for (var j = 0; j < a.Length; j++) a[j] += dual.Span[j];
            var left = Missing(g, h, a, e, dual.Span, rows.Span);
            var helped = left < 0.1 * residual;
            residual = left;
            if (!helped) break;
        }

        return residual;
    }

    /// <summary>What is missing in each equation, g − Pa − A'e and (h − Aa)_act.</summary>
    private double Missing(ReadOnlySpan<double> g, ReadOnlySpan<double> h, ReadOnlySpan<double> a, ReadOnlySpan<double> e, Span<double> dual, Span<double> rows)
    {
        var problem = _space.Problem;
        problem.P.MultiplySymmetric(a, dual);
        problem.A.Multiply(a, rows);
        double size = Math.Max(Vectors.MaxNorm(g), Vectors.MaxNorm(dual)), norm = Vectors.Norm(a), rowError = 0;
        problem.A.AddTransposedMultiply(e, dual);
        for (var j = 0; j < dual.Length; j++) dual[j] = (g.IsEmpty ? 0 : g[j]) - dual[j];
        foreach (var i in _active)
        {
            var held = h.IsEmpty ? 0 : h[i];
            rows[i] = held - rows[i];
            rowError = Math.Max(rowError, Share(Math.Abs(rows[i]), Math.Abs(held) + (_space.RowNorms[i] * norm)));
        }

        return Math.Max(Share(Vectors.MaxNorm(dual), size), rowError);

        static double Share(double error, double size) => error == 0 ? 0 : error / size;
    }
}
