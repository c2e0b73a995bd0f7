using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A tangent or gradient in the data space of a <see cref="QuadraticProgram"/>: one number per stored entry of P and A and
/// per entry of q, l and u, on the same patterns. Off-diagonal entries of P are <em>tied</em>: the stored entry (i, j),
/// i &lt; j, stands for both (i, j) and (j, i), so its gradient is twice that of the full symmetric matrix.
/// </summary>
public sealed class QuadraticData
{
    private readonly AdjointProducts? _products;
    private CscMatrix? _p;
    private CscMatrix? _a;

    internal QuadraticData(CscMatrix p, ImmutableArray<double> q, CscMatrix a, ImmutableArray<double> lower, ImmutableArray<double> upper)
    {
        (_p, _a) = (p, a);
        Q = q;
        Lower = lower;
        Upper = upper;
    }

    /// <summary>A gradient whose matrix blocks are multiplied out when they are first asked for.</summary>
    internal QuadraticData(AdjointProducts products, double[] q, double[] lower, double[] upper)
    {
        _products = products;
        Q = Frozen(q);
        Lower = Frozen(lower);
        Upper = Frozen(upper);
    }

    /// <summary>Copies the blocks of a tangent; give each on the pattern of the problem it belongs to.</summary>
    /// <param name="problem">The problem whose patterns the blocks share.</param>
    /// <param name="p">One number per stored entry of P; empty for zero.</param>
    /// <param name="q">Length n; empty for zero.</param>
    /// <param name="a">One number per stored entry of A; empty for zero.</param>
    /// <param name="lower">Length m; empty for zero. Entries of infinite bounds must be 0.</param>
    /// <param name="upper">Length m; empty for zero. Entries of infinite bounds must be 0.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite; the message names it.</exception>
    public QuadraticData(
        QuadraticProgram problem, ReadOnlySpan<double> p = default, ReadOnlySpan<double> q = default, ReadOnlySpan<double> a = default,
        ReadOnlySpan<double> lower = default, ReadOnlySpan<double> upper = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _p = CscMatrix.Adopt(problem.P.Pattern, Block(p, problem.P.Pattern.Count, "P"));
        Q = Frozen(Block(q, problem.VariableCount, "q"));
        _a = CscMatrix.Adopt(problem.A.Pattern, Block(a, problem.A.Pattern.Count, "A"));
        Lower = Frozen(Block(lower, problem.ConstraintCount, "l"));
        Upper = Frozen(Block(upper, problem.ConstraintCount, "u"));
    }

    /// <summary>On the pattern of P (upper triangle, tied). A gradient multiplies it out when it is first asked for.</summary>
    public CscMatrix P => _p ??= _products!.OfP();

    /// <summary>Length n.</summary>
    public ImmutableArray<double> Q { get; }

    /// <summary>On the pattern of A. A gradient multiplies it out when it is first asked for.</summary>
    public CscMatrix A => _a ??= _products!.OfA();

    /// <summary>Length m; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>Length m; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>All zeros on the patterns of a problem.</summary>
    public static QuadraticData Zero(QuadraticProgram problem) => new(problem);

    /// <summary>factor (a + b), entry by entry.</summary>
    internal static QuadraticData Sum(QuadraticData a, QuadraticData b, double factor = 1)
    {
        return new(
            CscMatrix.Adopt(a.P.Pattern, Of(a.P.Values, b.P.Values)), Frozen(Of(a.Q.AsSpan(), b.Q.AsSpan())), CscMatrix.Adopt(a.A.Pattern, Of(a.A.Values, b.A.Values)),
            Frozen(Of(a.Lower.AsSpan(), b.Lower.AsSpan())), Frozen(Of(a.Upper.AsSpan(), b.Upper.AsSpan())));

        double[] Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => Vectors.Sum(first, second, factor);
    }

    /// <summary>The pairing of a gradient with a tangent: the sum of the products of all entries.</summary>
    public double Inner(QuadraticData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Vectors.Dot(P.Values, other.P.Values) + Vectors.Dot(Q.AsSpan(), other.Q.AsSpan()) + Vectors.Dot(A.Values, other.A.Values)
            + Vectors.Dot(Lower.AsSpan(), other.Lower.AsSpan()) + Vectors.Dot(Upper.AsSpan(), other.Upper.AsSpan());
    }

    /// <summary>The problem moved by <paramref name="step"/> along this tangent.</summary>
    /// <exception cref="ArgumentException">The moved data are no problem (a lower bound passes its upper bound, or an entry is not finite).</exception>
    public QuadraticProgram Move(QuadraticProgram problem, double step)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(
            problem.P.WithValues(Vectors.Sum(problem.P.Values, step, P.Values)), Vectors.Sum(problem.Q.AsSpan(), step, Q.AsSpan()),
            problem.A.WithValues(Vectors.Sum(problem.A.Values, step, A.Values)),
            Vectors.Sum(problem.Lower.AsSpan(), step, Lower.AsSpan()), Vectors.Sum(problem.Upper.AsSpan(), step, Upper.AsSpan()), problem.Constant);
    }

    /// <summary>False where an entry overflowed.</summary>
    internal bool IsFinite => double.IsFinite(Vectors.Dot(Q.AsSpan(), Q.AsSpan())) && double.IsFinite(Vectors.Dot(Lower.AsSpan(), Lower.AsSpan()))
        && double.IsFinite(Vectors.Dot(Upper.AsSpan(), Upper.AsSpan()))
        && (_products?.IsFinite ?? (double.IsFinite(Vectors.Dot(P.Values, P.Values)) && double.IsFinite(Vectors.Dot(A.Values, A.Values))));

    internal static ImmutableArray<double> Frozen(double[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);

    private static double[] Block(ReadOnlySpan<double> values, int length, string name)
    {
        if (values.IsEmpty) return new double[length];
        Vectors.RequireFinite(values, length, name);
        return values.ToArray();
    }
}
