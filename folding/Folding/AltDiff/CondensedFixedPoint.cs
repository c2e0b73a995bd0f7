using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// The alternating iteration of a dense quadratic program in its rows alone (<see cref="RowSpace"/>): one solve of the order of the rows each,
/// <code>
/// (H + 1/ρ)ŷ = r + v − 2Π(v),      F(v) = v − Π(v) − ŷ/ρ,      v⁺ = v − αF(v)
/// </code>
/// Its fixed point is the root of the piecewise linear F, and a Newton step goes to the root of the present piece,
/// <code>
/// H_act y = (r − b)_act,      v = b + y/ρ on the active rows,  v = r − Hy on the others
/// </code>
/// which is the solution as soon as no row changes sides. Iterations find the neighbourhood, Newton steps finish or are forgotten.
/// </summary>
internal sealed class CondensedFixedPoint
{
    private const int FirstIterations = 10;
    private const int MostNewtonSteps = 10;

    private readonly QuadraticAlternation _problem;
    private readonly RowSpace _space;
    private readonly AltDiffOptions _options;
    private readonly double _wanted;
    private readonly double[] _v;
    private readonly double[] _f;
    private double[] _multipliers;
    private double[] _before;
    private double _residual;
    private int _iterations;

    private CondensedFixedPoint(QuadraticAlternation problem, RowSpace space, AltDiffOptions options)
    {
        (_problem, _space, _options) = (problem, space, options);
        // Newton reaches rounding at no further cost: a looser tolerance would only leave the last step undone.
        _wanted = Math.Min(options.Tolerance, 1e-12);
        _v = AlternatingRun.ColdStart(problem);
        (_f, _multipliers, _before) = (new double[_v.Length], new double[_v.Length], new double[_v.Length]);
        _residual = Evaluate(_v, _f, _multipliers);
        _multipliers.CopyTo(_before, 0);
    }

    /// <summary>Iterates and steps to the fixed point.</summary>
    /// <returns>The run, and the system of its active rows unless they depend on each other.</returns>
    public static (AlternatingRun Run, ActiveRows? System) Solve(QuadraticAlternation problem, RowSpace space, AltDiffOptions options, CancellationToken cancellation)
    {
        var condensed = new CondensedFixedPoint(problem, space, options);
        for (var patience = FirstIterations; condensed.IsUnfinished; patience *= 2)
        {
            for (var k = 0; k < patience && condensed.IsUnfinished; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                condensed.Iterate();
            }

            if (condensed.IsUnfinished && condensed.Finish(cancellation) is { } end) return end;
        }

        return condensed.Truncate();
    }

    private bool IsUnfinished => _residual > _wanted && _iterations < _options.MaximumIterations;

    private void Iterate()
    {
        for (var i = 0; i < _v.Length; i++) _v[i] -= _options.Relaxation * _f[i];
        (_before, _multipliers) = (_multipliers, _before);
        _residual = Evaluate(_v, _f, _multipliers);
        _iterations++;
    }

    /// <summary>Newton steps from here; null where they do not end at a fixed point.</summary>
    private (AlternatingRun Run, ActiveRows? System)? Finish(CancellationToken cancellation)
    {
        int m = _v.Length, n = _problem.VariableCount;
        double[] v = new double[m], y = new double[m], f = new double[m];
        var activity = ActivityOf(_v);
        for (var step = 0; step < MostNewtonSteps && _iterations < _options.MaximumIterations; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ActiveRows.Factor(_space, activity) is not { } system) return null;
            _iterations++;
            for (var i = 0; i < m; i++) y[i] = _space.Unforced[i] - Bound(activity, i);
            system.SolveRows(y);
            Land(activity, y, v);
            var residual = Evaluate(v, f, f);
            var sides = ActivityOf(v);
            var isSettled = sides.SequenceEqual(activity);
            if (residual <= (isSettled ? 1e-10 : _wanted))
            {
                double[] x = new double[n], minusQ = [.. _space.Problem.Q.Select(static q => -q)], held = new double[m];
                for (var i = 0; i < m; i++) held[i] = Bound(activity, i);
                system.Solve(minusQ, held, x, y);
                Land(activity, y, v);
                return (AlternatingRun.At(_problem, x, v, y, _iterations, residual, converged: true), system);
            }

            system.Release();
            if (isSettled) return null;
            activity = sides;
        }

        return null;
    }

    private (AlternatingRun Run, ActiveRows? System) Truncate()
    {
        var x = new double[_problem.VariableCount];
        _space.Recover(_before, x);
        var run = AlternatingRun.At(_problem, x, _v, AlternatingRun.Multipliers(_problem, _v), _iterations, _residual, _residual <= Math.Max(_wanted, _options.Tolerance));
        return (run, ActiveRows.Factor(_space, ActivityOf(_v)));
    }

    /// <summary>The v of multipliers y: b + y/ρ on the active rows, r − Hy on the others.</summary>
    private void Land(RowActivity[] activity, double[] y, double[] v)
    {
        _space.Rows(y, v);
        for (var i = 0; i < v.Length; i++)
        {
            if (activity[i] != RowActivity.Inactive) v[i] = Bound(activity, i) + (y[i] / _problem.Rho[i]);
        }
    }

    /// <summary>F(v) and ŷ, which may share memory where only the size is wanted; returns |F|, relative to the terms it is made of.</summary>
    private double Evaluate(double[] v, double[] f, double[] multipliers)
    {
        for (var i = 0; i < v.Length; i++) multipliers[i] = _space.Unforced[i] + v[i] - (2 * _problem.Project(i, v[i]));
        _space.SolveAugmented(multipliers);
        double error = 0, size = 1e-300;
        for (var i = 0; i < v.Length; i++)
        {
            double z = _problem.Project(i, v[i]), gap = v[i] - z - (multipliers[i] / _problem.Rho[i]);
            size = Math.Max(size, Math.Max(Math.Abs(z), Math.Abs(gap - z)));
            error = Math.Max(error, Math.Abs(gap));
            f[i] = gap;
        }

        return error / size;
    }

    private double Bound(RowActivity[] activity, int row) => activity[row] switch
    {
        RowActivity.Inactive => 0,
        RowActivity.Lower => _problem.Lower[row],
        _ => _problem.Upper[row],
    };

    private RowActivity[] ActivityOf(double[] v) => [.. v.Select((value, row) => _problem.ActivityOf(row, value))];
}
