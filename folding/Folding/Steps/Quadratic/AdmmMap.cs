using System.Buffers;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The ADMM step of one program: one factorization, which all products at all states share. Its state is (x_F, w_R), all of (x, w) where no
/// bound is imposed.
/// </summary>
internal sealed class AdmmMap : QuadraticMap
{
    private readonly QuadraticPoint _point;

    public AdmmMap(QuadraticPoint point, AdmmSystem system, double[] rho, double sigma, double relaxation)
    {
        (_point, Problem, Imposed, Rho, Sigma, Relaxation) = (point, point.Problem, system.Imposed, rho, sigma, relaxation);
        Factor = system.Factor(point.Cache, sigma, rho);
        FixedPoint = new double[Imposed.Free.Length + Imposed.Rows.Length];
        Gather(SolutionAsState(), FixedPoint);
    }

    public QuadraticProgram Problem { get; }

    public ImposedBounds Imposed { get; }

    /// <summary>One per row; that of an imposed bound is not used.</summary>
    public double[] Rho { get; }

    public double Relaxation { get; }

    public double Sigma { get; }

    public LdlFactor Factor { get; }

    public override double[] FixedPoint { get; }

    public override bool IsGlobal => Imposed.Variables.Length == 0;

    public override double? ChosenStepsize => IsGlobal && Rho.Length > 0 && Rho.Min() == Rho.Max() ? Rho[0] : null;

    public override string? Choice
    {
        get
        {
            var imposed = Imposed.Variables.Length == 0 ? null : $"{Imposed.Variables.Length} active bounds imposed";
            if (Imposed.Rows.Length == 0) return imposed;
            var penalties = Imposed.Rows.Select(i => Rho[i]).ToList();
            return (imposed is null ? "" : imposed + ", ") + FormattableString.Invariant($"rho from {penalties.Min():G2} to {penalties.Max():G2}");
        }
    }

    public override QuadraticStepLinearization At(double[] state)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        var activity = new RowActivity[m];
        double[] full = SolutionAsState(), z = new double[m], solved = new double[n + m], next = new double[state.Length];
        Scatter(state, full);
        for (var j = 0; j < n; j++) solved[j] = (Sigma * full[j]) - Problem.Q[j];
        for (var i = 0; i < m; i++)
        {
            double w = full[n + i], l = Problem.Lower[i], u = Problem.Upper[i];
            (z[i], activity[i]) = ActiveSet.IsEquality(l, u) ? (u, RowActivity.Equality)
                : w <= l ? (l, RowActivity.Lower)
                : w >= u ? (u, RowActivity.Upper)
                : (w, RowActivity.Inactive);
            solved[n + i] = (2 * z[i]) - w;
        }

        foreach (var i in Imposed.Fixing) solved[n + i] = z[i];
        var c = solved[n..];
        Solve(solved);
        for (var j = 0; j < n; j++) full[j] = (Relaxation * solved[j]) + ((1 - Relaxation) * full[j]);
        // The solution's second part is ρ(Ax̃ − c), which is y at the fixed point.
        foreach (var i in Imposed.Rows) full[n + i] += Relaxation * ((solved[n + i] / Rho[i]) + c[i] - z[i]);
        Gather(full, next);
        // At the solution its own active set, x and y count, so that rounding decides nothing.
        return ReferenceEquals(state, FixedPoint) && _point.Certified is not null
            ? new AdmmLinearization(this, _point.Activity, _point.X, _point.Y, next, solved[..n])
            : new AdmmLinearization(this, activity, solved[..n], solved[n..], next, solved[..n]);
    }

    /// <summary>Solves the system of a state in place; thread-safe.</summary>
    public void SolveReduced(Span<double> rightHandSide)
    {
        var workspace = ArrayPool<double>.Shared.Rent(Factor.WorkspaceLength);
        Factor.Solve(rightHandSide, workspace);
        ArrayPool<double>.Shared.Return(workspace);
    }

    /// <summary>
    /// Solves for all variables and rows in place, 1/ρ = 0 on imposed bounds: these give t_X, and stationarity at X gives their s.
    /// </summary>
    public void Solve(Span<double> rightHandSide)
    {
        if (Imposed.Variables.Length == 0)
        {
            SolveReduced(rightHandSide);
            return;
        }

        using var memory = Rented.Doubles(FixedPoint.Length);
        var reduced = memory.Span;
        var n = Problem.VariableCount;
        double[] force = [.. rightHandSide[..n]], t = new double[n], products = new double[n + Problem.ConstraintCount];
        for (var f = 0; f < Imposed.Variables.Length; f++) t[Imposed.Variables[f]] = rightHandSide[n + Imposed.Fixing[f]] / Imposed.Coefficients[f];
        if (t.AsSpan().ContainsAnyExcept(0.0))
        {
            Problem.P.MultiplySymmetric(t, products.AsSpan(0, n));
            Problem.A.Multiply(t, products.AsSpan(n));
            for (var k = 0; k < products.Length; k++) rightHandSide[k] -= products[k];
        }

        Gather(rightHandSide, reduced);
        SolveReduced(reduced);
        Scatter(reduced, rightHandSide);
        foreach (var j in Imposed.Variables) rightHandSide[j] = t[j];
        foreach (var i in Imposed.Fixing) rightHandSide[n + i] = 0;
        Problem.P.MultiplySymmetric(rightHandSide[..n], products.AsSpan(0, n));
        for (var f = 0; f < Imposed.Variables.Length; f++)
        {
            var j = Imposed.Variables[f];
            var rest = force[j] - (Sigma * t[j]) - products[j] - Problem.A.ColumnDot(j, rightHandSide[n..]);
            products[n + Imposed.Fixing[f]] = rest / Imposed.Coefficients[f];
        }

        foreach (var i in Imposed.Fixing) rightHandSide[n + i] = products[n + i];
    }

    /// <summary>(x_F, w_R) of (x, w).</summary>
    public void Gather(ReadOnlySpan<double> full, Span<double> state)
    {
        var (free, rows) = (Imposed.Free, Imposed.Rows);
        for (var f = 0; f < free.Length; f++) state[f] = full[free[f]];
        for (var r = 0; r < rows.Length; r++) state[free.Length + r] = full[Problem.VariableCount + rows[r]];
    }

    /// <summary>Writes (x_F, w_R) into (x, w) and leaves the rest.</summary>
    public void Scatter(ReadOnlySpan<double> state, Span<double> full)
    {
        var (free, rows) = (Imposed.Free, Imposed.Rows);
        for (var f = 0; f < free.Length; f++) full[free[f]] = state[f];
        for (var r = 0; r < rows.Length; r++) full[Problem.VariableCount + rows[r]] = state[free.Length + r];
    }

    /// <summary>(x, w) at the solution: w = z + y/ρ, with z exactly at the bound on active rows, and w = z on imposed bounds.</summary>
    private double[] SolutionAsState()
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        double[] state = new double[n + m];
        _point.X.CopyTo(state, 0);
        _point.RowValues.CopyTo(state, n);
        for (var i = 0; i < m; i++)
        {
            if (_point.Certified is not null && _point.Activity[i] != RowActivity.Inactive)
                state[n + i] = _point.Activity[i] == RowActivity.Lower ? Problem.Lower[i] : Problem.Upper[i];
        }

        foreach (var i in Imposed.Rows) state[n + i] += _point.Y[i] / Rho[i];
        return state;
    }
}
