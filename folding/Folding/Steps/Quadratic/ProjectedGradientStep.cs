using Folding.Problems;

namespace Folding;

/// <summary>
/// <code>x ← Π(x − α(Px + q)),   Π the projection onto l ≤ Ax ≤ u</code>
/// The multipliers of the projection at the solution are αy, so its active rows are those of the program and nothing is projected
/// anew: D, the derivative of Π, is one KKT system with P = I. Φ = D(I − αP), ρ(Φ) = max |1 − αλ| over the curvatures λ of P along
/// the active rows; every α gives the same gradient.
/// </summary>
public sealed record ProjectedGradientStep : QuadraticStep
{
    private readonly double? _stepsize;

    /// <summary>α; null for 2/(m + M) from an estimate of the smallest and largest curvature along the active rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double? Stepsize
    {
        get => _stepsize;
        init => _stepsize = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The stepsize must be positive.");
    }

    /// <inheritdoc/>
    public override string Name => "pgd";

    internal override QuadraticMap On(QuadraticPoint point, out string whyNot)
    {
        whyNot = "";
        return new ProjectedGradientMap(point, Stepsize);
    }
}

/// <summary>The projected gradient step of one program. Its state is x.</summary>
internal sealed class ProjectedGradientMap : QuadraticMap
{
    private readonly QuadraticPoint _point;
    private readonly QuadraticProgram _projection;
    private readonly ReducedKkt _kkt;

    public ProjectedGradientMap(QuadraticPoint point, double? stepsize)
    {
        _point = point;
        FixedPoint = point.X;
        _projection = point.Problem.WithP(CscMatrix.Identity(point.X.Length));
        _kkt = ReducedKkt.Factor(_projection, point.Activity, point.Cache);
        Stepsize = stepsize ?? BestStepsize();
    }

    public double Stepsize { get; }

    public QuadraticProgram Problem => _point.Problem;

    public override double[] FixedPoint { get; }

    public override bool IsGlobal => true;

    public override double? ChosenStepsize => Stepsize;

    public override string Choice => FormattableString.Invariant($"stepsize {Stepsize:G3}");

    public override QuadraticStepLinearization? At(double[] state)
    {
        var from = new double[state.Length];
        Problem.P.MultiplySymmetric(state, from);
        for (var j = 0; j < from.Length; j++) from[j] = state[j] - (Stepsize * (from[j] + Problem.Q[j]));
        var face = ReferenceEquals(state, FixedPoint) ? OnKnownRows(from) : Project(from);
        return face is null ? null : new ProjectedGradientLinearization(Problem, face, Stepsize);
    }

    /// <summary>Projection onto the rows that are active at the solution.</summary>
    private Face OnKnownRows(double[] from)
    {
        double[] x = new double[from.Length], ignored = new double[_point.Y.Length], y = [.. _point.Y.Select(y => y * Stepsize)], bounds = new double[y.Length];
        for (var i = 0; i < bounds.Length; i++)
            bounds[i] = _kkt.Activity[i] switch { RowActivity.Inactive => 0, RowActivity.Lower => Problem.Lower[i], _ => Problem.Upper[i] };
        _kkt.Solve(from, bounds, x, ignored);
        return new(x, y, _kkt);
    }

    /// <summary>Projection from anywhere, by the active-set refinement; it starts from the multipliers of the solution.</summary>
    private Face? Project(double[] from)
    {
        var problem = _projection.WithLinearCost([.. from.Select(static v => -v)]);
        double[] multipliers = [.. _point.Y.Select(y => y * Stepsize)];
        var projected = Refinement.Run(problem, from, multipliers, _point.Cache, CancellationToken.None).Point
            ?? Refinement.Run(problem, from, new double[multipliers.Length], _point.Cache, CancellationToken.None).Point;
        return projected is null ? null : new(projected.X, projected.Y, projected.Kkt);
    }

