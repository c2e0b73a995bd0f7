using Folding.Problems;

namespace Folding;

/// <summary>
/// The derivative of a nonlinear program's solution by that of its <see cref="LocalModel"/>. With the model's adjoint (r_x, r_λ) for a seed,
/// <code>
/// dLoss/dp = −(d_p ∇_x L)' r_x − (d_p g)' r_λ + (d_p bounds)' dLoss/dbounds,      L = f + λ'g
/// </code>
/// and dLoss/dbounds those of the model (implicit function theorem; Fiacco 1983). One reverse pass over the program gives all parameters.
/// </summary>
internal sealed class NonlinearLinearization : Linearization<NonlinearData>
{
    private const string NotFinite = "a derivative of the program is not finite at the solution";
    private const string NotFiniteByParameters = "a derivative by the parameters is not finite at the solution";

    private readonly string _name;
    private readonly NonlinearProgram _problem;
    private readonly LocalModel _model;
    private readonly QuadraticProgram _quadratic;
    private readonly double[] _x;
    private readonly double[] _multipliers;
    private readonly Linearization<QuadraticData> _inner;

    private NonlinearLinearization(string name, NonlinearPoint point, QuadraticProgram quadratic, double[] x, double[] y, Linearization<QuadraticData> inner)
    {
        _name = name;
        (_problem, _model) = (point.Problem, point.Model!);
        (_quadratic, _x, _multipliers) = (quadratic, x, y[.._problem.ConstraintCount]);
        _inner = inner;
    }

    /// <summary>
    /// The derivative by a method for quadratic programs, applied to the local model at the solution: right for every method whose answer depends on
    /// (x, y) and the first derivatives of the optimality conditions alone.
    /// </summary>
    public static Linearization<NonlinearData> OfModel(string name, NonlinearPoint point, Func<QuadraticPoint, Linearization<QuadraticData>> linearize) =>
        point.ToQuadratic() is { } local
            ? new NonlinearLinearization(name, point, local.Problem, local.X, local.Y, linearize(local))
            : new NoLinearization(point.Problem, name, NotFinite);

    /// <summary>The derivative of the solution smoothed by a barrier.</summary>
    public static Linearization<NonlinearData> Smoothed(string name, NonlinearPoint point, double mu)
    {
        if (point.ToQuadratic() is not { } local) return new NoLinearization(point.Problem, name, NotFinite);
        var smooth = BarrierPoint.At(local.Problem, local.X, local.Y, mu, point.Solved.Cache, point.Model);
        return new NonlinearLinearization(name, point, smooth.Problem, smooth.X, smooth.Y, new BarrierLinearization(smooth.Problem, smooth, mu));
    }

    public override GradientReport? Diagnosis => _inner.Diagnosis;

    public override FlatPart? FlatPart => _inner.FlatPart;

    public override Gradient<NonlinearData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => Nonlinear(_inner.Vjp(gx, gy));

    public override Gradient<NonlinearData>[] Vjp(ReadOnlySpan<Seed> seeds) => Array.ConvertAll(_inner.Vjp(seeds), Nonlinear);

    public override Tangent Jvp(NonlinearData direction)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        var change = _model.ParameterTangent(_x, _multipliers, direction.Parameters.AsSpan());
        double[] lower = new double[m + n], upper = new double[m + n];
        var g = change.Constraints.Span;
        for (var i = 0; i < m; i++)
        {
            // Rows of the model stand at g: where g grows, its bounds come closer.
            if (double.IsFinite(_problem.ConstraintLower[i])) lower[i] = direction.ConstraintLower[i] + change.ConstraintLower.Span[i] - g[i];
            if (double.IsFinite(_problem.ConstraintUpper[i])) upper[i] = direction.ConstraintUpper[i] + change.ConstraintUpper.Span[i] - g[i];
        }

        for (var j = 0; j < n; j++)
        {
            lower[m + j] = direction.VariableLower[j] + change.VariableLower.Span[j];
            upper[m + j] = direction.VariableUpper[j] + change.VariableUpper.Span[j];
        }

        var q = change.Stationarity.Span;
        return Vectors.IsFinite(q) && Vectors.IsFinite(lower) && Vectors.IsFinite(upper)
            ? _inner.Jvp(new(_quadratic, q: q, lower: lower, upper: upper))
            : new NoLinearization(_problem, _name, NotFiniteByParameters).Jvp(direction);
    }

    private Gradient<NonlinearData> Nonlinear(Gradient<QuadraticData> gradient)
    {
        if (gradient.Report.Trust == TrustLevel.None) return new(NonlinearData.Zero(_problem), gradient.Report);
        var m = _problem.ConstraintCount;
        ReadOnlySpan<double> lower = gradient.Data.Lower.AsSpan(), upper = gradient.Data.Upper.AsSpan();
        // dq = −r_x, and of a row's two bounds the sum is r_λ.
        var towards = new double[m];
        for (var i = 0; i < m; i++) towards[i] = -(lower[i] + upper[i]);
        var parameters = new double[_problem.Parameters.Length];
        var weights = new ParameterWeights
        {
            Stationarity = gradient.Data.Q.AsSpan(),
            Constraints = towards,
            ConstraintLower = lower[..m],
            ConstraintUpper = upper[..m],
            VariableLower = lower[m..],
            VariableUpper = upper[m..],
        };
        _model.ParameterGradient(_x, _multipliers, weights, parameters);
        return Vectors.IsFinite(parameters)
            ? new(NonlinearData.Of(parameters, lower, upper, m), gradient.Report)
            : new NoLinearization(_problem, _name, NotFiniteByParameters).Vjp([], []);
    }
}

/// <summary>No derivative, and why.</summary>
internal sealed class NoLinearization(NonlinearProgram problem, string method, string reason) : Linearization<NonlinearData>
{
    private readonly GradientReport _report = new() { Method = method, Trust = TrustLevel.None, Notes = [reason] };

    public override Gradient<NonlinearData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => new(NonlinearData.Zero(problem), _report);

    public override Tangent Jvp(NonlinearData direction) =>
        new(QuadraticData.Frozen(new double[problem.VariableCount]), QuadraticData.Frozen(new double[problem.DualCount]), _report);
}
