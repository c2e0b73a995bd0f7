using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A general convex objective for the alternating iteration: x⁺ minimises φ(x) = f(x) + c'x + ½|Ax|²_ρ by Newton's method with Armijo's rule,
/// started at the last x, and the Hessian of φ at x is what the derivative solves with.
/// </summary>
internal sealed class ConvexAlternation : AlternatingProblem, IHasStart
{
    private const int MostSteps = 60;
    private const double Tolerance = 1e-13;

    private readonly double[] _parameters;
    private readonly CscMatrix _a;
    private readonly SparsityPattern _pattern;
    private AugmentedHessian? _hessian;

    public ConvexAlternation(SmoothObjective objective, double[] parameters, QuadraticProgram frame, double? penalty)
        : base([.. frame.Lower], [.. frame.Upper], Penalties(objective, parameters, frame, penalty))
    {
        Objective = objective;
        _parameters = parameters;
        _a = frame.A;
        _pattern = objective.HessianPattern!;
    }

    /// <summary>f.</summary>
    public SmoothObjective Objective { get; }

    /// <summary>c of f(x, c).</summary>
    public ReadOnlySpan<double> Parameters => _parameters;

    /// <summary>A.</summary>
    public CscMatrix A => _a;

    public override int VariableCount => Objective.Size;

    public double[] Start()
    {
        var x = new double[VariableCount];
        Objective.Start(_parameters, x);
        return x;
    }

    /// <summary>How far a ray of multipliers is from proving that no x of the domain satisfies the rows, as <see cref="CertificateCheck"/> says it.</summary>
    public double InfeasibilityError(double[] ray)
    {
        int n = VariableCount, m = RowCount;
        double[] all = new double[m + n], lower = new double[m + n], upper = new double[m + n];
        ray.CopyTo(all, 0);
        Lower.CopyTo(lower, 0);
        Upper.CopyTo(upper, 0);
        lower.AsSpan(m).Fill(Objective.DomainLower);
        upper.AsSpan(m).Fill(Objective.DomainUpper);
        _a.AddTransposedMultiply(ray, all.AsSpan(m));
        // What A'y leaves over, an end of the domain may hold against.
        for (var j = m; j < all.Length; j++) all[j] = double.IsFinite(all[j] > 0 ? lower[j] : upper[j]) ? -all[j] : 0;
        return CertificateCheck.Infeasibility(new QuadraticProgram(CscMatrix.Zero(n, n), new double[n], CscMatrix.Stack(_a, CscMatrix.Identity(n)), lower, upper), all);
    }

    /// <summary>The part of a step that stays inside the domain, at most 1.</summary>
    public double LargestStep(ReadOnlySpan<double> x, ReadOnlySpan<double> direction)
    {
        const double share = 0.99;
        double lower = Objective.DomainLower, upper = Objective.DomainUpper, step = 1;
        if (double.IsInfinity(lower) && double.IsInfinity(upper)) return step;
        for (var j = 0; j < x.Length; j++)
        {
            if (direction[j] == 0) continue;
            var room = direction[j] < 0 ? lower - x[j] : upper - x[j];
            if (share * room / direction[j] < step) step = share * room / direction[j];
        }

        return step;
    }

    public override void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax)
    {
        var hessian = _hessian ??= AugmentedHessian.For(_pattern, _a.Pattern);
        var n = x.Length;
        double[] gradient = new double[n], direction = new double[n], trial = new double[n], rows = new double[ax.Length], step = new double[ax.Length];
        var values = new double[_pattern.Count];
        _a.Multiply(x, ax);
        for (var k = 0; k < MostSteps; k++)
        {
            Objective.Gradient(x, _parameters, gradient);
            for (var i = 0; i < rows.Length; i++) rows[i] = c[i] + (Rho[i] * ax[i]);
            _a.AddTransposedMultiply(rows, gradient);
            Factor(hessian, x, values);
            hessian.Solve(gradient, direction, step);
            var slope = 0.0;
            for (var j = 0; j < n; j++) slope -= gradient[j] * direction[j];
            for (var j = 0; j < n; j++) direction[j] = -direction[j];
            for (var i = 0; i < step.Length; i++) step[i] = -step[i];
            var length = LineSearch(c, x, ax, direction, step, slope, trial);
            for (var j = 0; j < n; j++) x[j] += length * direction[j];
            for (var i = 0; i < step.Length; i++) ax[i] += length * step[i];
            if (length * Vectors.Norm(direction) <= Tolerance * (1 + Vectors.Norm(x))) break;
        }

        _a.Multiply(x, ax);
    }

    public override AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x)
    {
        var hessian = AugmentedHessian.For(_pattern, _a.Pattern);
        Factor(hessian, x, new double[_pattern.Count]);
        return new Curvature(hessian);
    }

    public override void Multiply(ReadOnlySpan<double> x, Span<double> result) => _a.Multiply(x, result);

    public override void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result) => _a.AddTransposedMultiply(y, result);

    private void Factor(AugmentedHessian hessian, ReadOnlySpan<double> x, double[] values)
    {
        Objective.Hessian(x, _parameters, values);
        if (hessian.Factor(new CscMatrix(_pattern, values), _a, Rho, sigma: 0) != LdlOutcome.Factored)
            throw new SingularHessianException();
    }

    /// <summary>The longest of 1, ½, ¼, … of the step, kept inside the domain, that reduces φ enough.</summary>
    private double LineSearch(ReadOnlySpan<double> c, ReadOnlySpan<double> x, ReadOnlySpan<double> ax, double[] direction, double[] step, double slope, double[] trial)
    {
        var now = Value(c, x, ax, step, 0);
        for (var length = LargestStep(x, direction); length > 1e-12; length *= 0.5)
        {
            for (var j = 0; j < trial.Length; j++) trial[j] = x[j] + (length * direction[j]);
            // Near the minimum the decrease drowns in rounding: then the full step is right.
            if (Value(c, trial, ax, step, length) <= now + (1e-4 * length * slope) + (1e-14 * Math.Abs(now))) return length;
        }

        return 0;
    }

    private double Value(ReadOnlySpan<double> c, ReadOnlySpan<double> x, ReadOnlySpan<double> ax, double[] step, double length)
    {
        var sum = Objective.Value(x, _parameters);
        for (var i = 0; i < step.Length; i++)
        {
            var row = ax[i] + (length * step[i]);
            sum += (c[i] * row) + (0.5 * Rho[i] * row * row);
        }

        return sum;
    }

    /// <summary>As for a quadratic program with the Hessian at the start.</summary>
    private static double[] Penalties(SmoothObjective objective, double[] parameters, QuadraticProgram frame, double? penalty)
    {
        double[] x = new double[objective.Size], values = new double[objective.HessianPattern!.Count];
        objective.Start(parameters, x);
        objective.Hessian(x, parameters, values);
        return QuadraticAlternation.Penalties(new(new CscMatrix(objective.HessianPattern, values), frame.Q.AsSpan(), frame.A, frame.Lower.AsSpan(), frame.Upper.AsSpan()), penalty);
    }

    private sealed class Curvature(AugmentedHessian hessian) : AugmentedCurvature
    {
        public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax) => hessian.Solve(b, x, ax);
    }
}

/// <summary>No step is defined at an iterate.</summary>
internal sealed class SingularHessianException() : Exception(
    "the Hessian of f + ½|Ax|²_ρ is singular at an iterate: f is flat along a direction that moves no row, so that the problem is unbounded, or its minimiser not unique");
