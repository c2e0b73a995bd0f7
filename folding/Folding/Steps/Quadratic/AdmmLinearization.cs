namespace Folding;

/// <summary>
/// Derivative of the ADMM step. With D = 1 on inactive rows and 0 on active ones, and (t, s) the solution for (αv_x, αv_w/ρ):
/// <code>
/// Φ'v = (σt + (1 − α)v_x,  D(v_w + s) + (I − D)((1 − α)v_w − s))
/// Ψ'v:  r_x = t,  r_y = s,  bounds 2s + αv_w
/// </code>
/// On an imposed bound ((I − Φ)'v = g in closed form) αv_x is the seed, and the bound's gradient is s.
/// </summary>
internal sealed class AdmmLinearization(AdmmMap map, RowActivity[] activity, double[] x, double[] y, double[] next, double[] answer) : QuadraticStepLinearization
{
    private readonly int _n = map.Problem.VariableCount;
    private readonly int _m = map.Problem.ConstraintCount;
    private readonly int _free = map.Imposed.Free.Length;
    private readonly bool[] _inactive = Array.ConvertAll(map.Imposed.Rows, i => activity[i] == RowActivity.Inactive);
    private readonly double[] _overRho = Array.ConvertAll(map.Imposed.Rows, i => map.Relaxation / map.Rho[i]);

    public override int StateCount => next.Length;

    public override double[] Next => next;

    public override double[]? Answer => map.IsGlobal ? null : answer;

    public override long Size => (2 * next.Length) + ((_inactive.Length + 7) / 8);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
    {
        var rest = 1 - map.Relaxation;
        for (var f = 0; f < _free; f++) result[f] = map.Relaxation * v[f];
        for (var r = 0; r < _overRho.Length; r++) result[_free + r] = _overRho[r] * v[_free + r];
        map.SolveReduced(result);
        for (var f = 0; f < _free; f++) result[f] = (map.Sigma * result[f]) + (rest * v[f]);
        for (var r = 0; r < _inactive.Length; r++)
            result[_free + r] = _inactive[r] ? v[_free + r] + result[_free + r] : (rest * v[_free + r]) - result[_free + r];
    }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        var rest = 1 - map.Relaxation;
        for (var f = 0; f < _free; f++) result[f] = map.Sigma * v[f];
        for (var r = 0; r < _inactive.Length; r++) result[_free + r] = _inactive[r] ? v[_free + r] : -v[_free + r];
        map.SolveReduced(result);
        for (var f = 0; f < _free; f++) result[f] = (map.Relaxation * result[f]) + (rest * v[f]);
        for (var r = 0; r < _inactive.Length; r++)
            result[_free + r] = ((_inactive[r] ? 1 : rest) * v[_free + r]) + (_overRho[r] * result[_free + r]);
    }

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state)
    {
        // x is in the state; y is read off the system's solution, which is ρ(w − clip(w)) at the fixed point without its cancellation.
        var full = new double[_n + _m];
        if (gy.ContainsAnyExcept(0.0))
        {
            gy.CopyTo(full.AsSpan(_n));
            map.Solve(full);
            for (var j = 0; j < _n; j++) full[j] *= map.Sigma;
            for (var i = 0; i < _m; i++) full[_n + i] = activity[i] == RowActivity.Inactive ? full[_n + i] : -full[_n + i];
        }

        for (var j = 0; j < _n; j++) full[j] += gx[j];
        map.Gather(full, state);
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] r = new double[_n + _m], bound = new double[_m];
        map.Scatter(v, r);
        for (var j = 0; j < _n; j++) r[j] *= map.Relaxation;
        foreach (var i in map.Imposed.Rows)
        {
            bound[i] = map.Relaxation * r[_n + i];
            r[_n + i] = (bound[i] / map.Rho[i]) + gy[i];
        }

        for (var f = 0; f < map.Imposed.Variables.Length; f++)
        {
            int j = map.Imposed.Variables[f], i = map.Imposed.Fixing[f];
            r[_n + i] = gy[i];
            r[j] = gx[j] + (map.Sigma * gy[i] / map.Imposed.Coefficients[f]);
        }

        map.Solve(r);
        foreach (var i in map.Imposed.Rows) bound[i] += 2 * r[_n + i];
        foreach (var i in map.Imposed.Fixing) bound[i] = r[_n + i];
        return QuadraticDerivative.Gradient(map.Problem, activity, x, y, r[.._n], r[_n..], bound);
    }

    public override void PushForward(QuadraticData direction, Span<double> state)
    {
        var (solution, bounds) = Tangent(direction);
        map.Solve(solution);
        for (var j = 0; j < _n; j++) solution[j] *= map.Relaxation;
        foreach (var i in map.Imposed.Rows) solution[_n + i] = map.Relaxation * ((solution[_n + i] / map.Rho[i]) + bounds[i]);
        map.Gather(solution, state);
    }

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction)
    {
        var (solution, _) = Tangent(direction);
        var full = new double[_n + _m];
        map.Scatter(state, full);
        for (var f = 0; f < map.Imposed.Variables.Length; f++) full[map.Imposed.Variables[f]] = solution[_n + map.Imposed.Fixing[f]] / map.Imposed.Coefficients[f];
        for (var j = 0; j < _n; j++) solution[j] += map.Sigma * full[j];
        foreach (var i in map.Imposed.Rows) solution[_n + i] += activity[i] == RowActivity.Inactive ? full[_n + i] : -full[_n + i];
        map.Solve(solution);
        return (full[.._n], solution[_n..]);
    }

    /// <summary>The right-hand side (−stationarity, 2 bounds − rows) of a tangent of the data; on an imposed bound w = clip(w) moves with the bound, which leaves bounds − rows.</summary>
    private (double[] RightHandSide, double[] Bounds) Tangent(QuadraticData direction)
    {
        double[] stationarity = new double[_n], rows = new double[_m], bounds = new double[_m];
        QuadraticDerivative.Tangent(activity, x, y, direction, stationarity, rows, bounds);
        var right = new double[_n + _m];
        for (var j = 0; j < _n; j++) right[j] = -stationarity[j];
        for (var i = 0; i < _m; i++) right[_n + i] = (2 * bounds[i]) - rows[i];
        foreach (var i in map.Imposed.Fixing) right[_n + i] -= bounds[i];
        return (right, bounds);
    }
}
