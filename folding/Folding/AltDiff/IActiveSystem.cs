namespace Folding;

/// <summary>
/// Somebody who holds factors of the KKT system of the active rows at a fixed point, so that the adjoint needs no iteration:
/// <c>∇²f a + A_act'e = g_x,  A_act a = g_y</c>.
/// </summary>
internal interface IActiveSystem
{
    /// <summary>Which rows hold.</summary>
    RowActivity[] Activity { get; }

    /// <summary>Solves for (a, e). Thread-safe.</summary>
    /// <param name="gx">g_x, length n; empty for zero.</param>
    /// <param name="gy">g_y, length m, ignored on inactive rows; empty for zero.</param>
    /// <param name="a">Length n, on return.</param>
    /// <param name="e">Length m, zero on inactive rows, on return.</param>
    /// <returns>The relative residual.</returns>
    double Solve(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> a, Span<double> e);

    /// <summary>Hands the memory of the factors on; nothing can be solved afterwards.</summary>
    void Release();
}
