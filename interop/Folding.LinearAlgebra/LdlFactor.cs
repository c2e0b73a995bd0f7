using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// A numeric factorization <c>Q K Q' = L D L'</c> that can be refilled with new values of one pattern without allocating.
/// <see cref="Factor"/> and the solves without a workspace argument belong to one thread at a time; after <see cref="Factor"/> the
/// solves with a workspace argument may run on many threads at once. Same input, same bits.
/// </summary>
public sealed class LdlFactor
{
    private readonly NumericFactor _numeric;
    private readonly PivotRule _rule;
    private double[] _workspace = [];
    private LdlOutcome? _outcome;

    /// <summary>Reserves the memory of the factor.</summary>
    /// <param name="symbolic">Analysis of the pattern.</param>
    public LdlFactor(LdlSymbolic symbolic)
    {
        ArgumentNullException.ThrowIfNull(symbolic);
        Symbolic = symbolic;
        _numeric = symbolic.CreateFactor();
        _rule = new PivotRule(symbolic.Order);
    }

    /// <summary>The analysis this factor was built on.</summary>
    public LdlSymbolic Symbolic { get; }

    /// <summary>Signs of the pivots as they came out of the elimination, before any was replaced; a pivot no larger than <see cref="LdlRegularization.MinimumPivot"/> counts as zero.</summary>
    public Inertia Inertia => _rule.Inertia;

    /// <summary>Number of pivots replaced by dynamic regularisation in the last factorization.</summary>
    public int RegularizedPivots => _rule.Replaced;

    /// <summary>Row of K whose pivot stopped the last factorization, -1 when it did not stop.</summary>
    public int FailedPivot => _outcome is null or LdlOutcome.Factored ? -1 : Symbolic.EliminationOrder[_rule.FailedStep];

    /// <summary>Doubles of workspace for <see cref="Solve(Span{double}, Span{double})"/>.</summary>
    public int WorkspaceLength => Symbolic.Order + _numeric.ScratchLength;

    /// <summary>Doubles of workspace for <see cref="SolveMany(Span{double}, int, Span{double})"/>.</summary>
    public int WorkspaceLengthForMany => Math.Max(WorkspaceLength, NumericFactor.BlockWidth * Symbolic.Order);

