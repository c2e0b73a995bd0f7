using Folding;

namespace YourOwnStep;

/// <summary>
/// Balancing (Furness, Sinkhorn) of the entropy-regularised assignment: trips t_ij = u_i k_ij v_j with k = exp(−c₀ km − c₁ bridge),
/// so that Σ_j t_ij = workers_i and Σ_i t_ij = jobs_j:
/// <code>v_j ← jobs_j / Σ_i u_i k_ij,   u_i ← workers_i / Σ_j k_ij v_j</code>
/// The state is u, scaled to u_0 = 1 because only products of u and v count, and then the trips, row by row.
/// </summary>
internal sealed class BalancingStep(Town town) : UpdateStep(town.Homes * (1 + town.Works), parameterCount: 2)
{
    public override string Name => "balancing";

    public override void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next)
    {
        int homes = town.Homes, works = town.Works;
        T[,] k = new T[homes, works];
        T[] u = new T[homes], v = new T[works];
        for (var j = 0; j < works; j++)
        {
            for (var i = 0; i < homes; i++)
            {
                k[i, j] = T.Exp(-town.Kilometres[i, j] * c[0] - town.Bridge[i, j] * c[1]);
                v[j] += x[i] * k[i, j];
            }

            v[j] = town.Jobs[j] / v[j];
            for (var i = 0; i < homes; i++) u[i] += k[i, j] * v[j];
        }

        for (var i = 0; i < homes; i++) u[i] = town.Workers[i] / u[i];
        for (var i = 0; i < homes; i++)
        {
            next[i] = u[i] / u[0];
            for (var j = 0; j < works; j++) next[homes + (i * works) + j] = u[i] * k[i, j] * v[j];
        }
    }
}
