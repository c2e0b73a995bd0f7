using Folding.Natives;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// A direct solver for sparse symmetric systems <c>K x = b</c>: analysed once per pattern, refilled with new values, solved with often. The
/// managed LDL' (<see cref="LdlFactor"/>), PARDISO and UMFPACK are of this kind. <see cref="Factor"/> belongs to one thread at a time; after
/// it the solves with a workspace argument may run on many threads at once.
/// </summary>
public abstract class SparseSymmetricFactorization
{
    private double[] _workspace = [];

    private protected SparseSymmetricFactorization(SparsityPattern upper) => Pattern = upper;

    /// <summary>Name of the method, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The upper triangle of K.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>Number of rows of K.</summary>
    public int Order => Pattern.Columns;

    /// <summary>Row of K whose pivot stopped the last factorization, -1 when it did not stop or the method does not tell.</summary>
    public virtual int FailedPivot => -1;

    /// <summary>How the last factorization ended; null before.</summary>
    private protected LdlOutcome? Outcome { get; set; }

    /// <summary>Doubles of workspace for <see cref="Solve(Span{double}, Span{double})"/>.</summary>
    public abstract int WorkspaceLength { get; }

    /// <summary>Doubles of workspace for <see cref="SolveMany(Span{double}, int, Span{double})"/>.</summary>
    public abstract int WorkspaceLengthForMany { get; }

    /// <summary>Analyses a pattern for a solver.</summary>
    /// <param name="upper">The upper triangle of K, square; entries of the diagonal may be missing and count as zero.</param>
    /// <param name="solver">Which; by default by the size of the factor, see <see cref="SparseSolver.Automatic"/>.</param>
    /// <exception cref="ArgumentException">The pattern is not square, has an entry below the diagonal, or its factor is too large to store.</exception>
    /// <exception cref="NativeLibraryException">The library of a solver that was named is missing.</exception>
    public static SparseSymmetricFactorization Create(SparsityPattern upper, SparseSolver solver = SparseSolver.Automatic) => solver switch
    {
        SparseSolver.Managed => new LdlFactor(LdlSymbolic.Analyze(upper)),
        SparseSolver.Pardiso => new PardisoFactorization(upper),
        SparseSolver.Umfpack => new UmfpackFactorization(upper),
        SparseSolver.Automatic => SparseSolverRule.Choose(upper),
        _ => throw new ArgumentException($"{solver} is not a solver.", nameof(solver)),
    };

    /// <summary>Factors <c>K + diag(signs) Shift</c>.</summary>
    /// <param name="values">One value per entry of <see cref="Pattern"/>.</param>
    /// <param name="signs">Expected sign of the pivot of each row of K: +1, -1, or 0 where unknown; empty when all are unknown.</param>
    /// <param name="regularization">Changes allowed to the diagonal; none by default. Native solvers choose pivots and do not replace small ones as told.</param>
    /// <returns>Whether the factor can be solved with.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite or not a sign; the message names the index.</exception>
    public abstract LdlOutcome Factor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs = default, LdlRegularization regularization = default);

    /// <summary>Signs of the eigenvalues of the last matrix; null where the method cannot tell.</summary>
    public abstract Inertia? FindInertia();

    /// <summary>Solves <c>K x = b</c> in place with an internal workspace.</summary>
    /// <param name="rightHandSideAndSolution">b on entry, x on return.</param>
    /// <exception cref="ArgumentException">The length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void Solve(Span<double> rightHandSideAndSolution) => Solve(rightHandSideAndSolution, Workspace(WorkspaceLength));

    /// <summary>Solves <c>K x = b</c> in place; safe from many threads at once, each with a workspace of its own.</summary>
    /// <param name="rightHandSideAndSolution">b on entry, x on return.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength"/> doubles; their content is lost.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public abstract void Solve(Span<double> rightHandSideAndSolution, Span<double> workspace);

    /// <summary>Solves for several right-hand sides in place, with an internal workspace.</summary>
    /// <param name="columns">The right-hand sides one after the other, each of length <see cref="Order"/>; the solutions on return.</param>
    /// <param name="count">Number of right-hand sides.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void SolveMany(Span<double> columns, int count) => SolveMany(columns, count, Workspace(WorkspaceLengthForMany));

    /// <summary>Solves for several right-hand sides in place; safe from many threads at once, each with a workspace of its own.</summary>
    /// <param name="columns">The right-hand sides one after the other, each of length <see cref="Order"/>; the solutions on return.</param>
    /// <param name="count">Number of right-hand sides.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLengthForMany"/> doubles; their content is lost.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public abstract void SolveMany(Span<double> columns, int count, Span<double> workspace);

    private protected void CheckFactor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs, LdlRegularization regularization)
    {
        if (values.Length != Pattern.Count)
            throw new ArgumentException($"{values.Length} values for {Pattern.Count} entries of the pattern; the two must be equal.", nameof(values));
        FiniteCheck.Require(values, nameof(values));
        regularization.Validate(!signs.IsEmpty || Order == 0, nameof(regularization));
        if (signs.IsEmpty) return;
        if (signs.Length != Order)
            throw new ArgumentException($"{signs.Length} signs for a matrix of order {Order}; the two must be equal.", nameof(signs));
        var wrong = signs.IndexOfAnyExcept((sbyte)1, (sbyte)-1, (sbyte)0);
        if (wrong >= 0) throw new ArgumentException($"Sign {wrong} is {signs[wrong]}; it must be +1, -1 or 0.", nameof(signs));
    }

    private protected void CheckSolve(ReadOnlySpan<double> columns, int count, int workspace, int neededWorkspace)
    {
        if (Outcome != LdlOutcome.Factored)
            throw new InvalidOperationException(Outcome is null ? "Nothing is factored yet; call Factor first." : $"The last factorization failed at row {FailedPivot} ({Outcome}); there is nothing to solve with.");
        if (columns.Length != (long)count * Order)
            throw new ArgumentException($"The right-hand side has length {columns.Length}; {count} of order {Order} need {(long)count * Order}.", nameof(columns));
        if (workspace < neededWorkspace)
            throw new ArgumentException($"The workspace has length {workspace}; at least {neededWorkspace} is needed.", nameof(workspace));
        FiniteCheck.Require(columns, nameof(columns));
    }

    private Span<double> Workspace(int length)
    {
        if (_workspace.Length < length) _workspace = new double[length];
        return _workspace;
    }
}
