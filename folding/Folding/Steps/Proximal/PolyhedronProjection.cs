using Folding.Problems;

namespace Folding;

/// <summary>
/// Projection onto {l ≤ Ax ≤ u} by a solver of quadratic programs (P = I, q = −v), differentiated through its own exact adjoint. The
/// parameters are l, then u; infinities are allowed.
/// </summary>
public sealed class PolyhedronProjection : Proximal
{
    private readonly CscMatrix _rows;
    private readonly DifferentiableSolver<QuadraticProgram, QuadraticData> _layer;

    /// <summary>A polyhedron.</summary>
    /// <param name="rows">A.</param>
    /// <param name="solver">Any solver of quadratic programs.</param>
    public PolyhedronProjection(CscMatrix rows, ISolver<QuadraticProgram> solver)
        : base((rows ?? throw new ArgumentNullException(nameof(rows))).Columns, 2 * rows.Rows)
    {
        _rows = rows;
        _layer = DifferentiableSolver.ForQuadratic(solver, new Kkt());
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x) => Project(v, parameters).Solution.Primal.AsSpan().CopyTo(x);

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        var tape = Project(v, parameters);
        return new ProjectionAdjoint(tape.Problem, new(tape.Problem, [.. tape.Solution.Primal], [.. tape.Solution.Dual], null, new SymbolicCache()));
    }

    private Tape<QuadraticProgram, QuadraticData> Project(ReadOnlySpan<double> v, ReadOnlySpan<double> parameters)
    {
        var q = v.ToArray();
        foreach (ref var entry in q.AsSpan()) entry = -entry;
        var tape = _layer.Forward(new(CscMatrix.Identity(Size), q, _rows, parameters[.._rows.Rows], parameters[_rows.Rows..]));
        return tape.Solution.IsSolved ? tape : throw new ArgumentException($"The projection onto the polyhedron ended as {tape.Solution.Termination}: is it empty?", nameof(parameters));
    }
}

/// <summary>
/// Projection onto {Ax = b}: <c>x = v − A'(AA')⁻¹(Av − b)</c>, D = I − A'(AA')⁻¹A, ∂x/∂b = A'(AA')⁻¹. The parameters are b.
/// </summary>
public sealed class AffineProjection : Proximal
{
    private readonly CscMatrix _rows;
    private readonly ReducedKkt _kkt;

    /// <summary>An affine set.</summary>
    /// <param name="rows">A.</param>
    public AffineProjection(CscMatrix rows)
        : base((rows ?? throw new ArgumentNullException(nameof(rows))).Columns, rows.Rows)
    {
        _rows = rows;
        var zero = new double[rows.Rows];
        var activity = new RowActivity[rows.Rows];
        Array.Fill(activity, RowActivity.Equality);
        _kkt = ReducedKkt.Factor(new(CscMatrix.Identity(Size), new double[Size], rows, zero, zero), activity, new SymbolicCache());
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x) => _kkt.Solve(v, parameters, x, new double[_rows.Rows]);

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters) => new Derivative(_kkt, Size, _rows.Rows);

    private sealed class Derivative(ReducedKkt kkt, int n, int m) : ProximalDerivative
    {
        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(m);
            kkt.Solve(v, [], result, memory.Span);
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            using var memory = Rented.Doubles(m + n);
            memory.Span[m..].Clear();
            kkt.Solve(memory.Span[m..], direction, result, memory.Span[..m]);
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
        {
            using var memory = Rented.Doubles(n);
            kkt.Solve(w, [], memory.Span, gradient);
        }
    }
}

/// <summary>The exact adjoint of a projection: with [r_x; r_y] for (w, 0), D w = r_x and the active bounds have gradient r_y.</summary>
internal sealed class ProjectionAdjoint : ProximalDerivative
{
    private readonly ReducedKkt _kkt;
    private readonly double[] _multipliers;

    public ProjectionAdjoint(QuadraticProgram projection, QuadraticPoint point)
    {
        _kkt = ReducedKkt.Factor(projection, point.Activity, point.Cache);
        _multipliers = point.Y;
        Kinks = PointDiagnosis.Of(point, "projection").WeaklyActive;
    }

    public override int Kinks { get; }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_multipliers.Length);
        _kkt.Solve(v, [], result, memory.Span);
    }

    public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
    {
        var m = _multipliers.Length;
        double[] bounds = new double[m], none = new double[result.Length];
        for (var i = 0; i < m; i++) bounds[i] = _kkt.Activity[i] == RowActivity.Inactive ? 0 : direction[IsUpper(i) ? m + i : i];
        _kkt.Solve(none, bounds, result, new double[m]);
    }

    public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
    {
        var m = _multipliers.Length;
        double[] rx = new double[w.Length], ry = new double[m];
        _kkt.Solve(w, [], rx, ry);
        gradient.Clear();
        for (var i = 0; i < m; i++)
        {
            if (_kkt.Activity[i] != RowActivity.Inactive) gradient[IsUpper(i) ? m + i : i] = ry[i];
        }
    }

    private bool IsUpper(int row) => _kkt.Activity[row] == RowActivity.Upper || (_kkt.Activity[row] == RowActivity.Equality && _multipliers[row] >= 0);
}
