using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Admm;

/// <summary>
/// The state (x, z, y) of the splitting of min ½x'Px + q'x, Ax = z, l ≤ z ≤ u, and its iteration (Stellato et al. 2020, algorithm 1):
/// <code>
/// x̃ = (P + σI + A'ρA)⁻¹ (σx − q + A'(ρz − y)),   z̃ = A x̃
/// x⁺ = αx̃ + (1 − α)x,   ẑ = αz̃ + (1 − α)z,   z⁺ = Π(ẑ + y/ρ),   y⁺ = y + ρ(ẑ − z⁺)
/// </code>
/// With σ = 0 and α = 1 it is the forward iteration of Alt-Diff, equations (5a) to (5d), in two-sided form. ρ is larger on equality rows and
/// almost nothing on rows without bounds.
/// </summary>
internal sealed class AdmmIteration
{
    private const double EqualityFactor = 1e3, FreePenalty = 1e-6, SmallestPenalty = 1e-6, LargestPenalty = 1e6;

    private readonly AdmmOptions _options;
    private readonly AugmentedHessian _hessian;
    private readonly double[] _rho;
    private readonly double[] _right;
    private readonly double[] _step;
    private readonly double[] _rows;
    private double _penalty;
    private long _wait;
    private long _nextAdaptation;

    public AdmmIteration(QuadraticProgram problem, AdmmOptions options)
    {
        _options = options;
        SparsityPattern p = problem.P.Pattern, a = problem.A.Pattern;
        _hessian = options.LinearSystem switch
        {
            AdmmLinearSystem.Sparse => new SparseAugmentedHessian(p, a),
            AdmmLinearSystem.Dense => new DenseAugmentedHessian(p, a),
            _ => AugmentedHessian.For(p, a),
        };
        int n = problem.VariableCount, m = problem.ConstraintCount;
        (X, PreviousX, _right, _step) = (new double[n], new double[n], new double[n], new double[n]);
        (Z, Y, PreviousY, _rows, _rho) = (new double[m], new double[m], new double[m], new double[m], new double[m]);
        SetMatrices(problem);
    }

    /// <summary>The program in the units of the iteration.</summary>
    public ScaledProgram Program { get; private set; } = null!;

    public double[] X { get; }

    public double[] Z { get; }

    public double[] Y { get; }

    public double[] PreviousX { get; }

    public double[] PreviousY { get; }

    /// <summary>False where M could not be factored: numbers out of range.</summary>
    public bool IsFactored { get; private set; }

    /// <summary>Takes all data of a problem of the same structure.</summary>
    public void SetMatrices(QuadraticProgram problem)
    {
        Program = ScaledProgram.Of(problem, _options.ScalingIterations);
        SetPenalty(_options.Penalty, force: true);
    }

    /// <summary>Takes q, l and u; factors anew only where a row became an equality, or ceased to be one.</summary>
    public void SetVectors(QuadraticProgram problem)
    {
        Program.SetVectors(problem);
        SetPenalty(_options.Penalty, force: false);
    }

    /// <summary>Starts at zero or at a point given in the units of the problem, with the first penalty.</summary>
    public void Start(WarmStart? warm)
    {
        SetPenalty(_options.Penalty, force: false);
        _wait = _nextAdaptation = (long)_options.TerminationInterval * _options.AdaptationInterval;
        Array.Clear(X);
        Array.Clear(Y);
        if (warm is { Primal.IsDefaultOrEmpty: false })
        {
            for (var j = 0; j < X.Length; j++) X[j] = warm.Primal[j] / Program.Variables[j];
        }

        if (warm is { Dual.IsDefaultOrEmpty: false })
        {
            for (var i = 0; i < Y.Length; i++) Y[i] = warm.Dual[i] * Program.Cost / Program.Rows[i];
        }

        Program.A.Multiply(X, Z);
        for (var i = 0; i < Z.Length; i++) Z[i] = Math.Clamp(Z[i], Program.Lower[i], Program.Upper[i]);
    }

    public void Step()
    {
        double sigma = _options.Regularization, alpha = _options.Relaxation;
        X.CopyTo(PreviousX, 0);
        Y.CopyTo(PreviousY, 0);
        for (var i = 0; i < Z.Length; i++) _rows[i] = (_rho[i] * Z[i]) - Y[i];
        for (var j = 0; j < X.Length; j++) _right[j] = (sigma * X[j]) - Program.Q[j];
        Program.A.AddTransposedMultiply(_rows, _right);
        _hessian.Solve(_right, _step, _rows);
        for (var j = 0; j < X.Length; j++) X[j] = (alpha * _step[j]) + ((1 - alpha) * X[j]);
        double[] lower = Program.Lower, upper = Program.Upper;
        for (var i = 0; i < Z.Length; i++)
        {
            var relaxed = (alpha * _rows[i]) + ((1 - alpha) * Z[i]);
            Z[i] = Math.Min(Math.Max(relaxed + (Y[i] / _rho[i]), lower[i]), upper[i]);
            Y[i] += _rho[i] * (relaxed - Z[i]);
        }
    }

    /// <summary>
    /// Moves ρ towards equal relative residuals, where the change is worth a factorization. Each change doubles the wait for the next one: there
    /// are few in the end, as convergence needs, and iterates that turn in circles (linear programs) are not driven on by a ρ that follows them.
    /// </summary>
    public void Adapt(int iteration, in AdmmResiduals residuals)
    {
        if (_options.AdaptationInterval == 0 || iteration < _nextAdaptation) return;
        // Below the tolerance a residual is small enough: how small says nothing about the balance.
        var floor = Math.Max(_options.RelativeTolerance, 1e-10);
        var imbalance = Math.Max(residuals.RelativePrimal, floor) / Math.Max(residuals.RelativeDual, floor);
        var wanted = Math.Clamp(_penalty * Math.Sqrt(imbalance), SmallestPenalty, LargestPenalty);
        if (wanted > _options.AdaptationTolerance * _penalty || wanted * _options.AdaptationTolerance < _penalty)
        {
            SetPenalty(wanted, force: true);
            _wait *= 2;
        }

        _nextAdaptation = iteration + _wait;
    }

    private void SetPenalty(double penalty, bool force)
    {
        _penalty = penalty;
        var changed = force;
        for (var i = 0; i < _rho.Length; i++)
        {
            double l = Program.Lower[i], u = Program.Upper[i];
            var isEquality = double.IsFinite(u) && u - l <= 1e-10 * Math.Max(1, Math.Abs(u));
            var rho = double.IsInfinity(l) && double.IsInfinity(u) ? FreePenalty : Math.Clamp(isEquality ? EqualityFactor * penalty : penalty, SmallestPenalty, LargestPenalty);
            changed |= rho != _rho[i];
            _rho[i] = rho;
        }

        if (changed) IsFactored = _hessian.Factor(Program.P, Program.A, _rho, _options.Regularization) == LdlOutcome.Factored;
    }
}
