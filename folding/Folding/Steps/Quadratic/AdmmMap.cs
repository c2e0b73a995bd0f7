using System.Buffers;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>The ADMM step of one program: one factorization, which all products at all states share.</summary>
internal sealed class AdmmMap : QuadraticMap
{
    private readonly double _sigma;
    private readonly QuadraticPoint _point;

    public AdmmMap(QuadraticPoint point, AdmmSystem system, double[] rho, double sigma, double relaxation)
    {
        (_point, Problem, Rho, _sigma, Relaxation) = (point, point.Problem, rho, sigma, relaxation);
        Factor = system.Factor(point.Cache, sigma, rho);
        FixedPoint = StateOf(point);
    }

    public QuadraticProgram Problem { get; }

    public double[] Rho { get; }

    public double Relaxation { get; }

    public double Sigma => _sigma;

    public LdlFactor Factor { get; }

    public override double[] FixedPoint { get; }

    public override bool IsGlobal => true;

    public override double? ChosenStepsize => Rho.Length > 0 && Rho.Min() == Rho.Max() ? Rho[0] : null;

    public override string? Choice => Rho.Length == 0 ? null : FormattableString.Invariant($"rho from {Rho.Min():G2} to {Rho.Max():G2}");

    public override QuadraticStepLinearization At(double[] state)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        var activity = new RowActivity[m];
        double[] z = new double[m], solved = new double[n + m], next = new double[n + m];
        for (var j = 0; j < n; j++) solved[j] = (_sigma * state[j]) - Problem.Q[j];
        for (var i = 0; i < m; i++)
        {
            double w = state[n + i], l = Problem.Lower[i], u = Problem.Upper[i];
            (z[i], activity[i]) = ActiveSet.IsEquality(l, u) ? (u, RowActivity.Equality)
                : w <= l ? (l, RowActivity.Lower)
                : w >= u ? (u, RowActivity.Upper)
                : (w, RowActivity.Inactive);
            solved[n + i] = (2 * z[i]) - w;
        }

        var c = solved[n..];
        Solve(solved);
        for (var j = 0; j < n; j++) next[j] = (Relaxation * solved[j]) + ((1 - Relaxation) * state[j]);
        // The solution's second part is ρ(Ax̃ − c), which is y at the fixed point.
        for (var i = 0; i < m; i++) next[n + i] = state[n + i] + (Relaxation * ((solved[n + i] / Rho[i]) + c[i] - z[i]));
        // At the solution its own active set, x and y count, so that rounding decides nothing.
        return ReferenceEquals(state, FixedPoint) && _point.Certified is not null
            ? new AdmmLinearization(this, _point.Activity, _point.X, _point.Y, next)
            : new AdmmLinearization(this, activity, solved[..n], solved[n..], next);
    }

    /// <summary>Solves in place; thread-safe.</summary>
    public void Solve(Span<double> rightHandSide)
    {
        var workspace = ArrayPool<double>.Shared.Rent(Factor.WorkspaceLength);
        Factor.Solve(rightHandSide, workspace);
        ArrayPool<double>.Shared.Return(workspace);
    }

    /// <summary>w = z + y/ρ, with z exactly at the bound on active rows.</summary>
    private double[] StateOf(QuadraticPoint point)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        var state = new double[n + m];
        point.X.CopyTo(state, 0);
        point.RowValues.CopyTo(state, n);
        for (var i = 0; i < m; i++)
        {
            if (point.Certified is not null && point.Activity[i] != RowActivity.Inactive)
                state[n + i] = point.Activity[i] == RowActivity.Lower ? Problem.Lower[i] : Problem.Upper[i];
            state[n + i] += point.Y[i] / Rho[i];
        }

        return state;
    }
}

/// <summary>
/// Derivative of the ADMM step. With D = 1 on inactive rows and 0 on active ones, and (t, s) the solution for (αv_x, αv_w/ρ):
/// <code>
/// Φ'v = (σt + (1 − α)v_x,  D(v_w + s) + (I − D)((1 − α)v_w − s))
/// Ψ'v:  r_x = t,  r_y = s,  bounds 2s + αv_w
/// </code>
/// </summary>
internal sealed class AdmmLinearization(AdmmMap map, RowActivity[] activity, double[] x, double[] y, double[] next) : QuadraticStepLinearization
{
    private readonly int _n = map.Problem.VariableCount;
    private readonly int _m = map.Problem.ConstraintCount;

