using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>The vectors of one native solve: starting point on the way in, solution on the way out.</summary>
internal sealed class IpoptPoint
{
    private readonly NonlinearProgram _problem;
    private readonly double[] _lowerMultipliers;
    private readonly double[] _upperMultipliers;
    // Ipopt writes here what it returns; NaN until it does.
    private readonly double[] _objective = [double.NaN];

    public IpoptPoint(NonlinearProgram problem, WarmStart? warm)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        _problem = problem;
        X = warm is { Primal.IsDefaultOrEmpty: false } ? [.. warm.Primal] : [.. problem.Start];
        Lambda = new double[m];
        _lowerMultipliers = new double[n];
        _upperMultipliers = new double[n];
        // Without constraints Ipopt's warm start ends in an unrecoverable exception (3.11): it starts from x alone.
        if (m == 0 || warm is not { Primal.IsDefaultOrEmpty: false, Dual.IsDefaultOrEmpty: false }) return;

        IsWarm = true;
        warm.Dual.AsSpan()[..m].CopyTo(Lambda);
        // A quadratic program's dual point stops at its rows: it has no variable bounds.
        for (var j = 0; m + j < warm.Dual.Length; j++)
        {
            _lowerMultipliers[j] = Math.Max(0, -warm.Dual[m + j]);
            _upperMultipliers[j] = Math.Max(0, warm.Dual[m + j]);
        }
    }

    /// <summary>x, length n.</summary>
    public double[] X { get; }

    /// <summary>λ, length m.</summary>
    public double[] Lambda { get; }

    /// <summary>True when the start has multipliers as well as a point.</summary>
    public bool IsWarm { get; }

    /// <summary>True when Ipopt wrote a point back and it is finite.</summary>
    public bool WasReturned => double.IsFinite(_objective[0]) && AllFinite(X);

    /// <summary>True when the multipliers are finite.</summary>
    public bool HasMultipliers => AllFinite(Lambda) && AllFinite(_lowerMultipliers) && AllFinite(_upperMultipliers);

    /// <summary>Runs Ipopt from this point; the point becomes the result.</summary>
    public unsafe ApplicationReturnStatus Solve(IpoptHandle native, IpoptRun run)
    {
        using var user = new GCHandle<IpoptRun>(run);
        fixed (double* x = X, lambda = Lambda, lower = _lowerMultipliers, upper = _upperMultipliers, objective = _objective)
        {
            var status = IpoptNative.IpoptSolve(native.Problem, x, null, objective, lambda, lower, upper, GCHandle<IpoptRun>.ToIntPtr(user));
            GC.KeepAlive(native);
            return status;
        }
    }

    /// <summary>zU − zL, length n.</summary>
    public double[] BoundMultipliers()
    {
        var difference = new double[X.Length];
        for (var j = 0; j < difference.Length; j++) difference[j] = _upperMultipliers[j] - _lowerMultipliers[j];
        return difference;
    }

    /// <summary>
    /// Ipopt takes fixed variables out and returns zero multipliers for them. Stationarity tells what they are:
    /// z = ∇f + J'λ, the lower bound's where positive, the upper bound's where negative.
    /// </summary>
    public void RecoverFixedMultipliers()
    {
        double[]? z = null;
        for (var j = 0; j < X.Length; j++)
        {
            if (!_problem.VariableLower[j].Equals(_problem.VariableUpper[j])) continue;
            z ??= LagrangianGradient();
            _lowerMultipliers[j] = Math.Max(0, z[j]);
            _upperMultipliers[j] = Math.Max(0, -z[j]);
        }
    }

    private double[] LagrangianGradient()
    {
        var gradient = new double[X.Length];
        _problem.ObjectiveGradient(X, gradient);
        var jacobian = new double[_problem.JacobianPattern.Count];
        _problem.Jacobian(X, jacobian);
        CscMatrix.Adopt(_problem.JacobianPattern, jacobian).AddTransposedMultiply(Lambda, gradient);
        return gradient;
    }

    private static bool AllFinite(double[] values) => Array.TrueForAll(values, double.IsFinite);
}
