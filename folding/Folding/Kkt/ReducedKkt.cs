using System.Buffers;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The symmetric system of the active-set Karush-Kuhn-Tucker conditions
/// <code>
/// [ P      A_act' ] [r_x]   [g_x]
/// [ A_act  0      ] [r_y] = [g_y],      r_y = 0 on inactive rows
/// </code>
/// factored once and solved for any number of right-hand sides from any number of threads. Bounds on single variables are
/// eliminated, the rest is equilibrated and factored as LDL', as it stands where every pivot stands out, else with a diagonal ±δ (quasi-definite, Vanderbei 1995),
/// and solved with iterative refinement, which removes the effect of δ and finds the minimum-norm solution of a consistent singular
/// system; what is singular is said by its <see cref="KktNullSpace"/>.
/// </summary>
internal sealed class ReducedKkt
{
    /// <summary>δ in the equilibrated system, whose entries are about 1.</summary>
    public const double Shift = 1e-8;

    private const double LargestShift = 1e-2;

    /// <summary>Elimination with no smaller pivot loses no more digits than δ costs, and one solve then does where δ needs two.</summary>
    private const double SmallestPivot = 1e-6;

    /// <summary>From one δ to the next one to try.</summary>
    private const double ShiftGrowth = 100;

    /// <summary>Relative residual of the equilibrated system at which a solve counts as done.</summary>
    public const double SolveTolerance = 1e-12;

    /// <summary>Relative residual beyond which a right-hand side counts as inconsistent with a singular system.</summary>
    private const double ConsistencyTolerance = 1e-9;

    /// <summary>A part of a right-hand side that is smaller than this share of another part is the other's trace.</summary>
    private const double Blur = 1e-4;

    /// <summary>With so many entries per row a product with the matrix costs about as much as a solve, and the factorization far more than either.</summary>
    private const int ManyEntriesPerRow = 128;

    private readonly KktReduction _reduction;
    private readonly CscMatrix _scaled;
    private readonly double[] _scale;
    private readonly LdlFactor _factor;
    private readonly RefinementLimits _limits;
    private readonly KktNullSpace _nullSpace;

    private ReducedKkt(QuadraticProgram problem, RowActivity[] activity, KktReduction reduction, CscMatrix scaled, double[] scale, LdlFactor factor, AddedDiagonal added)
    {
        Problem = problem;
        Activity = activity;
        Added = added;
        _reduction = reduction;
        _scaled = scaled;
        _scale = scale;
        _factor = factor;
        _limits = new()
        {
            RelativeTolerance = SolveTolerance,
            MaximumRounds = 12,
            Sketch = scaled.Pattern.Count > (long)ManyEntriesPerRow * reduction.Order ? new(scaled) : null,
        };
        _nullSpace = KktNullSpace.Of(scaled, factor, reduction.Free.Length, added.Shift);
    }

    /// <summary>The program whose active-set system this is.</summary>
    public QuadraticProgram Problem { get; }

    /// <summary>What was added to the diagonal of the equilibrated system; curvature only where P is not positive definite along the active rows of a program that need not be convex.</summary>
    public AddedDiagonal Added { get; }

    /// <summary>The active set, one entry per row.</summary>
    public RowActivity[] Activity { get; }

    /// <summary>Rows of the system that is factored.</summary>
    public int Order => _reduction.Order;

    /// <summary>The active rows are linearly dependent, or so nearly that their multipliers are not determined.</summary>
    public bool DependentRows => _nullSpace.OfRows || _reduction.HasRepeatedBounds;

    /// <summary>P is singular along a direction that keeps the active rows: the minimiser is not unique.</summary>
    public bool FlatDirection => _nullSpace.OfVariables;