    public override int StateCount => _n + _m;

    public override double[] Next => next;

    public override long Size => (2 * next.Length) + ((_m + 7) / 8);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
    {
        Adjoint(v, result);
        for (var j = 0; j < _n; j++) result[j] = (map.Sigma * result[j]) + ((1 - map.Relaxation) * v[j]);
        for (var k = _n; k < result.Length; k++)
            result[k] = activity[k - _n] == RowActivity.Inactive ? v[k] + result[k] : ((1 - map.Relaxation) * v[k]) - result[k];
    }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        for (var j = 0; j < _n; j++) result[j] = map.Sigma * v[j];
        for (var k = _n; k < result.Length; k++) result[k] = activity[k - _n] == RowActivity.Inactive ? v[k] : -v[k];
        map.Solve(result);
        for (var j = 0; j < _n; j++) result[j] = (map.Relaxation * result[j]) + ((1 - map.Relaxation) * v[j]);
        for (var k = _n; k < result.Length; k++)
            result[k] = (activity[k - _n] == RowActivity.Inactive ? v[k] : (1 - map.Relaxation) * v[k]) + (map.Relaxation * result[k] / map.Rho[k - _n]);
    }

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state)
    {
        // x is in the state; y is read off the system's solution, which is ρ(w − clip(w)) at the fixed point without its cancellation.
        gx.CopyTo(state);
        state[_n..].Clear();
        if (!gy.ContainsAnyExcept(0.0)) return;
        var r = new double[_n + _m];
        gy.CopyTo(r.AsSpan(_n));
        map.Solve(r);
        for (var j = 0; j < _n; j++) state[j] += map.Sigma * r[j];
        for (var k = _n; k < r.Length; k++) state[k] = activity[k - _n] == RowActivity.Inactive ? r[k] : -r[k];
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] r = new double[_n + _m], bound = new double[_m];
        for (var j = 0; j < _n; j++) r[j] = map.Relaxation * v[j];
        for (var i = 0; i < _m; i++) r[_n + i] = (map.Relaxation * v[_n + i] / map.Rho[i]) + gy[i];
        map.Solve(r);
        for (var i = 0; i < _m; i++) bound[i] = (2 * r[_n + i]) + (map.Relaxation * v[_n + i]);
        return QuadraticDerivative.Gradient(map.Problem, activity, x, y, r[.._n], r[_n..], bound);
    }

    public override void PushForward(QuadraticData direction, Span<double> state)
    {
        double[] stationarity = new double[_n], rows = new double[_m], bounds = new double[_m];
        QuadraticDerivative.Tangent(activity, x, y, direction, stationarity, rows, bounds);
        for (var j = 0; j < _n; j++) state[j] = -stationarity[j];
        for (var i = 0; i < _m; i++) state[_n + i] = (2 * bounds[i]) - rows[i];
        map.Solve(state);
        for (var j = 0; j < _n; j++) state[j] *= map.Relaxation;
        for (var i = 0; i < _m; i++) state[_n + i] = map.Relaxation * ((state[_n + i] / map.Rho[i]) + bounds[i]);
    }

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction)
    {
        double[] stationarity = new double[_n], rows = new double[_m], bounds = new double[_m], solution = new double[_n + _m];
        QuadraticDerivative.Tangent(activity, x, y, direction, stationarity, rows, bounds);
        for (var j = 0; j < _n; j++) solution[j] = (map.Sigma * state[j]) - stationarity[j];
        for (var i = 0; i < _m; i++)
            solution[_n + i] = (activity[i] == RowActivity.Inactive ? state[_n + i] : -state[_n + i]) + (2 * bounds[i]) - rows[i];
        map.Solve(solution);
        return (state[.._n].ToArray(), solution[_n..]);
    }

    private void Adjoint(ReadOnlySpan<double> v, Span<double> result)
    {
        for (var j = 0; j < _n; j++) result[j] = map.Relaxation * v[j];
        for (var k = _n; k < result.Length; k++) result[k] = map.Relaxation * v[k] / map.Rho[k - _n];
        map.Solve(result);
    }
}
