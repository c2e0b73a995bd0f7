namespace Folding;

/// <summary>
/// The data of <c>min Σ φ(x_i; y_i)  s.t.  a'x = t,  l ≤ x ≤ u</c>, validated once: one linear row and a box. Immutable.
/// </summary>
public sealed class AllocationProblem
{
    private readonly double[] _input, _weights, _lower, _upper;

    /// <summary>Copies the data.</summary>
    /// <param name="input">y, length n ≥ 1; finite.</param>
    /// <param name="weights">a, length n; finite, of any sign; where it is zero, t must be 0 for a solution to exist.</param>
    /// <param name="total">t; finite.</param>
    /// <param name="lower">l, length n; −∞ allowed.</param>
    /// <param name="upper">u, length n, not below l; +∞ allowed.</param>
    /// <exception cref="ArgumentException">A length is wrong, an entry is NaN, or bounds contradict each other; the message names it.</exception>
    public AllocationProblem(ReadOnlySpan<double> input, ReadOnlySpan<double> weights, double total, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
        : this(input.ToArray(), weights.ToArray(), total, lower.ToArray(), upper.ToArray())
    {
    }

    private AllocationProblem(double[] input, double[] weights, double total, double[] lower, double[] upper)
    {
        var n = input.Length;
        if (n == 0) throw new ArgumentException("y is empty; there must be at least one variable.", nameof(input));
        Vectors.RequireFinite(input, n, nameof(input));
        Vectors.RequireFinite(weights, n, nameof(weights));
        if (!double.IsFinite(total)) throw new ArgumentException($"total is {total}; it must be finite.", nameof(total));
        if (lower.Length != n) throw new ArgumentException($"lower has length {lower.Length}; expected {n}.", nameof(lower));
        if (upper.Length != n) throw new ArgumentException($"upper has length {upper.Length}; expected {n}.", nameof(upper));
        for (var i = 0; i < n; i++)
        {
            if (!(lower[i] <= upper[i]) || double.IsPositiveInfinity(lower[i]) || double.IsNegativeInfinity(upper[i]))
                throw new ArgumentException($"Variable {i} has the bounds {lower[i]} and {upper[i]}; the lower must not be above the upper, and between them must be a number.", nameof(upper));
        }

        (_input, _weights, Total, _lower, _upper) = (input, weights, total, lower, upper);
    }

    /// <summary>Number of variables n.</summary>
    public int VariableCount => _input.Length;

    /// <summary>y.</summary>
    public ReadOnlySpan<double> Input => _input;

    /// <summary>a.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>t.</summary>
    public double Total { get; }

    /// <summary>l.</summary>
    public ReadOnlySpan<double> Lower => _lower;

    /// <summary>u.</summary>
    public ReadOnlySpan<double> Upper => _upper;

    /// <summary>The capped simplex of the paper, <c>1'x = t,  0 ≤ x ≤ u</c>.</summary>
    /// <param name="input">y, length n.</param>
    /// <param name="upper">u, length n, not negative; +∞ allowed.</param>
    /// <param name="total">t.</param>
    /// <exception cref="ArgumentException">As the constructor.</exception>
    public static AllocationProblem Simplex(ReadOnlySpan<double> input, ReadOnlySpan<double> upper, double total = 1)
    {
        var ones = new double[input.Length];
        Array.Fill(ones, 1);
        return new(input.ToArray(), ones, total, new double[input.Length], upper.ToArray());
    }
}
