using Folding.Problems;

namespace Folding;

/// <summary>
/// Φ of the SQP step in (x, y). The inner program's data move with x by −Wv in the linear term and −Av in the active bounds:
/// <code>
/// Φv  = (v_x + αd, (1 − α)v_y + αy)   with K_B [d; y] = [−W v_x; −A_act v_x]
/// Φ'v = (v_x − W r_x − A_act' r_y, (1 − α)v_y)   with K_B [r_x; r_y] = α[v_x; v_y]
/// </code>
/// </summary>
/// <param name="hessian">W, the upper triangle of the Hessian of the Lagrangian.</param>
/// <param name="rows">A: the Jacobian of the constraints, and the identity where variables have bounds.</param>
/// <param name="inner">K_B, the KKT system of the inner program.</param>
/// <param name="damping">α.</param>
internal sealed class SqpJacobian(CscMatrix hessian, CscMatrix rows, ReducedKkt inner, double damping) : StateJacobian
{
    private readonly int _n = rows.Columns;
    private readonly int _m = rows.Rows;

    public RowActivity[] Activity => inner.Activity;

    public override int StateCount => _n + _m;

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_n + _m);
        Span<double> force = memory.Span[.._n], gap = memory.Span[_n..];
        hessian.MultiplySymmetric(v[.._n], force);
        rows.Multiply(v[.._n], gap);
        foreach (ref var entry in memory.Span) entry = -entry;
        Tangent(force, gap, result);
        for (var j = 0; j < _n; j++) result[j] += v[j];
        for (var k = _n; k < result.Length; k++) result[k] += (1 - damping) * v[k];
    }

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(_n + _m);
        Span<double> rx = memory.Span[.._n], ry = memory.Span[_n..], head = result[.._n];
        Adjoint(v, rx, ry);
        hessian.MultiplySymmetric(rx, head);
        rows.AddTransposedMultiply(ry, head);
        for (var j = 0; j < _n; j++) head[j] = v[j] - head[j];
        for (var k = _n; k < result.Length; k++) result[k] = (1 - damping) * v[k];
    }

    /// <summary>K_B [r_x; r_y] = α[v_x; v_y].</summary>
    public void Adjoint(ReadOnlySpan<double> v, Span<double> rx, Span<double> ry)
    {
        using var memory = Rented.Doubles(v.Length);
        for (var k = 0; k < v.Length; k++) memory.Span[k] = damping * v[k];
        inner.Solve(memory.Span[.._n], memory.Span[_n..], rx, ry);
    }

    /// <summary>α times the change of (d, y_d) where force and gap of the inner program change.</summary>
    public void Tangent(ReadOnlySpan<double> force, ReadOnlySpan<double> gap, Span<double> result)
    {
        inner.Solve(force, gap, result[.._n], result[_n..]);
        foreach (ref var entry in result) entry *= damping;
    }
}
