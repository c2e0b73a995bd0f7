using System.Collections.Immutable;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The minimiser of the barrier problem of a quadratic program at one μ,
/// <code>min 1/2 x'Px + q'x − μ Σ log(a'x − l) − μ Σ log(u − a'x)   s.t.  a'x = b on equality rows</code>
/// found by an infeasible primal-dual path-following method (Wright, "Primal-Dual Interior-Point Methods", 1997). The
/// distances d to the bounds and their forces v are variables of their own, with d v → μ, y = v_U − v_L and the residuals
/// r_L = a'x − l − d_L, r_U = u − a'x − d_U. Every step solves
/// <code>[ P   A'    ] [dx]
/// [ A   −1/S  ] [dy]     with S = v_L/d_L + v_U/d_U,  1/S = 0 on equality rows</code>
/// and the factorization at the last point serves the backward pass. A nonlinear program is followed by its <see cref="LocalModel"/>, renewed
/// after every step: that is Newton's method on its own barrier problem.
/// </summary>
internal sealed class BarrierPoint
{
    /// <summary>Where the path begins; the central point of so large a μ is easily reached from anywhere.</summary>
    private const double FirstMu = 1e-2;

    /// <summary>Diagonal shift of the equilibrated system; iterative refinement removes its effect.</summary>
    private const double Shift = 1e-10;

    /// <summary>A stiffness below this counts as none: the row is as good as free.</summary>
    private const double NoStiffness = 1e-30;

    /// <summary>Relative residual of all conditions at which the point counts as found.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>How much of the solver's μ <see cref="Sharpened"/> leaves.</summary>
    private const double Sharpening = 1e-5;

    /// <summary>The same for a point that only has to tell active from inactive.</summary>
    private const double RoughTolerance = 1e-6;

    private readonly LocalModel? _model;
    private readonly SparsityPattern _pattern;
    private readonly LdlFactor _factor;
    private readonly double[] _values;
    private readonly sbyte[] _signs;
    private readonly ImmutableArray<int> _map;
    private readonly int[] _rowDiagonals;
    private readonly BarrierSide _lower;
    private readonly BarrierSide _upper;
    private CscMatrix _scaled;
    private double[] _scale = [];

    private BarrierPoint(QuadraticProgram problem, SymbolicCache cache, LocalModel? model)
    {
        (Problem, _model) = (problem, model);
        int n = problem.VariableCount, m = problem.ConstraintCount;
        (var rows, _map) = problem.A.Pattern.Transpose();
        var pointers = new int[n + m + 1];
        var indices = new int[problem.P.Pattern.Count + problem.A.Pattern.Count + m];
        _values = new double[indices.Length];
        _rowDiagonals = new int[m];
        var next = 0;
        for (var j = 0; j < n; j++)
        {
            for (var k = problem.P.Pattern.ColumnPointers[j]; k < problem.P.Pattern.ColumnPointers[j + 1]; k++)
            {
                indices[next++] = problem.P.Pattern.RowIndices[k];
            }

            pointers[j + 1] = next;
        }

        for (var i = 0; i < m; i++)
        {
            for (var k = rows.ColumnPointers[i]; k < rows.ColumnPointers[i + 1]; k++)
            {
                indices[next++] = rows.RowIndices[k];
            }

            _rowDiagonals[i] = next;
            indices[next++] = n + i;
            pointers[n + i + 1] = next;
        }

        _pattern = SparsityPattern.Adopt(n + m, n + m, pointers, indices);
        _scaled = CscMatrix.Adopt(_pattern, _values);
        _factor = new LdlFactor(cache.For(_pattern));
        _signs = new sbyte[n + m];
        _signs.AsSpan(0, n).Fill(1);
        _signs.AsSpan(n).Fill(-1);
        X = new double[n];
        Y = new double[m];
        (_lower, _upper) = (new(m), new(m));
        Load();
    }

    /// <summary>The program; for a nonlinear one its local model at the point.</summary>
    public QuadraticProgram Problem { get; private set; }

