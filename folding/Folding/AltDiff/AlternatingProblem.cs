namespace Folding;

/// <summary>
/// What the alternating iteration needs of <c>min f(x)  s.t.  l ≤ Ax ≤ u</c>. Written two-sided, an equality row Ax = b has l = u = b and
/// an inequality Gx ≤ h has l = −∞, u = h; the slack of the paper is s = h − z with z = Π(v).
/// </summary>
internal abstract class AlternatingProblem(double[] lower, double[] upper, double[] rho)
{
    public abstract int VariableCount { get; }

    public int RowCount => Lower.Length;

    public double[] Lower { get; } = lower;

    public double[] Upper { get; } = upper;

    /// <summary>ρ, one penalty per row, constant during a run.</summary>
    public double[] Rho { get; } = rho;

    /// <summary>x = argmin f(x) + c'x + ½ |Ax|²_ρ from the x given, and its rows.</summary>
    public abstract void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax);

    /// <summary>The Hessian of f at x, ready to be solved with.</summary>
    public abstract AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x);

    /// <summary>Gives large memory back; nothing can be solved afterwards.</summary>
    public virtual void Release()
    {
    }

    /// <summary>result = A x.</summary>
    public abstract void Multiply(ReadOnlySpan<double> x, Span<double> result);

    /// <summary>result += A'y.</summary>
    public abstract void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result);

    /// <summary>The projection Π of one row onto [l, u].</summary>
    public double Project(int row, double value) => Math.Min(Math.Max(value, Lower[row]), Upper[row]);

    /// <summary>Where a row stands: strictly inside, where dΠ/dv = 1, or at a bound, where the bound alone moves Π.</summary>
    public RowActivity ActivityOf(int row, double value) =>
        value > Lower[row] && value < Upper[row] ? RowActivity.Inactive
        : Lower[row] == Upper[row] ? RowActivity.Equality
        : value >= Upper[row] ? RowActivity.Upper : RowActivity.Lower;

    /// <summary>Where a cold start puts v of a row: y = 0, and the slack of the upper bound (else of the lower one) is 0, as in the paper.</summary>
    public RowActivity StartOf(int row) =>
        double.IsFinite(Upper[row]) ? (Lower[row] == Upper[row] ? RowActivity.Equality : RowActivity.Upper) : double.IsFinite(Lower[row]) ? RowActivity.Lower : RowActivity.Inactive;
}

/// <summary>(∇²f(x) + A'ρA)⁻¹ at one x. Thread-safe.</summary>
internal abstract class AugmentedCurvature
{
    /// <summary>x = (∇²f + A'ρA)⁻¹ b and its rows A x.</summary>
    public abstract void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax);
}