    private double BestStepsize()
    {
        var n = FixedPoint.Length;
        double[] start = new double[n], along = new double[n], work = new double[n], rows = new double[_point.Y.Length];
        WeylSequence.Fill(work);
        _kkt.Solve(work, [], start, rows);
        // At a vertex there is no direction left, only rounding.
        if (Vectors.Norm(start) <= 1e-8 * Vectors.Norm(work)) return 1;
        return Curvature.BestStepsize(
            (v, result) =>
            {
                Problem.P.MultiplySymmetric(v, along);
                _kkt.Solve(along, [], result, rows);
            },
            start);
    }
}

/// <summary>A projection, its multipliers, and the KKT system (P = I) of the rows it lies on.</summary>
internal sealed record Face(double[] X, double[] Y, ReducedKkt Kkt);

/// <summary>
/// With [r_x; r_y] the solution of the projection's KKT system for (w, 0): D w = r_x. The seed on y enters through the multipliers
/// of the projection, y = y_Π/α.
/// </summary>
internal sealed class ProjectedGradientLinearization(QuadraticProgram problem, Face face, double stepsize) : QuadraticStepLinearization
{
    private readonly int _n = problem.VariableCount;
    private readonly int _m = problem.ConstraintCount;
    private readonly double[] _y = [.. face.Y.Select(y => y / stepsize)];

    public override int StateCount => _n;

    public override double[] Next => face.X;

    public override long Size => _n + (2 * _m);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_n + _m);
        var along = memory.Span[.._n];
        face.Kkt.Solve(v, [], along, memory.Span[_n..]);
        problem.P.MultiplySymmetric(along, result);
        for (var j = 0; j < _n; j++) result[j] = along[j] - (stepsize * result[j]);
    }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_n + _m);
        var moved = memory.Span[.._n];
        problem.P.MultiplySymmetric(v, moved);
        for (var j = 0; j < _n; j++) moved[j] = v[j] - (stepsize * moved[j]);
        face.Kkt.Solve(moved, [], result, memory.Span[_n..]);
    }

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state)
    {
        gx.CopyTo(state);
        if (!gy.ContainsAnyExcept(0.0)) return;
        double[] rx = new double[_n], ry = new double[_m], moved = new double[_n];
        face.Kkt.Solve(new double[_n], Scaled(gy), rx, ry);
        problem.P.MultiplySymmetric(rx, moved);
        for (var j = 0; j < _n; j++) state[j] += rx[j] - (stepsize * moved[j]);
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] rx = new double[_n], ry = new double[_m];
        face.Kkt.Solve(v, Scaled(gy), rx, ry);
        foreach (ref var r in rx.AsSpan()) r *= stepsize;
        return QuadraticDerivative.Gradient(problem, face.Kkt.Activity, face.X, _y, rx, ry, ry);
    }

    public override void PushForward(QuadraticData direction, Span<double> state) => Project(new double[_n], direction, state, new double[_m]);

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction)
    {
        double[] moved = new double[_n], dx = new double[_n], dy = new double[_m];
        problem.P.MultiplySymmetric(state, moved);
        for (var j = 0; j < _n; j++) moved[j] = state[j] - (stepsize * moved[j]);
        Project(moved, direction, dx, dy);
        for (var i = 0; i < _m; i++) dy[i] /= stepsize;
        return (state.ToArray(), dy);
    }

    /// <summary>The tangent of the projection where its point moves by <paramref name="moved"/> and by what the data do to it.</summary>
    private void Project(double[] moved, QuadraticData direction, Span<double> dx, Span<double> dy)
    {
        double[] stationarity = new double[_n], rows = new double[_m], bounds = new double[_m];
        QuadraticDerivative.Tangent(face.Kkt.Activity, face.X, _y, direction, stationarity, rows, bounds);
        for (var j = 0; j < _n; j++) moved[j] -= stepsize * stationarity[j];
        for (var i = 0; i < _m; i++) bounds[i] -= rows[i];
        face.Kkt.Solve(moved, bounds, dx, dy);
    }

    private double[] Scaled(ReadOnlySpan<double> gy)
    {
        var scaled = new double[_m];
        for (var i = 0; i < _m; i++) scaled[i] = gy[i] / stepsize;
        return scaled;
    }
}