    /// <summary>Curvature that was added to the equilibrated system because the point is no strict minimiser of a program that need not be convex; 0 otherwise.</summary>
    public double AddedCurvature { get; private set; }

    /// <summary>x at μ, length n.</summary>
    public double[] X { get; }

    /// <summary>y = v_U − v_L at μ, length m.</summary>
    public double[] Y { get; }

    /// <summary>Relative residual of the barrier problem's optimality conditions; infinite or NaN where the path was lost, and then there is nothing to solve with.</summary>
    public double Residual { get; private set; } = double.PositiveInfinity;

    /// <summary>Share of row i's stiffness that its lower bound contributes, S_L/S; its upper bound has the rest.</summary>
    public double LowerShare(int row) => _lower.Stiffness(row) / Stiffness(row);

    /// <summary>True for a row with two-sided equality.</summary>
    public bool IsEquality(int row) => ActiveSet.IsEquality(Problem.Lower[row], Problem.Upper[row]);

    /// <summary>True for a row that nothing holds: no finite bound, or none within reach.</summary>
    public bool IsFree(int row) => !IsEquality(row) && Stiffness(row) <= NoStiffness;

    /// <summary>Follows the central path from a rough solution down to μ.</summary>
    /// <param name="problem">The program, or the local model at (x, y).</param>
    /// <param name="x">Length n.</param>
    /// <param name="y">Length m.</param>
    /// <param name="mu">μ.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="model">Local models of a nonlinear program; null for a quadratic one.</param>
    public static BarrierPoint At(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double mu, SymbolicCache cache, LocalModel? model = null)
    {
        // A local model is good near its point alone: there the path is left out where it can be.
        if (model is not null && From(problem, x, y, new(mu, mu), cache, model) is { Residual: <= Tolerance } point) return point;
        return From(problem, x, y, new(Math.Max(mu, FirstMu), mu), cache, model);
    }

    /// <summary>
    /// Follows the central path of a nonlinear program on from where a solver left it, the mean of d v, to a hundred-thousandth of that: a solver's μ may be too
    /// large to tell which rows are active (<see cref="Activity"/>).
    /// </summary>
    /// <param name="model">Local models of the program.</param>
    /// <param name="problem">The one at (x, y).</param>
    /// <param name="x">Length n.</param>
    /// <param name="y">Length m + n.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="cancellation">Ends it between steps.</param>
    /// <returns>The point; null where (x, y) has no μ left, or the path was lost.</returns>
    public static BarrierPoint? Sharpened(
        LocalModel model, QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, SymbolicCache cache, CancellationToken cancellation)
    {
        var mu = MeanComplementarity(problem, x, y);
        if (!(mu > 0)) return null;
        var path = new Path(mu, Sharpening * mu) { Reduction = 0.05, Tolerance = RoughTolerance, MaximumIterations = 25, Cancellation = cancellation };
        var point = From(problem, x, y, path, cache, model);
        return point.Residual <= RoughTolerance ? point : null;
    }

    /// <summary>The active set that the path points to, from its first to its last μ.</summary>
    public RowActivity[] Activity() => BarrierSide.Closing(Problem, _lower, _upper);

    private static BarrierPoint From(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, in Path path, SymbolicCache cache, LocalModel? model)
    {
        var point = new BarrierPoint(problem, cache, model);
        x.CopyTo(point.X);
        y.CopyTo(point.Y);
        point.Start(path.First);
        point.Follow(path);
        return point;
    }

    private static double MeanComplementarity(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var rowValues = new double[y.Length];
        problem.A.Multiply(x, rowValues);
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < rowValues.Length; i++)
        {
            double l = problem.Lower[i], u = problem.Upper[i];
            var distance = y[i] < 0 ? rowValues[i] - l : u - rowValues[i];
            if (y[i] == 0 || ActiveSet.IsEquality(l, u) || !double.IsFinite(distance)) continue;
            sum += Math.Max(distance, 0) * Math.Abs(y[i]);
            count++;
        }

