using Folding.Problems;

namespace Folding;

/// <summary>A quadratic program around its solution.</summary>
internal sealed class QuadraticOracle : PerturbedOracle<QuadraticData>
{
    private readonly QuadraticProgram _problem;
    private readonly QuadraticPoint _point;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly bool _hasWeakRows;
    private readonly QuadraticPerturbation _perturbation;
    private readonly QuadraticPerturbation _plain;

    public QuadraticOracle(SolvedPoint<QuadraticProgram> point, Lpgd method)
    {
        var refine = point.Solution.Statistics.Refinement != RefinementOutcome.NotRun;
        _point = refine ? point.ToQuadratic() : new(point.Problem, [.. point.Solution.Primal], [.. point.Solution.Dual], null, point.Cache);
        (_problem, _x, _y) = (point.Problem, _point.X, _point.Y);
        _perturbation = Around(method.Augmentation);
        _plain = method.Augmentation == 0 ? _perturbation : Around(0);
        _hasWeakRows = _point.Certified is not null && ActiveSet.WeakRows(_point).Count > 0;
        IsLinear = _problem.P.Values.IndexOfAnyExcept(0.0) < 0;

        QuadraticPerturbation Around(double rho) => new(_problem, rho, _x, _y, _point.Certified, refine, point.Sessions, point.Cache, method.TimeLimit);
    }

    public override Displacement Here => Displacement.None(_x.Length, _y.Length);

    public override double CostNorm => Vectors.Norm(_problem.Q.AsSpan());

    public override bool IsLinear { get; }

    public override TrustLevel TrustInsidePiece => _point.Certified switch
    {
        null => TrustLevel.Approximate,
        { DependentRows: false, FlatDirection: false } when !_hasWeakRows => TrustLevel.Exact,
        _ => TrustLevel.Subgradient,
    };

    public override Displacement Perturb(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => _perturbation.At(t, gx, gy);

    public override Displacement? Move(QuadraticData direction, double step) =>
        QuadraticSpace.Instance.Move(_problem, direction, step) is { } moved ? _plain.To(moved) : null;

    public override double ScaleOf(QuadraticData direction) => DirectionScale.Smallest(
        (_problem.P.ValueArray, direction.P.ValueArray), (_problem.Q, direction.Q), (_problem.A.ValueArray, direction.A.ValueArray),
        (_problem.Lower, direction.Lower), (_problem.Upper, direction.Upper));

    public override QuadraticData Difference(Displacement a, Displacement b, double span)
    {
        var difference = new SaddleDifference(_x, _y, a, b, span);
        var (lower, upper) = difference.Bounds(_problem.Lower.AsSpan(), _problem.Upper.AsSpan());
        return new(difference.Products(_problem.P.Pattern, _problem.A.Pattern), difference.Cost, lower, upper);
    }

    public override double? Breakpoint(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, bool plus, bool minus) =>
        _point.Certified is null ? null : LinearPiece.Reach(_point, gx, gy, plus, minus);
}
