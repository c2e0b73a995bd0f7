using Folding.Problems;

namespace Folding;

/// <summary>
/// From a rough point of a convex quadratic program along the central path towards its solution, until the active set shows. Each step is Mehrotra's
/// (SIAM J. Optim. 2, 1992), one factorization: a predictor towards d v = 0, then a corrector towards
/// <code>d v = σ μ − dd dv,     σ = (μ after the predictor / μ)³,     μ = mean d v</code>
/// d the distances of the rows to their bounds, v their forces, dd and dv the predictor's steps; the conventions are those of <see cref="BarrierPoint"/>, which
/// finds one point of the path to all digits.
/// </summary>
internal sealed class CentralPath
{
    /// <summary>μ of the start, in mean distances times mean forces of the rough point. A large one costs a step or two, a small one many short steps where the point is worse than it looks.</summary>
    private const double FirstMu = 3;

    /// <summary>The least mean distance and force of the start, in the largest entries of x and q: at x = 0, y = 0 there are none.</summary>
    private const double LeastMean = 0.1;

    /// <summary>A path that advances by less is lost: the program has no solution, or rounding has taken over.</summary>
    private const double ShortestStep = 1e-3;

    /// <summary>μ, in μ of the start, from which on the active set may show.</summary>
    private const double SmallMu = 1e-2;

    /// <summary>Asking for the active set costs as much as several steps: so many rows may change from step to step.</summary>
    private const int FewChanges = 1;

    private readonly PathSystem _system;
    private readonly QuadraticProgram _program;
    private readonly BarrierSide _lower;
    private readonly BarrierSide _upper;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _rowValues;
    private readonly double[] _right;
    private readonly double[] _dx;
    private readonly double[] _dy;
    private readonly double[] _rowSteps;
    private readonly double[] _force;
    private readonly double[] _stiffness;
    private readonly bool[] _isEquality;
    private readonly int _sides;
    private readonly double _firstMu;
    private double _mu;
    private int _changes;

    /// <summary>Starts near (x, y), all distances and forces positive.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">Length n.</param>
    /// <param name="y">Length m.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    public CentralPath(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, SymbolicCache cache)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        _system = new(problem, cache);
        _program = _system.Program;
        (_x, _right, _dx) = (new double[n], new double[n], new double[n]);
        (_y, _rowValues, _dy, _rowSteps, _force, _stiffness, _isEquality) = (new double[m], new double[m], new double[m], new double[m], new double[m], new double[m], new bool[m]);
        (_lower, _upper) = (new(m), new(m));
        Activity = new RowActivity[m];
        for (var j = 0; j < n; j++) _x[j] = x[j] / _system.VariableScale[j];
        for (var i = 0; i < m; i++)
        {
            _y[i] = y[i] / _system.RowScale[i];
            _isEquality[i] = ActiveSet.IsEquality(problem.Lower[i], problem.Upper[i]);
        }