        return sum / count;
    }

    /// <summary>Solves with the system of the point; g and r of length n + m. Thread-safe.</summary>
    public RefinementResult Solve(ReadOnlySpan<double> g, Span<double> r)
    {
        var scaled = new double[g.Length];
        for (var k = 0; k < g.Length; k++) scaled[k] = g[k] * _scale[k];
        var result = IterativeRefinement.Solve(_scaled, _factor, scaled, r);
        for (var k = 0; k < g.Length; k++) r[k] *= _scale[k];
        return result;
    }

    /// <summary>Distances and forces with d v = μ, near those of (x, y): the larger of the two is kept, the other follows.</summary>
    private void Start(double mu)
    {
        var rowValues = new double[Y.Length];
        Problem.A.Multiply(X, rowValues);
        for (var i = 0; i < Y.Length; i++)
        {
            if (IsEquality(i)) continue;
            if (double.IsFinite(Problem.Lower[i])) _lower.Start(i, rowValues[i] - Problem.Lower[i], -Y[i], mu);
            if (double.IsFinite(Problem.Upper[i])) _upper.Start(i, Problem.Upper[i] - rowValues[i], Y[i], mu);
            Y[i] = _upper.Force[i] - _lower.Force[i];
        }
    }

    private void Follow(in Path path)
    {
        var (mu, target) = (path.First, path.Last);
        int n = X.Length, m = Y.Length;
        double[] rightHandSide = new double[n + m], step = new double[n + m], rowValues = new double[m], rowSteps = new double[m];
        var advance = 1.0;
        for (var iteration = 0; iteration < path.MaximumIterations && !path.Cancellation.IsCancellationRequested; iteration++)
        {
            if (!Factor())
            {
                Residual = double.PositiveInfinity;
                return;
            }

            Residual = RightHandSide(mu, rightHandSide, rowValues);
            if ((mu <= target && Residual <= path.Tolerance) || !double.IsFinite(Residual)) return;

            // After a full step the pairs are near μ and the next one may ask for less; after a short one they need centring.
            if (advance > 0.5 && mu > target)
            {
                mu = Math.Max(target, path.Reduction * mu);
                Residual = RightHandSide(mu, rightHandSide, rowValues);
            }

            if (!double.IsFinite(Vectors.Norm(rightHandSide))) return;
            _ = Solve(rightHandSide, step);
            if (!double.IsFinite(Vectors.Norm(step))) return;
            Problem.A.Multiply(step.AsSpan(0, n), rowSteps);
            SetSteps(mu, rowSteps, step.AsSpan(n));
            advance = Math.Min(_lower.LongestStep(), _upper.LongestStep());
            for (var j = 0; j < n; j++) X[j] += advance * step[j];
            _lower.Move(advance);
            _upper.Move(advance);
            for (var i = 0; i < m; i++) Y[i] = IsEquality(i) ? Y[i] + advance * step[n + i] : _upper.Force[i] - _lower.Force[i];
            if (!Renew())
            {
                Residual = double.PositiveInfinity;
                return;
            }
        }

        Residual = Factor() ? RightHandSide(target, rightHandSide, rowValues) : double.PositiveInfinity;
    }

    private void SetSteps(double mu, double[] rowSteps, ReadOnlySpan<double> dy)
    {
        for (var i = 0; i < rowSteps.Length; i++)
        {
            if (!IsEquality(i)) BarrierSide.SetSteps(_lower, _upper, i, mu, mu, rowSteps[i], dy[i]);
        }
    }

    /// <summary>The local model at the new point; false where the nonlinear program has none there.</summary>
    private bool Renew()
    {
        if (_model is null) return true;
        if (_model.At(X, Y) is not { } local) return false;
        Problem = local;
        Load();
        return true;
    }

    /// <summary>P and A into the matrix.</summary>
    private void Load()
    {
        var n = X.Length;
        Problem.P.Values.CopyTo(_values);
        ReadOnlySpan<double> a = Problem.A.Values;
        var rowStarts = Problem.A.Pattern.Transpose().Pattern.ColumnPointers;
        for (var i = 0; i < Y.Length; i++)
        {
            var first = _pattern.ColumnPointers[n + i];
            for (var k = first; k < _rowDiagonals[i]; k++) _values[k] = a[_map[rowStarts[i] + k - first]];
        }
    }

    private bool Factor()
    {
        for (var i = 0; i < _rowDiagonals.Length; i++) _values[_rowDiagonals[i]] = IsEquality(i) ? 0 : -1 / Math.Max(Stiffness(i), NoStiffness);
        var scaled = (double[])_values.Clone();
        _scale = Equilibration.Scale(_pattern, scaled);
        _scaled = CscMatrix.Adopt(_pattern, scaled);
        if (_model is null) return _factor.Factor(scaled, _signs, new() { Shift = Shift, MinimumPivot = 1e-14, PivotReplacement = Shift }) == LdlOutcome.Factored;
        if (!Vectors.IsFinite(scaled) || InertiaCorrection.Factor(_factor, scaled, _signs, X.Length, Shift) is not { } added) return false;
        AddedCurvature = added.Curvature;
        return true;
    }

    /// <summary>Newton's right-hand side with distances and forces eliminated; returns the largest relative residual of all conditions.</summary>
    private double RightHandSide(double mu, double[] g, double[] rowValues)
    {
        int n = X.Length;
        var head = g.AsSpan(0, n);
        Problem.P.MultiplySymmetric(X, head);
        var size = Math.Max(Vectors.MaxNorm(head), Vectors.MaxNorm(Problem.Q.AsSpan()));
        Problem.A.AddTransposedMultiply(Y, head);
        var stationarity = 0.0;
        for (var j = 0; j < n; j++)
        {
            head[j] = -(head[j] + Problem.Q[j]);
            stationarity = Math.Max(stationarity, Math.Abs(head[j]));
        }

        var worst = stationarity / Math.Max(1, size);
        Problem.A.Multiply(X, rowValues);
        size = Math.Max(1, Vectors.MaxNorm(rowValues));
        for (var i = 0; i < rowValues.Length; i++)
        {
            if (IsEquality(i))
            {
                g[n + i] = Problem.Upper[i] - rowValues[i];
                worst = Math.Max(worst, Math.Abs(g[n + i]) / size);
                continue;
            }

            _lower.Missing[i] = _lower.IsPresent(i) ? rowValues[i] - Problem.Lower[i] - _lower.Distance[i] : 0;
            _upper.Missing[i] = _upper.IsPresent(i) ? Problem.Upper[i] - rowValues[i] - _upper.Distance[i] : 0;
            worst = Math.Max(worst, Math.Max(Math.Abs(_lower.Missing[i]), Math.Abs(_upper.Missing[i])) / size);
            worst = Math.Max(worst, Math.Max(_lower.OffCentre(i, mu), _upper.OffCentre(i, mu)));
            var stiffness = Stiffness(i);
            g[n + i] = stiffness <= NoStiffness ? 0 : (Y[i] - _upper.Pull(i, mu) + _lower.Pull(i, mu)) / stiffness;
        }

        return worst;
    }

    private double Stiffness(int row) => _lower.Stiffness(row) + _upper.Stiffness(row);

    /// <summary>How the central path is followed.</summary>
    /// <param name="First">The first μ.</param>
    /// <param name="Last">The last μ.</param>
    private readonly record struct Path(double First, double Last)
    {
        /// <summary>What μ is multiplied with after a step that went well.</summary>
        public double Reduction { get; init; } = 0.2;

        /// <summary>Relative residual at the last μ.</summary>
        public double Tolerance { get; init; } = BarrierPoint.Tolerance;

        /// <summary>Most steps.</summary>
        public int MaximumIterations { get; init; } = 200;

        /// <summary>Ends it between steps.</summary>
        public CancellationToken Cancellation { get; init; }
    }
}
