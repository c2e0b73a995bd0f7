using System.Numerics.Tensors;
using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// The fixed point of the alternating iteration for an f with diagonal Hessian H and dense rows, by Newton's method. With v = Ax + wy,
/// z = Π(v) and the rows O where v is outside its bounds, a step solves
/// <code>
/// [ H     A_O' ] [dx]   [ −∇f − A_O'y_O ]
/// [ A_O   −εw  ] [dy] = [ z − Ax        ],      S = A_O H⁻¹ A_O' + εw,   S dy = Ax − z − A_O H⁻¹(∇f + A_O'y_O)
/// </code>
/// and y is 0 on the other rows: one Cholesky factorization of the order of O (Woodbury), nothing n x n. Two phases: with ε = κ and v = Ax + κwy these are the Newton
/// steps of the method of multipliers, y ← (v − z)/κw, whose merit function f + ½|v − Π(v)|²/κw is convex, so that a line search makes them
/// converge from anywhere; after every update of y, steps with ε near 0 are kept while they halve the residual of the fixed point, and end at
/// rounding; the last of them with the factors at hand. w is 1/ρ of the iteration, the size of the diagonal of S at the start.
/// </summary>
internal sealed class SeparableFixedPoint
{
    private const int MostSteps = 150, MostInnerSteps = 25, MostFinishingSteps = 12;
    private const double FirstShare = 0.1, LeastShare = 1e-4, Regularization = 1e-11;

    /// <summary>How near to the minimum at fixed y, by <see cref="Imbalance"/>, is worth the steps before y moves on.</summary>
    private const double Enough = 0.3;

    /// <summary>Of the residual, relative: reached at rounding; where a step that no longer halves it ends the search; where old factors do.</summary>
    private const double Rounding = 1e-13, GoodEnough = 1e-11, Close = 1e-4;

    private readonly ConvexAlternation _problem;
    private readonly SmoothObjective _objective;
    private readonly DenseMatrix _rows;
    private readonly DenseMatrix _scaled;
    private readonly DenseMatrix _response;
    private readonly DenseBackend _backend = DenseBackend.Current;
    private readonly double[] _weight;
    private readonly double[] _x, _y, _ax, _gradient, _hessian, _dx, _dy, _adx, _force;
    private DenseCholesky? _factor;
    private int[] _outside = [];
    private int _steps;

    private SeparableFixedPoint(ConvexAlternation problem)
    {
        int n = problem.VariableCount, m = problem.RowCount;
        (_problem, _objective) = (problem, problem.Objective);
        (_rows, _scaled, _response) = (new(n, m), new(n, m), new(m, m));
        ReadOnlySpan<int> starts = problem.A.Pattern.ColumnPointers, indices = problem.A.Pattern.RowIndices;
        var entries = _rows.Values;
        for (var j = 0; j < n; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) entries[(indices[k] * n) + j] = problem.A.Values[k];
        }