        _program.A.Multiply(_x, _rowValues);
        _sides = Start();
        _mu = _firstMu = Complementarity(0);
    }

    /// <summary>The active set as the last step shows it: the distances of active rows shrink faster than their forces (Tapia's indicators; El-Bakry, Tapia and Zhang 1994).</summary>
    public RowActivity[] Activity { get; private set; }

    /// <summary>x, length n.</summary>
    public double[] X
    {
        get
        {
            var x = new double[_x.Length];
            for (var j = 0; j < x.Length; j++) x[j] = _x[j] * _system.VariableScale[j];
            return x;
        }
    }

    /// <summary>y, length m.</summary>
    public double[] Y
    {
        get
        {
            var y = new double[_y.Length];
            for (var i = 0; i < y.Length; i++) y[i] = _y[i] * _system.RowScale[i];
            return y;
        }
    }

    /// <summary>Whether the active set shows: μ has fallen far, and the last step showed hardly a row otherwise than the one before.</summary>
    public bool IsSettled => _changes <= FewChanges && _mu <= SmallMu * _firstMu;

    /// <summary>Gives the memory of the factor to the next one; no more steps.</summary>
    public void End() => _system.Release();

    /// <summary>One step; false where the path is lost.</summary>
    public bool Step()
    {
        SetResiduals();
        for (var i = 0; i < _stiffness.Length; i++) _stiffness[i] = _isEquality[i] ? double.PositiveInfinity : _lower.Stiffness(i) + _upper.Stiffness(i);
        if (!(_mu > 0) || !_system.Factor(_stiffness)) return false;
        Array.Clear(_lower.Target);
        Array.Clear(_upper.Target);
        if (!Solve()) return false;
        var ratio = Complementarity(LongestStep()) / _mu;
        _lower.Aim(ratio * ratio * ratio * _mu);
        _upper.Aim(ratio * ratio * ratio * _mu);
        if (!Solve()) return false;
        var advance = LongestStep();
        if (!(advance >= ShortestStep)) return false;
        Move(advance);
        Observe();
        _mu = Complementarity(0);
        return Vectors.IsFinite(_x) && Vectors.IsFinite(_y);
    }

    /// <summary>The smooth positive pairs nearest to the rough point's; returns how many there are.</summary>
    private int Start()
    {
        var (distances, forces, sides) = (0.0, 0.0, 0);
        for (var i = 0; i < _y.Length; i++)
        {
            if (_isEquality[i]) continue;
            forces += Math.Abs(_y[i]);
            foreach (var distance in (ReadOnlySpan<double>)[_rowValues[i] - _program.Lower[i], _program.Upper[i] - _rowValues[i]])
            {
                if (!double.IsFinite(distance)) continue;
                distances += Math.Abs(distance);
                sides++;
            }
        }

        if (sides == 0) return 0;
        distances = Size(distances / sides, Vectors.MaxNorm(_x));
        forces = Size(forces / sides, Vectors.MaxNorm(_program.Q.AsSpan()));
        var (mu, balance) = (FirstMu * distances * forces, Math.Sqrt(distances / forces));
        for (var i = 0; i < _y.Length; i++)
        {
            if (_isEquality[i]) continue;
            if (double.IsFinite(_program.Lower[i])) _lower.Start(i, _rowValues[i] - _program.Lower[i], -_y[i], mu, balance);
            if (double.IsFinite(_program.Upper[i])) _upper.Start(i, _program.Upper[i] - _rowValues[i], _y[i], mu, balance);
            _y[i] = _upper.Force[i] - _lower.Force[i];
        }

        return sides;
    }

    private static double Size(double mean, double largest) => Math.Max(mean, LeastMean * largest) is > 0 and var size ? size : 1;

    /// <summary>r = −(Px + q + A'y), and what is missing from d = distance on each side.</summary>
    private void SetResiduals()
    {
        _program.P.MultiplySymmetric(_x, _right);
        _program.A.AddTransposedMultiply(_y, _right);
        for (var j = 0; j < _right.Length; j++) _right[j] = -(_right[j] + _program.Q[j]);
        _program.A.Multiply(_x, _rowValues);
        for (var i = 0; i < _rowValues.Length; i++)
        {
            if (_lower.IsPresent(i)) _lower.Missing[i] = _rowValues[i] - _program.Lower[i] - _lower.Distance[i];
            if (_upper.IsPresent(i)) _upper.Missing[i] = _program.Upper[i] - _rowValues[i] - _upper.Distance[i];
        }
    }

    /// <summary>The step towards the targets; false where it overflows.</summary>
    private bool Solve()
    {
        for (var i = 0; i < _force.Length; i++)
            _force[i] = _isEquality[i] ? _program.Upper[i] - _rowValues[i] : _upper.Pull(i, _upper.Target[i]) - _lower.Pull(i, _lower.Target[i]) - _y[i];

        if (!_system.Solve(_right, _force, _stiffness, _dx, _dy)) return false;
        _program.A.Multiply(_dx, _rowSteps);
        for (var i = 0; i < _rowSteps.Length; i++)
        {
            if (!_isEquality[i]) BarrierSide.SetSteps(_lower, _upper, i, _lower.Target[i], _upper.Target[i], _rowSteps[i], _system.IsGeneral(i) ? _dy[i] : null);
        }

        return true;
    }

    private double LongestStep() => Math.Min(_lower.LongestStep(), _upper.LongestStep());

    private double Complementarity(double advance) => (_lower.Complementarity(advance) + _upper.Complementarity(advance)) / _sides;

    private void Move(double advance)
    {
        for (var j = 0; j < _x.Length; j++) _x[j] += advance * _dx[j];
        _lower.Move(advance);
        _upper.Move(advance);
        for (var i = 0; i < _y.Length; i++) _y[i] = _isEquality[i] ? _y[i] + (advance * _dy[i]) : _upper.Force[i] - _lower.Force[i];
    }

    private void Observe()
    {
        var shown = BarrierSide.Closing(_program, _lower, _upper);
        _changes = 0;
        for (var i = 0; i < shown.Length; i++) _changes += shown[i] == Activity[i] ? 0 : 1;
        Activity = shown;
        _lower.Mark();
        _upper.Mark();
    }
}
