using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// A factorization of the Hessian of the augmented Lagrangian, the one matrix that operator splitting needs:
/// <code>M = P + σI + A' diag(ρ) A</code>
/// P symmetric positive semidefinite, ρ &gt; 0, σ ≥ 0. Factored once per (P, A, ρ, σ); after that the solves are safe from many threads at once.
/// Two forms: <see cref="SparseAugmentedHessian"/> never forms M, <see cref="DenseAugmentedHessian"/> forms it and takes its Cholesky factor.
/// </summary>
public abstract class AugmentedHessian
{
    /// <summary>Share of stored entries from which matrices count as dense, and the order below which it does not matter.</summary>
    private const double DenseShare = 0.25;
    private const int SmallOrder = 48;

    private protected AugmentedHessian(int variables, int rows)
    {
        Variables = variables;
        Rows = rows;
    }

    /// <summary>Order n of M.</summary>
    public int Variables { get; }

    /// <summary>Rows m of A.</summary>
    public int Rows { get; }

    /// <summary>The form that suits the patterns: dense where P or A are, sparse elsewhere.</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="a">A, m x n.</param>
    /// <exception cref="ArgumentException">P does not store an upper triangle, or the sizes do not fit.</exception>
    public static AugmentedHessian For(SparsityPattern p, SparsityPattern a) => IsDense(p, a) ? new DenseAugmentedHessian(p, a) : new SparseAugmentedHessian(p, a);

    /// <summary>Factors M for these values.</summary>
    /// <param name="p">Upper triangle of P, on the pattern this was made for.</param>
    /// <param name="a">A, on the pattern this was made for.</param>
    /// <param name="rho">ρ, length m, positive.</param>
    /// <param name="sigma">σ, not negative.</param>
    /// <returns>Whether M can be solved with; it cannot where it is singular: P is flat along a direction that moves no row.</returns>
    /// <exception cref="ArgumentException">A pattern, a length or a value does not fit.</exception>
    public LdlOutcome Factor(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(a);
        if (p.Columns != Variables || a.Columns != Variables || a.Rows != Rows)
            throw new ArgumentException($"P is {p}, A is {a}; this factorization is for {Variables} variables and {Rows} rows.");
        if (rho.Length != Rows) throw new ArgumentException($"rho has length {rho.Length}; expected {Rows}.", nameof(rho));
        for (var i = 0; i < rho.Length; i++)
        {
            if (!(rho[i] > 0) || !double.IsFinite(rho[i])) throw new ArgumentException($"rho[{i}] is {rho[i]}; it must be positive and finite.", nameof(rho));
        }

        if (!(sigma >= 0) || !double.IsFinite(sigma)) throw new ArgumentException($"sigma is {sigma}; it must be finite and not negative.", nameof(sigma));
        return FactorCore(p, a, rho, sigma);
    }

    /// <summary>x = M⁻¹ b and its rows A x. Thread-safe.</summary>
    /// <param name="b">Length n.</param>
    /// <param name="x">Length n; may be <paramref name="b"/> itself.</param>
    /// <param name="ax">A x, length m; empty where it is not wanted.</param>
    /// <exception cref="InvalidOperationException">Nothing is factored.</exception>
    public abstract void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax);

    /// <summary>Gives large memory back at once, which the garbage collector would do later; nothing is factored afterwards.</summary>
    public virtual void Release()
    {
    }

    private protected abstract LdlOutcome FactorCore(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma);

    private protected static void CheckPatterns(SparsityPattern p, SparsityPattern a)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(a);
        if (!p.IsUpperTriangular) throw new ArgumentException($"P must be square and store its upper triangle; it is {p}.", nameof(p));
        if (a.Columns != p.Columns) throw new ArgumentException($"A is {a}; P is of order {p.Columns}.", nameof(a));
    }

    private static bool IsDense(SparsityPattern p, SparsityPattern a)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(a);
        double n = p.Columns, m = a.Rows;
        // A dense A alone makes M dense as soon as it has about as many rows as M.
        return n >= SmallOrder && (p.Count > DenseShare * n * n / 2 || (m > n / 4 && a.Count > DenseShare * n * m));
    }
}
