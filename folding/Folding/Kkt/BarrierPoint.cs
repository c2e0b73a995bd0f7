using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The minimiser of the barrier problem of a quadratic program at one μ,
/// <code>min 1/2 x'Px + q'x − μ Σ log(s − l) − μ Σ log(u − s)   s.t.  Ax = s on inequality rows, Ax = b on equality rows</code>
/// found by a primal-dual path-following Newton method (Wright, "Primal-Dual Interior-Point Methods", 1997). It solves
/// <code>[ P   A'      ] [dx]
/// [ A   −1/S    ] [dy]     with S = vL/(s − l) + vU/(u − s),  1/S = 0 on equality rows</code>
/// at every step; the last factorization belongs to the point and serves the backward pass.
/// </summary>
internal sealed class BarrierPoint
{
    private const int MaximumIterations = 200;
    private const double Shift = 1e-10;
    private readonly QuadraticProgram _problem;
    private readonly CscMatrix _pattern;
    private readonly LdlFactor _factor;
    private readonly double[] _values;
    private readonly sbyte[] _signs;
    private readonly int[] _rowDiagonals;
    private readonly double[] _slack;
    private readonly double[] _lowerForce;
    private readonly double[] _upperForce;

    private BarrierPoint(QuadraticProgram problem, SymbolicCache cache)
    {
        _problem = problem;
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var (rows, map) = problem.A.Pattern.Transpose();
        var pointers = new int[n + m + 1];
        var indices = new int[problem.P.Pattern.Count + problem.A.Pattern.Count + m];
        _values = new double[indices.Length];
        _rowDiagonals = new int[m];
        var next = 0;
        for (var j = 0; j < n; j++)
        {
            for (var k = problem.P.Pattern.ColumnPointers[j]; k < problem.P.Pattern.ColumnPointers[j + 1]; k++)
            {
                indices[next] = problem.P.Pattern.RowIndices[k];
                _values[next++] = problem.P.Values[k];
            }

            pointers[j + 1] = next;
        }

        for (var i = 0; i < m; i++)
        {
            for (var k = rows.ColumnPointers[i]; k < rows.ColumnPointers[i + 1]; k++)
            {
                indices[next] = rows.RowIndices[k];
                _values[next++] = problem.A.Values[map[k]];
            }

            _rowDiagonals[i] = next;
            indices[next++] = n + i;
            pointers[n + i + 1] = next;
        }

        var pattern = SparsityPattern.Adopt(n + m, n + m, pointers, indices);
        _pattern = CscMatrix.Adopt(pattern, _values);
        _factor = new LdlFactor(cache.For(pattern));
        _signs = new sbyte[n + m];
        _signs.AsSpan(0, n).Fill(1);
        _signs.AsSpan(n).Fill(-1);
        X = new double[n];
        Y = new double[m];
        _slack = new double[m];
        _lowerForce = new double[m];
        _upperForce = new double[m];
    }

    /// <summary>x at μ, length n.</summary>
    public double[] X { get; }

    /// <summary>y = vU − vL at μ, length m.</summary>
    public double[] Y { get; }

    /// <summary>Relative residual of the barrier problem's optimality conditions.</summary>
    public double Residual { get; private set; }

    /// <summary>Share of row i's stiffness that its lower bound contributes, SL/S; its upper bound has the rest.</summary>
    public double LowerShare(int row) =>
        Stiffness(_lowerForce[row], _slack[row] - _problem.Lower[row]) / Stiffness(row);

    /// <summary>True for a row with two-sided equality.</summary>
    public bool IsEquality(int row) => ActiveSet.IsEquality(_problem.Lower[row], _problem.Upper[row]);

    /// <summary>True for a row with no finite bound.</summary>
    public bool IsFree(int row) => double.IsInfinity(_problem.Lower[row]) && double.IsInfinity(_problem.Upper[row]);

    /// <summary>Follows the central path from a rough solution down to μ.</summary>
    public static BarrierPoint At(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double mu, SymbolicCache cache)
    {
        var point = new BarrierPoint(problem, cache);
        x.CopyTo(point.X);
        point.Start(y, Math.Max(mu, 1e-2));
        point.Follow(mu);
        return point;
    }

    /// <summary>Solves with the system of the point; g and r of length n + m.</summary>
    public RefinementResult Solve(ReadOnlySpan<double> g, Span<double> r) => IterativeRefinement.Solve(_pattern, _factor, g, r);

    private void Start(ReadOnlySpan<double> y, double mu)
    {
        _problem.A.Multiply(X, _slack);
        for (var i = 0; i < _slack.Length; i++)
        {
            Y[i] = y[i];
            double l = _problem.Lower[i], u = _problem.Upper[i];
            if (IsEquality(i))
            {
                _slack[i] = u;
                continue;
            }

            var inset = Math.Min(Math.Sqrt(mu), 0.25 * (u - l));
            _slack[i] = Math.Clamp(_slack[i], l + inset, u - inset);
            _lowerForce[i] = double.IsFinite(l) ? mu / (_slack[i] - l) : 0;
            _upperForce[i] = double.IsFinite(u) ? mu / (u - _slack[i]) : 0;
        }
    }