    /// <summary>Assembles and factors the system of an active set.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="activity">One entry per row; kept.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="convex">False where P may be indefinite, as in the local model of a nonlinear program; its pattern then holds the diagonal.</param>
    public static ReducedKkt Factor(QuadraticProgram problem, RowActivity[] activity, SymbolicCache cache, bool convex = true)
    {
        var analysis = cache.For(problem, activity);
        var (reduction, symbolic) = analysis;
        var values = reduction.ValuesOf(problem);
        var scale = Equilibration.Scale(reduction.Pattern, values);
        var factor = new LdlFactor(symbolic);
        var signs = new sbyte[reduction.Order];
        signs.AsSpan(0, reduction.Free.Length).Fill(1);
        signs.AsSpan(reduction.Free.Length).Fill(-1);
        var scaled = CscMatrix.Adopt(symbolic.Pattern, values);
        if (convex && analysis.RowsFollowVariables && CurvatureStandsOut(scaled, reduction.Free.Length) && factor.Factor(values, signs, new() { SmallestPivot = SmallestPivot }) == LdlOutcome.Factored)
        {
            var unshifted = new ReducedKkt(problem, activity, reduction, scaled, scale, factor, default);
            if (!unshifted._nullSpace.IsPresent) return unshifted;
        }

        for (var shift = Shift; ; shift *= ShiftGrowth)
        {
            var added = convex ? FactorQuasidefinite(factor, values, signs, shift) : InertiaCorrection.Factor(factor, values, signs, reduction.Free.Length, shift);
            if (added is null)
                throw new ArithmeticException($"The KKT matrix of the active set could not be factored (row {factor.FailedPivot}); scale the problem so that its entries span fewer orders of magnitude.");
            var system = new ReducedKkt(problem, activity, reduction, scaled, scale, factor, added.Value);
            if (!convex || !system._nullSpace.IsHidden || added.Value.Shift * ShiftGrowth > LargestShift) return system;
        }
    }

    /// <summary>Whether every free variable has curvature of its own. Without it some pivot vanishes, and there is no need to try.</summary>
    private static bool CurvatureStandsOut(CscMatrix scaled, int variables)
    {
        ReadOnlySpan<int> pointers = scaled.Pattern.ColumnPointers, rows = scaled.Pattern.RowIndices;
        for (var j = 0; j < variables; j++)
        {
            var last = pointers[j + 1] - 1;
            if (last < pointers[j] || rows[last] != j || scaled.Values[last] < SmallestPivot) return false;
        }

        return true;
    }

    /// <summary>
    /// In exact arithmetic no pivot of a quasi-definite matrix vanishes; in floating point those of a vertex of a dense linear program can, P = 0
    /// leaving nothing but δ to begin with, and the factor then grows until it overflows. A larger δ tames it.
    /// </summary>
    private static AddedDiagonal? FactorQuasidefinite(LdlFactor factor, double[] values, sbyte[] signs, double first)
    {
        for (var shift = first; shift <= LargestShift; shift *= ShiftGrowth)
        {
            if (factor.Factor(values, signs, new LdlRegularization { Shift = shift, MinimumPivot = 1e-13, PivotReplacement = shift }) == LdlOutcome.Factored) return new(shift, 0);
        }

        return null;
    }

    /// <summary>Gives the memory of the factor to the next one; this one can solve nothing any more.</summary>
    public void Release() => _factor.Release();

    /// <summary>Solves for one right-hand side. Thread-safe.</summary>
    /// <param name="gx">g_x, length n.</param>
    /// <param name="gy">g_y, length m; entries of inactive rows are ignored; empty for zero.</param>
    /// <param name="rx">r_x, length n, on return.</param>
    /// <param name="ry">r_y, length m, zero on inactive rows, on return.</param>
    public KktSolve Solve(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> rx, Span<double> ry)
    {
        Span<KktSolve> outcome = stackalloc KktSolve[1];
        SolveMany(gx, gy, 1, rx, ry, outcome);
        return outcome[0];
    }