    /// <summary>Factors <c>K + diag(signs) Shift</c>.</summary>
    /// <param name="values">One value per entry of <see cref="LdlSymbolic.Pattern"/>.</param>
    /// <param name="signs">Expected sign of the pivot of each row of K: +1, -1, or 0 where unknown; empty when all are unknown.</param>
    /// <param name="regularization">Changes allowed to the diagonal; none by default.</param>
    /// <returns>Whether the factor can be solved with; see <see cref="FailedPivot"/> otherwise.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite or not a sign; the message names the index.</exception>
    public LdlOutcome Factor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs = default, LdlRegularization regularization = default)
    {
        if (values.Length != Symbolic.Pattern.Count)
            throw new ArgumentException($"{values.Length} values for {Symbolic.Pattern.Count} entries of the pattern; the two must be equal.", nameof(values));
        FiniteCheck.Require(values, nameof(values));
        if (!signs.IsEmpty) CheckSigns(signs);
        regularization.Validate(!signs.IsEmpty || Symbolic.Order == 0, nameof(regularization));
        _outcome = null;
        _rule.Begin(Symbolic.EliminationOrder, signs, regularization);
        var outcome = _numeric.Factor(values, regularization.Shift, _rule);
        _outcome = outcome;
        return outcome;
    }

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
    public void Solve(Span<double> rightHandSideAndSolution, Span<double> workspace)
    {
        CheckSolve(rightHandSideAndSolution, count: 1, workspace.Length, WorkspaceLength);
        SolveOne(rightHandSideAndSolution, workspace);
    }

    /// <summary>Solves for several right-hand sides in place, with an internal workspace.</summary>
    /// <param name="columns">The right-hand sides one after the other, each of length <see cref="LdlSymbolic.Order"/>; the solutions on return.</param>
    /// <param name="count">Number of right-hand sides.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void SolveMany(Span<double> columns, int count) => SolveMany(columns, count, Workspace(WorkspaceLengthForMany));

    /// <summary>Solves for several right-hand sides in place; safe from many threads at once, each with a workspace of its own.</summary>
    /// <param name="columns">The right-hand sides one after the other, each of length <see cref="LdlSymbolic.Order"/>; the solutions on return.</param>
    /// <param name="count">Number of right-hand sides.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLengthForMany"/> doubles; their content is lost.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void SolveMany(Span<double> columns, int count, Span<double> workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckSolve(columns, count, workspace.Length, WorkspaceLengthForMany);
        var n = Symbolic.Order;
        const int width = NumericFactor.BlockWidth;
        for (var first = 0; first < count; first += width)
        {
            var sides = Math.Min(width, count - first);
            var block = columns.Slice(first * n, sides * n);
            if (sides <= 2)
            {
                for (var side = 0; side < sides; side++) SolveOne(block.Slice(side * n, n), workspace);
                continue;
            }

            SolveInterleaved(block, sides, workspace[..(width * n)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveOne(Span<double> b, Span<double> workspace)
    {
        var n = Symbolic.Order;
        var order = Symbolic.EliminationOrder;
        var x = workspace[..n];
        for (var k = 0; k < order.Length; k++) x[k] = b[order[k]];
        _numeric.Solve(x, workspace[n..]);
        for (var k = 0; k < order.Length; k++) b[order[k]] = x[k];
    }

    private void SolveInterleaved(Span<double> block, int sides, Span<double> x)
    {
        const int width = NumericFactor.BlockWidth;
        var n = Symbolic.Order;
        var order = Symbolic.EliminationOrder;
        if (sides < width) x.Clear();
        for (var side = 0; side < sides; side++)
        {
            var b = block.Slice(side * n, n);
            for (var k = 0; k < order.Length; k++) x[(k * width) + side] = b[order[k]];
        }

        _numeric.SolveBlock(x);
        for (var side = 0; side < sides; side++)
        {
            var b = block.Slice(side * n, n);
            for (var k = 0; k < order.Length; k++) b[order[k]] = x[(k * width) + side];
        }
    }

    private Span<double> Workspace(int length)
    {
        if (_workspace.Length < length) _workspace = new double[length];
        return _workspace;
    }

    private void CheckSolve(ReadOnlySpan<double> columns, int count, int workspace, int neededWorkspace)
    {
        if (_outcome != LdlOutcome.Factored)
            throw new InvalidOperationException(_outcome is null ? "Nothing is factored yet; call Factor first." : $"The last factorization failed at row {FailedPivot} ({_outcome}); there is nothing to solve with.");
        if (columns.Length != (long)count * Symbolic.Order)
            throw new ArgumentException($"The right-hand side has length {columns.Length}; {count} of order {Symbolic.Order} need {(long)count * Symbolic.Order}.", nameof(columns));
        if (workspace < neededWorkspace)
            throw new ArgumentException($"The workspace has length {workspace}; at least {neededWorkspace} is needed.", nameof(workspace));
        FiniteCheck.Require(columns, nameof(columns));
    }

    private void CheckSigns(ReadOnlySpan<sbyte> signs)
    {
        if (signs.Length != Symbolic.Order)
            throw new ArgumentException($"{signs.Length} signs for a matrix of order {Symbolic.Order}; the two must be equal.", nameof(signs));
        var wrong = signs.IndexOfAnyExcept((sbyte)1, (sbyte)-1, (sbyte)0);
        if (wrong >= 0) throw new ArgumentException($"Sign {wrong} is {signs[wrong]}; it must be +1, -1 or 0.", nameof(signs));
    }
}
