using System.ComponentModel;

namespace Folding.Modeling;

/// <summary>The functions of formulas; <c>using static Folding.Modeling.Functions;</c> brings them in by name.</summary>
public static class Functions
{
    private const string NotSmooth = "is not differentiable, which solvers of smooth programs need: ";

    /// <summary>The sum over a set: Σ term(member).</summary>
    public static Expression Sum<T>(IEnumerable<T> set, Func<T, Expression> term)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(term);
        return Sum(set.Select(term));
    }

    /// <summary>The sum over two sets: Σ Σ term(first, second).</summary>
    public static Expression Sum<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second, Func<T1, T2, Expression> term)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(term);
        return Sum(first.SelectMany(a => second.Select(b => term(a, b))));
    }

    /// <summary>The sum of the terms; 0 where there are none.</summary>
    public static Expression Sum(IEnumerable<Expression> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Expression sum = 0.0;
        foreach (var term in terms) sum += term;
        return sum;
    }

    /// <summary>x to a power. Whole exponents take any x; other numbers x ≥ 0; an exponent that is an expression means exp(y log x) and takes x &gt; 0.</summary>
    public static Expression Pow(Expression x, Expression exponent)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(exponent);
        return exponent.Number is { } number ? x.Map(value => Math.Pow(value, number), (graph, node) => graph.Power(node, number)) : Exp(exponent * Log(x));
    }

    /// <summary>e to the x.</summary>
    public static Expression Exp(Expression x) => Of(x, Operation.Exp);

    /// <summary>The natural logarithm; x &gt; 0.</summary>
    public static Expression Log(Expression x) => Of(x, Operation.Log);

    /// <summary>The square root; x ≥ 0, differentiable where x &gt; 0.</summary>
    public static Expression Sqrt(Expression x) => Of(x, Operation.Sqrt);

    /// <summary>The sine of an angle in radians.</summary>
    public static Expression Sin(Expression x) => Of(x, Operation.Sin);

    /// <summary>The cosine of an angle in radians.</summary>
    public static Expression Cos(Expression x) => Of(x, Operation.Cos);

    /// <summary>The tangent of an angle in radians.</summary>
    public static Expression Tan(Expression x) => Of(x, Operation.Tan);

    /// <summary>The angle in [−π/2, π/2] with sine x; −1 ≤ x ≤ 1, differentiable inside.</summary>
    public static Expression Asin(Expression x) => Of(x, Operation.Asin);

    /// <summary>The angle in [0, π] with cosine x; −1 ≤ x ≤ 1, differentiable inside.</summary>
    public static Expression Acos(Expression x) => Of(x, Operation.Acos);

    /// <summary>The angle in (−π/2, π/2) with tangent x.</summary>
    public static Expression Atan(Expression x) => Of(x, Operation.Atan);

    /// <summary>The hyperbolic sine.</summary>
    public static Expression Sinh(Expression x) => Of(x, Operation.Sinh);

    /// <summary>The hyperbolic cosine.</summary>
    public static Expression Cosh(Expression x) => Of(x, Operation.Cosh);

    /// <summary>The hyperbolic tangent.</summary>
    public static Expression Tanh(Expression x) => Of(x, Operation.Tanh);

    /// <summary>The logistic function 1/(1 + e^−x), computed as (1 + tanh(x/2))/2, which overflows nowhere.</summary>
    public static Expression Logistic(Expression x) => 0.5 + (0.5 * Tanh(0.5 * x));

    /// <summary>Refused by the compiler.</summary>
    [Obsolete("|x| " + NotSmooth + "minimise t subject to -t <= x <= t, or use Sqrt(x * x + e * e) with a small e.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Expression Abs(Expression x) => throw new NotSupportedException();

    /// <summary>Refused by the compiler.</summary>
    [Obsolete("The maximum " + NotSmooth + "minimise t subject to t >= each of the expressions.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Expression Max(Expression x, Expression y) => throw new NotSupportedException();

    /// <summary>Refused by the compiler.</summary>
    [Obsolete("The minimum " + NotSmooth + "maximise t subject to t <= each of the expressions.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Expression Min(Expression x, Expression y) => throw new NotSupportedException();

    private static Expression Of(Expression x, Operation function)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Map(value => function.Apply(value), (graph, node) => graph.Function(function, node));
    }
}
