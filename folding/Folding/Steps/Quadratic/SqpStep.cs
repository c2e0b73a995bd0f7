using Folding.Problems;

namespace Folding;

/// <summary>
/// The step of sequential quadratic programming, with a Hessian B = P + δI in the inner program:
/// <code>min ½ d'Bd + (Px + q)'d  s.t.  l ≤ A(x + d) ≤ u    gives (d, y_d);    x ← x + αd,   y ← y + α(y_d − y)</code>
/// On the active rows Φ = I − αK_B⁻¹K_P: zero for δ = 0 and α = 1, where one step is the exact adjoint.
/// </summary>
public sealed record SqpStep : QuadraticStep
{
    private readonly double _damping = 1;
    private readonly double _hessianShift;

    /// <summary>α, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not inside (0, 1].</exception>
    public double Damping
    {
        get => _damping;
        init => _damping = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The damping must lie in (0, 1].");
    }

    /// <summary>δ, not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double HessianShift
    {
        get => _hessianShift;
        init => _hessianShift = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The shift must not be negative.");
    }

    /// <inheritdoc/>
    public override string Name => "sqp";

    internal override QuadraticMap On(QuadraticPoint point, out string whyNot)
    {
        whyNot = "";
        return new SqpMap(point, Damping, HessianShift);
    }
}

/// <summary>
/// Newton's step on the optimality conditions of the active rows, s ← s − F_s⁻¹F: Φ = 0, and one product with Ψ is the exact adjoint.
/// </summary>
public sealed record NewtonStep : QuadraticStep
{
    /// <inheritdoc/>
    public override string Name => "newton";

    internal override QuadraticMap On(QuadraticPoint point, out string whyNot)
    {
        whyNot = "";
        return new SqpMap(point, damping: 1, shift: 0);
    }
}

/// <summary>The SQP step of one program near its solution, with state (x, y).</summary>
internal sealed class SqpMap : QuadraticMap
{
    private readonly QuadraticProgram _problem;
    private readonly ReducedKkt _kkt;
    private readonly double _damping;

    public SqpMap(QuadraticPoint point, double damping, double shift)
    {
        _problem = point.Problem;
        _damping = damping;
        FixedPoint = [.. point.X, .. point.Y];
        _kkt = shift == 0 && point.Certified is { } certified ? certified : ReducedKkt.Factor(Shifted(point.Problem, shift), point.Activity, point.Cache, point.Convex);
    }

    public override double[] FixedPoint { get; }

    public override QuadraticStepLinearization At(double[] state)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] force = new double[n], gap = new double[m], d = new double[n], y = new double[m], next = new double[n + m];
        _problem.P.MultiplySymmetric(state.AsSpan(0, n), force);
        for (var j = 0; j < n; j++) force[j] = -(force[j] + _problem.Q[j]);
        _problem.A.Multiply(state.AsSpan(0, n), gap);
        for (var i = 0; i < m; i++)
            gap[i] = _kkt.Activity[i] switch { RowActivity.Inactive => 0, RowActivity.Lower => _problem.Lower[i] - gap[i], _ => _problem.Upper[i] - gap[i] };
        _kkt.Solve(force, gap, d, y);
        for (var j = 0; j < n; j++)
        {
            next[j] = state[j] + (_damping * d[j]);
            d[j] += state[j];
        }

        for (var i = 0; i < m; i++) next[n + i] = state[n + i] + (_damping * (y[i] - state[n + i]));
        return new SqpLinearization(_problem, new(_problem.P, _problem.A, _kkt, _damping), d, ReferenceEquals(state, FixedPoint) ? state[n..] : y, next);
    }

    private static QuadraticProgram Shifted(QuadraticProgram problem, double shift)
    {
        if (shift == 0) return problem;
        var n = problem.VariableCount;
        return problem.WithP(CscMatrix.FromTriplets(n, n, problem.P.Entries().Concat(Enumerable.Range(0, n).Select(j => (j, j, shift)))));
    }
}

/// <summary>The derivative of the SQP step of a quadratic program at (x + d, y_d).</summary>
internal sealed class SqpLinearization(QuadraticProgram problem, SqpJacobian jacobian, double[] x, double[] y, double[] next) : QuadraticStepLinearization
{
    private int N => problem.VariableCount;

    public override int StateCount => next.Length;

    public override double[] Next => next;

    public override long Size => 2 * next.Length;

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => jacobian.Multiply(v, result);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => jacobian.MultiplyTransposed(v, result);

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state)
    {
        gx.CopyTo(state);
        gy.CopyTo(state[N..]);
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] rx = new double[N], ry = new double[y.Length];
        jacobian.Adjoint(v, rx, ry);
        return QuadraticDerivative.Gradient(problem, jacobian.Activity, x, y, rx, ry, ry);
    }

    public override void PushForward(QuadraticData direction, Span<double> state)
    {
        double[] stationarity = new double[N], rows = new double[y.Length], bounds = new double[y.Length];
        QuadraticDerivative.Tangent(jacobian.Activity, x, y, direction, stationarity, rows, bounds);
        for (var j = 0; j < N; j++) stationarity[j] = -stationarity[j];
        for (var i = 0; i < rows.Length; i++) bounds[i] -= rows[i];
        jacobian.Tangent(stationarity, bounds, state);
    }

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction) => (state[..N].ToArray(), state[N..].ToArray());
}
