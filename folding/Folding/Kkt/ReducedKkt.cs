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
/// eliminated, the rest is equilibrated, factored as LDL' with a diagonal ±δ (quasi-definite, Vanderbei 1995) and solved
/// with iterative refinement, which removes the effect of δ and finds the minimum-norm solution of a consistent singular
/// system.
/// </summary>
internal sealed class ReducedKkt
{
    /// <summary>δ in the equilibrated system, whose entries are about 1.</summary>
    public const double Shift = 1e-8;

    /// <summary>Relative residual of the equilibrated system at which a solve counts as done.</summary>
    public const double SolveTolerance = 1e-12;

    /// <summary>Relative residual beyond which a right-hand side counts as inconsistent with a singular system.</summary>
    private const double ConsistencyTolerance = 1e-9;

    private readonly QuadraticProgram _problem;
    private readonly KktReduction _reduction;
    private readonly CscMatrix _scaled;
    private readonly double[] _scale;
    private readonly LdlFactor _factor;

    private ReducedKkt(QuadraticProgram problem, RowActivity[] activity, KktReduction reduction, CscMatrix scaled, double[] scale, LdlFactor factor)
    {
        _problem = problem;
        Activity = activity;
        _reduction = reduction;
        _scaled = scaled;
        _scale = scale;
        _factor = factor;
        (DependentRows, FlatDirection) = FindNullDirection();
        DependentRows |= reduction.HasRepeatedBounds;
    }

    /// <summary>The active set, one entry per row.</summary>
    public RowActivity[] Activity { get; }

    /// <summary>The active rows are linearly dependent, or so nearly that their multipliers are not determined.</summary>
    public bool DependentRows { get; }

    /// <summary>P is singular along a direction that keeps the active rows: the minimiser is not unique.</summary>
    public bool FlatDirection { get; }

    /// <summary>Assembles and factors the system of an active set.</summary>
    public static ReducedKkt Factor(QuadraticProgram problem, RowActivity[] activity, SymbolicCache cache)
    {
        var reduction = KktReduction.Of(problem, activity);
        var assembled = reduction.Assemble(problem);
        var values = assembled.Values.ToArray();
        var scale = Equilibration.Scale(assembled.Pattern, values);
        var factor = new LdlFactor(cache.For(assembled.Pattern));
        var signs = new sbyte[reduction.Order];
        signs.AsSpan(0, reduction.Free.Count).Fill(1);
        signs.AsSpan(reduction.Free.Count).Fill(-1);
        var outcome = factor.Factor(values, signs, new LdlRegularization { Shift = Shift, MinimumPivot = 1e-13, PivotReplacement = Shift });
        if (outcome != LdlOutcome.Factored)
            throw new ArithmeticException($"The KKT matrix of the active set could not be factored ({outcome} at row {factor.FailedPivot}); scale the problem so that its entries span fewer orders of magnitude.");
        return new(problem, activity, reduction, CscMatrix.Adopt(assembled.Pattern, values), scale, factor);
    }

    /// <summary>Solves for one right-hand side. Thread-safe.</summary>
    /// <param name="gx">g_x, length n.</param>
    /// <param name="gy">g_y, length m; entries of inactive rows are ignored; empty for zero.</param>
    /// <param name="rx">r_x, length n, on return.</param>
    /// <param name="ry">r_y, length m, zero on inactive rows, on return.</param>
    public KktSolve Solve(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> rx, Span<double> ry)
    {
        rx.Clear();
        ry.Clear();
        var mismatch = SetFixedVariables(gy, rx);
        var reduced = ReducedRightHandSide(gx, gy, rx);
        var solution = new double[reduced.Length];
        var outcome = SolveReduced(reduced, solution);
        var free = _reduction.Free;
        for (var f = 0; f < free.Count; f++) rx[free[f]] = solution[f];
        for (var g = 0; g < _reduction.General.Count; g++) ry[_reduction.General[g]] = solution[free.Count + g];
        RecoverFixingMultipliers(gx, rx, ry);
        return outcome with { InconsistentPart = Math.Max(outcome.InconsistentPart, mismatch) };
    }

    /// <summary>A row that fixes its variable: a_ij r_xj = g_yi. Returns the relative disagreement of rows that fix the same variable.</summary>
    private double SetFixedVariables(ReadOnlySpan<double> gy, Span<double> rx)
    {
        if (gy.IsEmpty) return 0;
        var mismatch = 0.0;
        foreach (var j in _reduction.Fixed)
        {
            double product = 0, square = 0, size = 0;
            foreach (var i in _reduction.FixingRows[j]!)
            {
                var a = _problem.A[i, j];
                product += a * gy[i];
                square += a * a;
                size = Math.Max(size, Math.Abs(gy[i]));
            }

            rx[j] = product / square;
            if (_reduction.FixingRows[j]!.Count == 1 || size == 0) continue;
            foreach (var i in _reduction.FixingRows[j]!) mismatch = Math.Max(mismatch, Math.Abs(_problem.A[i, j] * rx[j] - gy[i]) / size);
        }

        return mismatch;
    }