        _weight = [.. problem.Rho.Select(static rho => 1 / rho)];
        _x = problem.Start();
        (_gradient, _hessian, _dx, _force) = (new double[n], new double[n], new double[n], new double[n]);
        (_y, _ax, _dy, _adx) = (new double[m], new double[m], new double[m], new double[m]);
    }

    /// <summary>Whether the last run ended because its multipliers prove that the rows contradict each other.</summary>
    public bool ProvenInfeasible { get; private set; }

    /// <summary>The method for a problem; null where the Hessian is not diagonal or the rows are sparse.</summary>
    public static SeparableFixedPoint? For(ConvexAlternation problem)
    {
        const int small = 100_000, large = 1 << 26;
        int n = problem.VariableCount, m = problem.RowCount;
        var pattern = problem.Objective.HessianPattern!;
        if (pattern.Count != n) return null;
        for (var j = 0; j < n; j++)
        {
            if (pattern.RowIndices[j] != j) return null;
        }

        var size = (long)n * m;
        return size <= small || (size <= large && problem.A.Pattern.Count >= size / 10) ? new(problem) : null;
    }

    /// <summary>Solves. Once per object.</summary>
    /// <returns>The end of the run and its active rows, factored; nulls where no fixed point was found.</returns>
    public (AlternatingRun? Run, IActiveSystem? System) Solve(AltDiffOptions options, CancellationToken cancellation)
    {
        var limit = Math.Min(options.MaximumIterations, MostSteps);
        var last = new double[_y.Length];
        Evaluate();
        for (var share = FirstShare; _steps < limit; share = Math.Max(LeastShare, 0.1 * share))
        {
            if (!Minimize(share, limit, cancellation)) return default;
            _y.CopyTo(last, 0);
            for (var i = 0; i < _y.Length; i++)
            {
                var v = _ax[i] + (share * _weight[i] * _y[i]);
                _y[i] = (v - _problem.Project(i, v)) / (share * _weight[i]);
            }

            double[] x = [.. _x], y = [.. _y];
            if (Finish(limit, cancellation) is { } residual) return End(residual);
            x.CopyTo(_x, 0);
            y.CopyTo(_y, 0);
            Evaluate();
            if (share > LeastShare) continue;
            for (var i = 0; i < last.Length; i++) last[i] = y[i] - last[i];
            var size = Vectors.MaxNorm(last);
            ProvenInfeasible = size > 0 && _problem.InfeasibilityError([.. last.Select(value => value / size)]) <= 1e-6;
            if (ProvenInfeasible) return default;
        }

        return default;
    }

    /// <summary>Newton steps on the merit function at fixed y; false where the Hessian cannot be inverted.</summary>
    private bool Minimize(double share, int limit, CancellationToken cancellation)
    {
        for (var k = 0; k < MostInnerSteps && _steps < limit; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Direction(share, share)) return false;
            double slope = Vectors.Dot(_gradient, _dx), now = Merit(share, 0), length = _problem.LargestStep(_x, _dx);
            for (var i = 0; i < _y.Length; i++) slope += Excess(share, i, 0) / (share * _weight[i]) * _adx[i];
            // Near the minimum the decrease drowns in rounding: then the full step is right.
            while (length > 1e-10 && !(Merit(share, length) <= now + (1e-4 * length * slope) + (1e-14 * Math.Abs(now)))) length *= 0.5;
            Move(length);
            for (var i = 0; i < _y.Length; i++) _dy[i] = Excess(share, i, 0) / (share * _weight[i]);
            if (Imbalance(_dy) <= Enough) break;
        }

        return true;
    }

    /// <summary>Newton steps on the fixed point itself; its residual where they reached it, null where they stopped helping.</summary>
    private double? Finish(int limit, CancellationToken cancellation)
    {
        var (residual, isClose) = (Residual(), false);
        for (var k = 0; k < MostFinishingSteps && _steps < limit; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Direction(1, Regularization, reuse: isClose)) return null;
            var length = _problem.LargestStep(_x, _dx);
            for (var i = 0; i < _y.Length; i++) _y[i] += length * (_dy[i] - _y[i]);
            Move(length);
            var reached = Residual();
            if (reached <= Rounding) return reached;
            if (!(reached <= 0.5 * residual)) return reached <= GoodEnough ? reached : null;
            // H hardly moves any more.
            isClose = reached <= Close && reached <= 0.1 * residual;
            residual = reached;
        }

        return residual <= GoodEnough ? residual : null;
    }

    private (AlternatingRun? Run, IActiveSystem? System) End(double residual)
    {
        var v = new double[_y.Length];
        for (var i = 0; i < v.Length; i++) v[i] = _ax[i] + (_weight[i] * _y[i]);
        // The factors of the last step are of the H before it: refinement makes up for that, but not for other rows.
        if (!OutsideAt(1).AsSpan().SequenceEqual(_outside) && !Direction(1, Regularization)) return default;
        RowActivity[] activity = [.. v.Select((value, row) => _problem.ActivityOf(row, value))];
        return (AlternatingRun.At(_problem, _x, v, AlternatingRun.Multipliers(_problem, v), _steps, residual, converged: true), new SeparableAdjoint(_rows, _hessian, activity, _outside, _factor!));
    }

    /// <summary>
    /// dx, A dx and the new y (in dy), with the rows outside at v = Ax + share·wy, regularized by ε; with the factors at hand where they are
    /// wanted and fit. False where S is not positive definite.
    /// </summary>
    private bool Direction(double share, double epsilon, bool reuse = false)
    {
        int n = _x.Length;
        var outside = OutsideAt(share);
        reuse &= outside.AsSpan().SequenceEqual(_outside);
        var k = (_outside = outside).Length;
        _steps++;
        Array.Clear(_dy);
        foreach (var i in outside) _dy[i] = _y[i];
        double[] root = new double[n], forces = [.. _gradient], held = new double[k];
        _backend.Multiply(1, _rows.View, _dy, 1, forces);
        for (var j = 0; j < n; j++)
        {
            if (!(_hessian[j] > 0) || !double.IsFinite(_hessian[j])) return false;
            root[j] = 1 / Math.Sqrt(_hessian[j]);
            forces[j] *= root[j];
        }

        var scaled = new MatrixView(_scaled.Values[..(n * k)], n, k);
        for (var c = 0; c < k; c++) TensorPrimitives.Multiply(_rows.View.Column(outside[c]), root, scaled.Column(c));
        if (!reuse && !Factor(scaled, share, epsilon)) return false;
        for (var c = 0; c < k; c++)
        {
            var i = outside[c];
            held[c] = _ax[i] - _problem.Project(i, _ax[i] + (share * _weight[i] * _y[i]));
        }

        _backend.Multiply(-1, scaled.Transposed, forces, 1, held);
        _factor!.Solve(held);
        _backend.Multiply(1, scaled, held, 1, forces);
        for (var j = 0; j < n; j++) _dx[j] = -root[j] * forces[j];
        for (var c = 0; c < k; c++) _dy[outside[c]] += held[c];
        _backend.Multiply(1, _rows.View.Transposed, _dx, 0, _adx);
        return true;
    }

    private bool Factor(MatrixView scaled, double share, double epsilon)
    {
        var k = scaled.Columns;
        if (_factor?.Order != k) _factor = new(k, _backend);
        var response = new MatrixView(_response.Values[..(k * k)], k, k);
        _backend.AddGram(1, scaled.Transposed, 0, response);
        // H may have changed since w was chosen; the method of multipliers needs that w.
        for (var c = 0; c < k; c++) response[c, c] += epsilon == share ? share * _weight[_outside[c]] : epsilon * response[c, c];
        return _factor.Factor(response) == DenseOutcome.Factored;
    }

    private int[] OutsideAt(double share)
    {
        var outside = new List<int>();
        for (var i = 0; i < _y.Length; i++)
        {
            if (_problem.ActivityOf(i, _ax[i] + (share * _weight[i] * _y[i])) != RowActivity.Inactive) outside.Add(i);
        }

        return [.. outside];
    }

    private void Move(double length)
    {
        for (var j = 0; j < _x.Length; j++) _x[j] += length * _dx[j];
        Evaluate();
    }

    private void Evaluate()
    {
        _objective.Gradient(_x, _problem.Parameters, _gradient);
        _objective.Hessian(_x, _problem.Parameters, _hessian);
        _backend.Multiply(1, _rows.View.Transposed, _x, 0, _ax);
    }

    /// <summary>v − Π(v) of a row, a step of the length given ahead.</summary>
    private double Excess(double share, int row, double length)
    {
        var v = _ax[row] + (length * _adx[row]) + (share * _weight[row] * _y[row]);
        return v - _problem.Project(row, v);
    }

    private double Merit(double share, double length)
    {
        for (var j = 0; j < _x.Length; j++) _force[j] = _x[j] + (length * _dx[j]);
        var sum = _objective.Value(_force, _problem.Parameters);
        for (var i = 0; i < _y.Length; i++)
        {
            var excess = Excess(share, i, length);
            sum += 0.5 * excess * excess / (share * _weight[i]);
        }

        return sum;
    }

    /// <summary>|∇f + A'y| and |Ax − Π(Ax + wy)|, each relative to what it is made of: the larger. Zero proves optimality, signs included.</summary>
    private double Residual()
    {
        double gap = 0, size = 1e-300;
        for (var i = 0; i < _ax.Length; i++)
        {
            var z = _problem.Project(i, _ax[i] + (_weight[i] * _y[i]));
            size = Math.Max(size, Math.Max(Math.Abs(z), Math.Abs(_weight[i] * _y[i])));
            gap = Math.Max(gap, Math.Abs(_ax[i] - z));
        }

        return Math.Max(Imbalance(_y), gap / size);
    }

    /// <summary>|∇f + A'y| relative to the largest of ∇f, A'y and Hx: the last is what ∇f is the difference of where it vanishes.</summary>
    private double Imbalance(double[] y)
    {
        double error = 0, size = 1e-300;
        _backend.Multiply(1, _rows.View, y, 0, _force);
        for (var j = 0; j < _force.Length; j++)
        {
            size = Math.Max(Math.Max(size, Math.Abs(_force[j])), Math.Max(Math.Abs(_gradient[j]), Math.Abs(_hessian[j] * _x[j])));
            error = Math.Max(error, Math.Abs(_force[j] + _gradient[j]));
        }

        return error / size;
    }
}
