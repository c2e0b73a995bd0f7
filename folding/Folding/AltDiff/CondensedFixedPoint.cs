using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// The alternating iteration of a dense quadratic program in its rows alone. With r = A R q and the response S = A R A' an iteration costs
/// one m x m product, and the fixed point is the root of a piecewise linear function,
/// <code>
/// F(v) = Π(v) − Ax(v) = Π(v) + r + S ρ(v − 2Π(v)),      v⁺ = v − F(v)
/// </code>
/// A Newton step on it is exact while no row changes sides: <c>(S − D/ρ)u = −F, v⁺ = v + (I − 2D)u/ρ</c>, with the symmetric matrix that the
/// adjoint needs as well (<see cref="ConvergedAdjoint"/>). Iterations find the neighbourhood; Newton steps are kept where they reduce F.
/// </summary>
internal sealed class CondensedFixedPoint
{
    private const int FirstIterations = 15;
    private const int MostNewtonSteps = 12;

    private readonly QuadraticAlternation _problem;
    private readonly DenseMatrix _response;
    private readonly DenseMatrix _shifted;
    private readonly DenseLdl _factor;
    private readonly DenseBackend _backend;
    private readonly double[] _offset;
    private readonly double[] _force;

    private CondensedFixedPoint(QuadraticAlternation problem, DenseAugmentedHessian hessian, ReadOnlySpan<double> q)
    {
        var m = problem.RowCount;
        _problem = problem;
        _backend = hessian.Backend;
        _response = new(m, m);
        _shifted = new(m, m);
        _factor = new(m, _backend);
        _offset = new double[m];
        _force = new double[m];
        hessian.Solve(q, new double[q.Length], _offset);
        hessian.Response(_response.View);
    }

    /// <summary>Iterates and steps to the fixed point.</summary>
    /// <returns>The run, and the factors of S − D/ρ at its end where there are any.</returns>
    public static (AlternatingRun Run, DenseLdl? Factor) Solve(QuadraticAlternation problem, DenseAugmentedHessian hessian, ReadOnlySpan<double> q, AltDiffOptions options, CancellationToken cancellation)
    {
        var condensed = new CondensedFixedPoint(problem, hessian, q);
        return condensed.Solve(options, cancellation);
    }

    private (AlternatingRun Run, DenseLdl? Factor) Solve(AltDiffOptions options, CancellationToken cancellation)
    {
        var m = _problem.RowCount;
        double[] v = AlternatingRun.ColdStart(_problem), f = new double[m], candidate = new double[m], candidateF = new double[m];
        // Newton reaches rounding at no further cost: a looser tolerance would only leave the last step undone.
        var wanted = Math.Min(options.Tolerance, 1e-12);
        var (iterations, patience) = (0, FirstIterations);
        var residual = Evaluate(v, f);
        DenseLdl? factor = null;
        while (iterations < options.MaximumIterations && residual > wanted)
        {
            for (var k = 0; k < patience && residual > wanted && iterations < options.MaximumIterations; k++, iterations++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var i = 0; i < m; i++) v[i] -= options.Relaxation * f[i];
                residual = Evaluate(v, f);
            }

            factor = null;
            for (var step = 0; step < MostNewtonSteps && residual > wanted && iterations < options.MaximumIterations; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Factor(v) != DenseOutcome.Factored) break;
                for (var i = 0; i < m; i++) candidate[i] = -f[i];
                _factor.Solve(candidate);
                for (var i = 0; i < m; i++) candidate[i] = v[i] + (IsInside(v, i) ? -candidate[i] : candidate[i]) / _problem.Rho[i];
                iterations++;
                var reached = Evaluate(candidate, candidateF);
                if (!(reached < 0.9 * residual)) break;
                var sameSides = SameSides(v, candidate);
                (v, candidate, f, candidateF, residual) = (candidate, v, candidateF, f, reached);
                factor = sameSides ? _factor : null;
                if (sameSides && residual <= 1e-10) return (End(v, iterations, residual, converged: true), factor);
            }

            patience *= 2;
        }

        if (factor is null && Factor(v) == DenseOutcome.Factored) factor = _factor;
        return (End(v, iterations, residual, residual <= Math.Max(wanted, options.Tolerance)), factor);
    }

    private AlternatingRun End(double[] v, int iterations, double residual, bool converged)
    {
        double[] x = new double[_problem.VariableCount], ax = new double[v.Length];
        Forces(v);
        _problem.Minimize(_force, x, ax);
        return AlternatingRun.At(_problem, x, v, iterations, residual, converged);
    }

    private void Forces(double[] v)
    {
        for (var i = 0; i < v.Length; i++) _force[i] = _problem.Rho[i] * (v[i] - (2 * _problem.Project(i, v[i])));
    }

    /// <summary>F(v); returns its size relative to the terms it is made of.</summary>
    private double Evaluate(double[] v, double[] f)
    {
        Forces(v);
        _offset.CopyTo(f, 0);
        _backend.MultiplySymmetric(1, _response.View, _force, 1, f);
        double error = 0, size = 1e-300;
        for (var i = 0; i < f.Length; i++)
        {
            var z = _problem.Project(i, v[i]);
            size = Math.Max(size, Math.Max(Math.Abs(z), Math.Abs(f[i])));
            f[i] += z;
            error = Math.Max(error, Math.Abs(f[i]));
        }

        return error / size;
    }

    private DenseOutcome Factor(double[] v)
    {
        _response.Values.CopyTo(_shifted.Values);
        for (var i = 0; i < v.Length; i++)
        {
            if (IsInside(v, i)) _shifted[i, i] -= 1 / _problem.Rho[i];
        }

        return _factor.Factor(_shifted.View);
    }

    private bool IsInside(double[] v, int row) => _problem.ActivityOf(row, v[row]) == RowActivity.Inactive;

    private bool SameSides(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (_problem.ActivityOf(i, a[i]) != _problem.ActivityOf(i, b[i])) return false;
        }

        return true;
    }
}