    private double[] ReducedRightHandSide(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, ReadOnlySpan<double> rx)
    {
        var free = _reduction.Free;
        var general = _reduction.General;
        var reduced = new double[_reduction.Order];
        for (var f = 0; f < free.Count; f++) reduced[f] = gx[free[f]];
        if (gy.IsEmpty) return reduced;
        for (var g = 0; g < general.Count; g++) reduced[free.Count + g] = gy[general[g]];
        var moved = false;
        foreach (var j in _reduction.Fixed) moved |= rx[j] != 0;
        if (!moved) return reduced;
        var px = new double[rx.Length];
        _problem.P.MultiplySymmetric(rx, px);
        var ax = new double[_problem.ConstraintCount];
        _problem.A.Multiply(rx, ax);
        for (var f = 0; f < free.Count; f++) reduced[f] -= px[free[f]];
        for (var g = 0; g < general.Count; g++) reduced[free.Count + g] -= ax[general[g]];
        return reduced;
    }

    /// <summary>Stationarity at a fixed variable gives its multiplier: a_ij r_yi = g_xj − (P r_x)_j − (A_G' r_G)_j, shared out by least norm among repeated bounds.</summary>
    private void RecoverFixingMultipliers(ReadOnlySpan<double> gx, ReadOnlySpan<double> rx, Span<double> ry)
    {
        if (_reduction.Fixed.Count == 0) return;
        var px = new double[rx.Length];
        _problem.P.MultiplySymmetric(rx, px);
        var pattern = _problem.A.Pattern;
        foreach (var j in _reduction.Fixed)
        {
            var force = gx[j] - px[j];
            for (var k = pattern.ColumnPointers[j]; k < pattern.ColumnPointers[j + 1]; k++)
            {
                var i = pattern.RowIndices[k];
                if (_reduction.GeneralIndex[i] >= 0) force -= _problem.A.Values[k] * ry[i];
            }

            var square = 0.0;
            foreach (var i in _reduction.FixingRows[j]!) square += _problem.A[i, j] * _problem.A[i, j];
            foreach (var i in _reduction.FixingRows[j]!) ry[i] = _problem.A[i, j] * force / square;
        }
    }

    private KktSolve SolveReduced(double[] g, double[] solution)
    {
        for (var k = 0; k < g.Length; k++) g[k] *= _scale[k];
        var workspace = new double[IterativeRefinement.WorkspaceLength(_factor)];
        var limits = new RefinementLimits { RelativeTolerance = SolveTolerance, MaximumRounds = 12 };
        var result = IterativeRefinement.Solve(_scaled, _factor, g, solution, workspace, limits);
        var lost = 0.0;
        if (result.RelativeResidual > ConsistencyTolerance && (FlatDirection || DependentRows))
        {
            var projected = ProjectOntoRange(g, workspace);
            var size = Vectors.MaxNorm(g);
            for (var k = 0; k < g.Length; k++) lost = Math.Max(lost, Math.Abs(g[k] - projected[k]) / size);
            result = IterativeRefinement.Solve(_scaled, _factor, projected, solution, workspace, limits);
        }

        for (var k = 0; k < solution.Length; k++) solution[k] *= _scale[k];
        return new(result.RelativeResidual, result.Rounds, lost);
    }

    /// <summary>
    /// The part of g in the range of K: K K_δ⁻¹ g = g − δS K_δ⁻¹ g removes the component along a null vector up to a
    /// relative δ. Applied twice.
    /// </summary>
    private double[] ProjectOntoRange(double[] g, double[] workspace)
    {
        var projected = (double[])g.Clone();
        var solved = new double[g.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            projected.CopyTo(solved, 0);
            _factor.Solve(solved, workspace);
            _scaled.MultiplySymmetric(solved, projected);
        }

        return projected;
    }

    /// <summary>
    /// Two steps of inverse iteration estimate the smallest singular value of K. Where it is of the order of δ the
    /// system is numerically singular, and the direction found says why: a multiplier direction means dependent rows, a
    /// variable direction a flat objective.
    /// </summary>
    private (bool DependentRows, bool FlatDirection) FindNullDirection()
    {
        var order = _reduction.Order;
        if (order == 0) return (false, false);
        var vector = new double[order];
        // A fixed pseudo-random start (a Weyl sequence): reproducible and orthogonal to nothing in particular.
        for (var k = 0; k < order; k++) vector[k] = 0.5 + ((k + 1) * 0.6180339887498949 % 1.0);
        var workspace = new double[_factor.WorkspaceLength];
        _factor.Solve(vector, workspace);
        var size = Vectors.MaxNorm(vector);
        for (var k = 0; k < order; k++) vector[k] /= size;
        _factor.Solve(vector, workspace);
        if (Vectors.MaxNorm(vector) < 0.05 / Shift) return (false, false);
        var free = _reduction.Free.Count;
        double ofVariables = Vectors.MaxNorm(vector.AsSpan(0, free)), ofRows = Vectors.MaxNorm(vector.AsSpan(free));
        return (ofRows >= 0.1 * ofVariables, ofVariables >= 0.1 * ofRows);
    }
}

/// <summary>How a solve with <see cref="ReducedKkt"/> went.</summary>
/// <param name="RelativeResidual">Residual of the equilibrated system over its right-hand side, infinity norm.</param>
/// <param name="Rounds">Rounds of refinement.</param>
/// <param name="InconsistentPart">Share of the right-hand side along directions in which nothing determines the answer; it was left out.</param>
internal readonly record struct KktSolve(double RelativeResidual, int Rounds, double InconsistentPart);