    private void Follow(double target)
    {
        int n = X.Length, m = Y.Length;
        double[] rightHandSide = new double[n + m], step = new double[n + m], rowValues = new double[m], ds = new double[m];
        var mu = Math.Max(target, 1e-2);
        for (var iteration = 0; iteration < MaximumIterations; iteration++)
        {
            Residual = RightHandSide(mu, rightHandSide, rowValues);
            if (mu <= target && Residual <= 1e-13) break;
            if (mu > target && Residual <= 10 * mu) mu = Math.Max(target, Math.Min(0.2 * mu, Math.Pow(mu, 1.5)));
            Factor();
            Residual = RightHandSide(mu, rightHandSide, rowValues);
            _ = Solve(rightHandSide, step);
            Move(mu, step, rowValues, ds);
        }

        Factor();
        Residual = RightHandSide(target, rightHandSide, rowValues);
    }

    private void Factor()
    {
        for (var i = 0; i < _rowDiagonals.Length; i++) _values[_rowDiagonals[i]] = IsEquality(i) ? 0 : IsFree(i) ? -1 / Shift : -1 / Stiffness(i);
        _ = _factor.Factor(_values, _signs, new() { Shift = Shift, MinimumPivot = 1e-14, PivotReplacement = Shift });
    }

    /// <summary>Newton's right-hand side with slacks and forces eliminated; returns the relative residual of all conditions.</summary>
    private double RightHandSide(double mu, double[] g, double[] rowValues)
    {
        int n = X.Length;
        var head = g.AsSpan(0, n);
        _problem.P.MultiplySymmetric(X, head);
        _problem.A.AddTransposedMultiply(Y, head);
        double scale = 1, worst = 0;
        for (var j = 0; j < n; j++)
        {
            head[j] = -(head[j] + _problem.Q[j]);
            scale = Math.Max(scale, Math.Abs(_problem.Q[j]));
            worst = Math.Max(worst, Math.Abs(head[j]));
        }

        _problem.A.Multiply(X, rowValues);
        for (var i = 0; i < rowValues.Length; i++)
        {
            var infeasibility = _slack[i] - rowValues[i];
            worst = Math.Max(worst, Math.Abs(infeasibility));
            scale = Math.Max(scale, Math.Abs(_slack[i]));
            g[n + i] = infeasibility;
            if (IsEquality(i)) continue;
            if (IsFree(i))
            {
                // Nothing holds the row: its slack follows and its multiplier is driven to zero.
                g[n + i] = Y[i] / Shift;
                worst = Math.Max(worst, Math.Abs(Y[i]));
                continue;
            }

            // Target multiplier at the present slack, minus the present one, over the stiffness.
            var force = Force(mu, i);
            worst = Math.Max(worst, Math.Abs(force - Y[i]));
            g[n + i] = infeasibility - (force - Y[i]) / Stiffness(i);
        }

        return worst / scale;
    }

    private void Move(double mu, double[] step, double[] rowValues, double[] ds)
    {
        int n = X.Length;
        var advance = 1.0;
        _problem.A.Multiply(step.AsSpan(0, n), ds);
        for (var i = 0; i < ds.Length; i++)
        {
            if (IsEquality(i)) continue;
            ds[i] += rowValues[i] - _slack[i];
            double below = _slack[i] - _problem.Lower[i], above = _problem.Upper[i] - _slack[i];
            if (ds[i] < 0) advance = Math.Min(advance, 0.995 * below / -ds[i]);
            if (ds[i] > 0) advance = Math.Min(advance, 0.995 * above / ds[i]);
        }

        for (var j = 0; j < n; j++) X[j] += advance * step[j];
        for (var i = 0; i < ds.Length; i++)
        {
            Y[i] += advance * step[n + i];
            if (IsEquality(i)) continue;
            _lowerForce[i] = MovedForce(mu, _lowerForce[i], _slack[i] - _problem.Lower[i], ds[i], advance);
            _upperForce[i] = MovedForce(mu, _upperForce[i], _problem.Upper[i] - _slack[i], -ds[i], advance);
            _slack[i] += advance * ds[i];
        }
    }

    /// <summary>Newton's update of a bound's force v from v·d = μ, kept within a factor of ten of μ/d so that it stays positive and centred.</summary>
    private static double MovedForce(double mu, double force, double distance, double change, double advance)
    {
        if (double.IsInfinity(distance)) return 0;
        var wanted = force + advance * ((mu - force * change) / distance - force);
        var central = mu / Math.Max(distance + advance * change, double.Epsilon);
        return Math.Clamp(wanted, 0.1 * central, 10 * central);
    }

    private double Force(double mu, int row)
    {
        double l = _problem.Lower[row], u = _problem.Upper[row];
        return (double.IsFinite(u) ? mu / (u - _slack[row]) : 0) - (double.IsFinite(l) ? mu / (_slack[row] - l) : 0);
    }

    private double Stiffness(int row) =>
        Stiffness(_lowerForce[row], _slack[row] - _problem.Lower[row]) + Stiffness(_upperForce[row], _problem.Upper[row] - _slack[row]);

    private static double Stiffness(double force, double distance) => double.IsInfinity(distance) ? 0 : force / distance;
}