    /// <summary>Solves for several right-hand sides, one after the other in memory; eight at a time share a pass over the factor. Thread-safe.</summary>
    /// <param name="gx">g_x, length n each.</param>
    /// <param name="gy">g_y, length m each; empty for zero.</param>
    /// <param name="count">Number of right-hand sides.</param>
    /// <param name="rx">r_x, length n each, on return.</param>
    /// <param name="ry">r_y, length m each, on return.</param>
    /// <param name="outcomes">How each solve went.</param>
    public void SolveMany(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, int count, Span<double> rx, Span<double> ry, Span<KktSolve> outcomes)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount, order = _reduction.Order;
        var refinement = IterativeRefinement.WorkspaceLength(_factor, count);
        var memory = ArrayPool<double>.Shared.Rent((2 * order * count) + refinement + n + m);
        try
        {
            var reduced = memory.AsSpan(0, order * count);
            var solution = memory.AsSpan(order * count, order * count);
            var workspace = memory.AsSpan(2 * order * count, refinement);
            var product = memory.AsSpan((2 * order * count) + refinement, n + m);
            rx.Clear();
            ry.Clear();
            for (var s = 0; s < count; s++)
            {
                var seedOnRows = gy.IsEmpty ? gy : gy.Slice(s * m, m);
                outcomes[s] = new(0, 0, 0, SetFixedVariables(seedOnRows, rx.Slice(s * n, n)));
                ReduceRightHandSide(gx.Slice(s * n, n), seedOnRows, rx.Slice(s * n, n), reduced.Slice(s * order, order), product);
            }

            SolveReduced(reduced, solution, count, workspace, outcomes);
            for (var s = 0; s < count; s++)
            {
                Span<double> x = rx.Slice(s * n, n), y = ry.Slice(s * m, m), z = solution.Slice(s * order, order);
                for (var f = 0; f < _reduction.Free.Length; f++) x[_reduction.Free[f]] = z[f];
                var ofRows = z[_reduction.Free.Length..];
                for (var g = 0; g < ofRows.Length; g++) y[_reduction.General[g]] = ofRows[g];
                RecoverFixingMultipliers(gx.Slice(s * n, n), x, y, product);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    /// <summary>A row that fixes its variable: a_ij r_xj = g_yi. Returns the relative disagreement of rows that fix the same variable.</summary>
    private double SetFixedVariables(ReadOnlySpan<double> gy, Span<double> rx)
    {
        if (gy.IsEmpty) return 0;
        var mismatch = 0.0;
        var values = Problem.A.Values;
        for (var f = 0; f < _reduction.Fixed.Length; f++)
        {
            int from = _reduction.FixingStarts[f], to = _reduction.FixingStarts[f + 1];
            ref var value = ref rx[_reduction.Fixed[f]];
            if (to == from + 1)
            {
                value = gy[_reduction.FixingRows[from]] / values[_reduction.FixingEntries[from]];
                continue;
            }

            double product = 0, square = 0, size = 0;
            for (var t = from; t < to; t++)
            {
                double a = values[_reduction.FixingEntries[t]], g = gy[_reduction.FixingRows[t]];
                product += a * g;
                square += a * a;
                size = Math.Max(size, Math.Abs(g));
            }

            value = product / square;
            if (size == 0) continue;
            for (var t = from; t < to; t++)
                mismatch = Math.Max(mismatch, Math.Abs((values[_reduction.FixingEntries[t]] * value) - gy[_reduction.FixingRows[t]]) / size);
        }

        return mismatch;
    }

    private void ReduceRightHandSide(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, ReadOnlySpan<double> rx, Span<double> reduced, Span<double> product)
    {
        int[] free = _reduction.Free, general = _reduction.General;
        var ofRows = reduced[free.Length..];
        for (var f = 0; f < free.Length; f++) reduced[f] = gx[free[f]];
        ofRows.Clear();
        if (gy.IsEmpty) return;
        for (var g = 0; g < general.Length; g++) ofRows[g] = gy[general[g]];
        if (!rx.ContainsAnyExcept(0.0)) return;
        if (_reduction.CouplesFixed)
        {
            var px = product[..rx.Length];
            Problem.P.MultiplySymmetric(rx, px);
            for (var f = 0; f < free.Length; f++) reduced[f] -= px[free[f]];
        }

        if (general.Length == 0) return;
        var ax = product[rx.Length..];
        Problem.A.Multiply(rx, ax);
        for (var g = 0; g < general.Length; g++) ofRows[g] -= ax[general[g]];
    }

    /// <summary>Stationarity at a fixed variable gives its multiplier: a_ij r_yi = g_xj − (P r_x)_j − (A_G' r_G)_j, shared out by least norm among repeated bounds.</summary>
    private void RecoverFixingMultipliers(ReadOnlySpan<double> gx, ReadOnlySpan<double> rx, Span<double> ry, Span<double> product)
    {
        if (_reduction.Fixed.Length == 0) return;
        var px = product[..rx.Length];
        if (_reduction.CouplesFixed) Problem.P.MultiplySymmetric(rx, px);
        var values = Problem.A.Values;
        for (var f = 0; f < _reduction.Fixed.Length; f++)
        {
            var j = _reduction.Fixed[f];
            // So far r_y is zero but on G, and the rows that fix other variables have no entry here.
            var force = gx[j] - (_reduction.CouplesFixed ? px[j] : rx[j] == 0 ? 0 : Problem.P[j, j] * rx[j]) - Problem.A.ColumnDot(j, ry);
            int from = _reduction.FixingStarts[f], to = _reduction.FixingStarts[f + 1];
            if (to == from + 1)
            {
                ry[_reduction.FixingRows[from]] = force / values[_reduction.FixingEntries[from]];
                continue;
            }

            var square = 0.0;
            for (var t = from; t < to; t++) square += values[_reduction.FixingEntries[t]] * values[_reduction.FixingEntries[t]];
            for (var t = from; t < to; t++) ry[_reduction.FixingRows[t]] = values[_reduction.FixingEntries[t]] * force / square;
        }
    }

    private void SolveReduced(Span<double> right, Span<double> solution, int count, Span<double> workspace, Span<KktSolve> outcomes)
    {
        var order = _reduction.Order;
        for (var s = 0; s < count; s++)
        {
            var g = right.Slice(s * order, order);
            for (var k = 0; k < g.Length; k++) g[k] *= _scale[k];
        }

        Span<RefinementResult> results = count <= 16 ? stackalloc RefinementResult[count] : new RefinementResult[count];
        IterativeRefinement.SolveMany(_scaled, _factor, right, solution, workspace, _limits, results);
        for (var s = 0; s < count; s++)
        {
            var z = solution.Slice(s * order, order);
            var result = results[s];
            var (flat, contradictory) = (0.0, outcomes[s].ContradictoryPart);
            if (result.RelativeResidual > ConsistencyTolerance && (FlatDirection || DependentRows))
            {
                var g = right.Slice(s * order, order);
                var projected = _nullSpace.RangePart(g, workspace);
                var size = Vectors.MaxNorm(g);
                for (var k = 0; k < g.Length; k++)
                {
                    ref var lost = ref k < _reduction.Free.Length ? ref flat : ref contradictory;
                    lost = Math.Max(lost, Math.Abs(g[k] - projected[k]) / size);
                }

                // Rounding leaves a share of the one in the other.
                if (!FlatDirection || flat < Blur * contradictory) flat = 0;
                if (!DependentRows || contradictory < Blur * flat) contradictory = outcomes[s].ContradictoryPart;
                result = IterativeRefinement.Solve(_scaled, _factor, projected, z, workspace, _limits);
            }

            for (var k = 0; k < z.Length; k++) z[k] *= _scale[k];
            outcomes[s] = new(result.RelativeResidual, result.Rounds, flat, contradictory);
        }
    }

    /// <summary>
    /// The part of x in the directions in which the objective is flat and the active rows stay: null vectors of the scaled system K = D[...]D. The block of Π
    /// on the variables is symmetric, so that D Π D⁻¹ for tangents and D⁻¹ Π D for seeds are transposes of each other to rounding.
    /// </summary>
    public double[] FlatPart(ReadOnlySpan<double> x, bool ofSeed)
    {
        var free = _reduction.Free;
        var part = new double[x.Length];
        double[] z = new double[_reduction.Order], workspace = new double[_factor.WorkspaceLength];
        for (var f = 0; f < free.Length; f++) z[f] = ofSeed ? x[free[f]] * _scale[f] : x[free[f]] / _scale[f];
        _nullSpace.Project(z, workspace);
        for (var f = 0; f < free.Length; f++) part[free[f]] = ofSeed ? z[f] / _scale[f] : z[f] * _scale[f];
        return part;
    }
}

/// <summary>How a solve with <see cref="ReducedKkt"/> went.</summary>
/// <param name="RelativeResidual">Residual of the equilibrated system over its right-hand side, infinity norm.</param>
/// <param name="Rounds">Rounds of refinement.</param>
/// <param name="FlatPart">Share of the right-hand side along directions of x that nothing determines; it was left out.</param>
/// <param name="ContradictoryPart">Share of the right-hand side in which dependent rows contradict each other; it was left out.</param>
internal readonly record struct KktSolve(double RelativeResidual, int Rounds, double FlatPart, double ContradictoryPart)
{
    /// <summary>The larger share of the two.</summary>
    public double InconsistentPart => Math.Max(FlatPart, ContradictoryPart);
}
