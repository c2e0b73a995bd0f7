using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// The adjoint where <see cref="SeparableFixedPoint"/> ended, with the factors F ≈ S = A_act H⁻¹ A_act' of its last step:
/// <code>
/// H a + A_act'e = g_x,   A_act a = g_y:      δe = F⁻¹(A_act H⁻¹ r_x − r_y),   δa = H⁻¹(r_x − A_act'δe)      on the residuals r
/// </code>
/// repeated, since F belongs to the H one step before: each round multiplies the error by how little H has changed. Where rows depend on each
/// other it tends to the e of least norm. Thread-safe.
/// </summary>
internal sealed class SeparableAdjoint(DenseMatrix rows, double[] hessian, RowActivity[] activity, int[] active, DenseCholesky factor) : IActiveSystem
{
    private const int MostRounds = 12;

    public RowActivity[] Activity => activity;

    public void Release() => factor.Release();

    public double Solve(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> a, Span<double> e)
    {
        int n = hessian.Length, m = e.Length;
        var backend = factor.Backend;
        double[] rx = new double[n], ry = new double[m], step = new double[n], moved = new double[m], held = new double[active.Length];
        a.Clear();
        e.Clear();
        var (best, rounds) = (double.PositiveInfinity, 0);
        double[] bestA = new double[n], bestE = new double[m];
        while (true)
        {
            double error = 0, size = 1e-300;
            backend.Multiply(-1, rows.View, e, 0, rx);
            for (var j = 0; j < n; j++)
            {
                var wanted = gx.IsEmpty ? 0 : gx[j];
                size = Math.Max(size, Math.Max(Math.Abs(wanted), Math.Abs(rx[j])));
                rx[j] += wanted - (hessian[j] * a[j]);
                error = Math.Max(error, Math.Abs(rx[j]));
            }

            backend.Multiply(-1, rows.View.Transposed, a, 0, ry);
            double gap = 0, reach = 1e-300;
            foreach (var i in active)
            {
                var wanted = gy.IsEmpty ? 0 : gy[i];
                reach = Math.Max(reach, Math.Max(Math.Abs(wanted), Math.Abs(ry[i])));
                ry[i] += wanted;
                gap = Math.Max(gap, Math.Abs(ry[i]));
            }

            for (var j = 0; j < n; j++) reach = Math.Max(reach, Math.Abs(a[j]));
            var residual = Math.Max(error / size, gap / reach);
            if (!(residual < 0.5 * best) || rounds == MostRounds) break;
            best = residual;
            a.CopyTo(bestA);
            e.CopyTo(bestE);
            if (residual <= 1e-15) break;

            rounds++;
            for (var j = 0; j < n; j++) step[j] = rx[j] / hessian[j];
            backend.Multiply(1, rows.View.Transposed, step, 0, moved);
            for (var c = 0; c < active.Length; c++) held[c] = moved[active[c]] - ry[active[c]];
            factor.Solve(held);
            Array.Clear(moved);
            for (var c = 0; c < active.Length; c++) e[active[c]] += moved[active[c]] = held[c];
            backend.Multiply(-1, rows.View, moved, 1, rx);
            for (var j = 0; j < n; j++) a[j] += rx[j] / hessian[j];
        }

        bestA.CopyTo(a);
        bestE.CopyTo(e);
        return best;
    }
}
