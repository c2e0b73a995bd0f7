namespace Folding.Benchmarks.SparseLdl;

/// <summary>The three phases of a sparse direct solver, on one system.</summary>
public interface ISparseSolver : IDisposable
{
    string Name { get; }

    /// <summary>Nonzeros of L as the solver counts them; 0 where it does not say.</summary>
    long FactorCount { get; }

    void Analyze();

    void Factor();

    /// <summary>Overwrites x, which holds the right-hand side, with the solution.</summary>
    void Solve(double[] x);
}
