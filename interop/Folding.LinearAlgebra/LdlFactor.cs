using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// A numeric factorization <c>Q K Q' = L D L'</c> that can be refilled with new values of one pattern without allocating.
/// <see cref="Factor"/> and the solves without a workspace argument belong to one thread at a time; after <see cref="Factor"/> the
/// solves with a workspace argument may run on many threads at once. Same input, same bits.
/// </summary>
public sealed class LdlFactor : SparseSymmetricFactorization
{
    private readonly NumericFactor _numeric;
    private readonly PivotRule _rule;

    /// <summary>Reserves the memory of the factor.</summary>
    /// <param name="symbolic">Analysis of the pattern.</param>
    public LdlFactor(LdlSymbolic symbolic)
        : base(PatternOf(symbolic))
    {
        Symbolic = symbolic;
        _numeric = symbolic.CreateFactor();
        _rule = new PivotRule(symbolic.Order);
    }

    /// <inheritdoc/>
    public override string Name => "LDL'";

    /// <summary>The analysis this factor was built on.</summary>
    public LdlSymbolic Symbolic { get; }

    /// <summary>Signs of the pivots as they came out of the elimination, before any was replaced; a pivot no larger than <see cref="LdlRegularization.MinimumPivot"/> counts as zero.</summary>
    public Inertia Inertia => _rule.Inertia;

    /// <summary>Number of pivots replaced by dynamic regularisation in the last factorization.</summary>
    public int RegularizedPivots => _rule.Replaced;

    /// <inheritdoc/>
    public override int FailedPivot => Outcome is null or LdlOutcome.Factored ? -1 : Symbolic.EliminationOrder[_rule.FailedStep];

    /// <inheritdoc/>
    public override int WorkspaceLength => Symbolic.Order + _numeric.ScratchLength;

    /// <inheritdoc/>
    public override int WorkspaceLengthForMany => Math.Max(WorkspaceLength, NumericFactor.BlockWidth * Symbolic.Order);

    /// <inheritdoc/>
    public override Inertia? FindInertia() => Inertia;

    /// <inheritdoc/>
    public override LdlOutcome Factor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs = default, LdlRegularization regularization = default)
    {
        CheckFactor(values, signs, regularization);
        Outcome = null;
        _rule.Begin(Symbolic.EliminationOrder, signs, regularization);
        Outcome = _numeric.Factor(values, regularization.Shift, _rule);
        return Outcome.Value;
    }

    /// <summary>
    /// Gives the memory of a long factor back for the next <see cref="LdlFactor"/> to use, which spares the garbage collector the search and the system the pages.
    /// There is nothing to solve with until the next <see cref="Factor"/>. Not while another thread solves.
    /// </summary>
    public void Release()
    {
        Outcome = null;
        _numeric.Release();
    }

    /// <inheritdoc/>
    public override void Solve(Span<double> rightHandSideAndSolution, Span<double> workspace)
    {
        CheckSolve(rightHandSideAndSolution, count: 1, workspace.Length, WorkspaceLength);
        SolveOne(rightHandSideAndSolution, workspace);
    }

    /// <inheritdoc/>
    public override void SolveMany(Span<double> columns, int count, Span<double> workspace)
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

    private static SparsityPattern PatternOf(LdlSymbolic symbolic)
    {
        ArgumentNullException.ThrowIfNull(symbolic);
        return symbolic.Pattern;
    }
}
