using System.Collections.Immutable;
using System.Globalization;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>A product <c>Factor Π p_k Π x_j</c>; a power repeats its index.</summary>
internal sealed record Monomial(double Factor, int[] Parameters, int[] Variables)
{
    /// <summary>Reads a sum such as <c>0.5 x0^2 x1 - 3 p1 x0 + 2</c>.</summary>
    public static Monomial[] Parse(string text)
    {
        var terms = new List<Monomial>();
        double factor = 1;
        List<int> parameters = [], variables = [];
        var open = false;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "+" or "-")
            {
                if (open) terms.Add(new(factor, [.. parameters], [.. variables]));
                (factor, parameters, variables, open) = (word == "-" ? -1 : 1, [], [], true);
                continue;
            }

            open = true;
            if (word[0] is not ('x' or 'p'))
            {
                factor *= double.Parse(word, CultureInfo.InvariantCulture);
                continue;
            }

            var parts = word[1..].Split('^');
            var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
            (word[0] == 'x' ? variables : parameters).AddRange(Enumerable.Repeat(int.Parse(parts[0], CultureInfo.InvariantCulture), power));
        }

        if (open) terms.Add(new(factor, [.. parameters], [.. variables]));
        return [.. terms];
    }

    public double At(ReadOnlySpan<double> x, ReadOnlySpan<double> p) => Factor * Product(Parameters, p) * Product(Variables, x);

    /// <summary>The product of the values of the indices, without those at one or two places.</summary>
    public static double Product(int[] indices, ReadOnlySpan<double> values, int without = -1, int nor = -1)
    {
        var product = 1.0;
        for (var k = 0; k < indices.Length; k++)
        {
            if (k != without && k != nor) product *= values[indices[k]];
        }

        return product;
    }
}

/// <summary>A function of x and p between two functions of p; null where there is no bound.</summary>
internal sealed record Row(string? Lower, string Function, string? Upper);

/// <summary>
/// A nonlinear program of polynomials in variables x and parameters p, with every derivative by the product rule: what the tests write their
/// programs in.
/// </summary>
internal sealed class PolynomialProgram : NonlinearProgram
{
    private readonly Shape _shape;
    private readonly double[] _parameters;

    private PolynomialProgram(Shape shape, double[] parameters)
        : base(
            Values(shape.VariableLower, parameters, double.NegativeInfinity), Values(shape.VariableUpper, parameters, double.PositiveInfinity),
            Values(shape.Lower, parameters, double.NegativeInfinity), Values(shape.Upper, parameters, double.PositiveInfinity),
            shape.Start, shape.Jacobian, shape.Hessian)
    {
        _shape = shape;
        _parameters = parameters;
        Parameters = [.. parameters];
    }

    /// <summary>A program.</summary>
    /// <param name="parameters">p.</param>
    /// <param name="objective">f(x, p).</param>
    /// <param name="constraints">Rows gL(p) ≤ g(x, p) ≤ gU(p).</param>
    /// <param name="bounds">xL(p) and xU(p) of each variable; null for none of a variable.</param>
    /// <param name="start">Starting point; its length is the number of variables.</param>
    /// <param name="withHessian">False for a program that has first derivatives only.</param>
    public static PolynomialProgram Create(double[] parameters, string objective, Row[] constraints, (string? Lower, string? Upper)[] bounds, double[] start, bool withHessian = true)
    {
        if (bounds.Length == 0) bounds = new (string?, string?)[start.Length];
        var functions = constraints.Select(static row => Monomial.Parse(row.Function)).ToArray();
        var shape = new Shape(
            Monomial.Parse(objective), functions,
            [.. constraints.Select(static row => Parse(row.Lower))], [.. constraints.Select(static row => Parse(row.Upper))],
            [.. bounds.Select(static bound => Parse(bound.Lower))], [.. bounds.Select(static bound => Parse(bound.Upper))],
            start, JacobianOf(functions, start.Length), withHessian ? HessianOf([Monomial.Parse(objective), .. functions], start.Length) : null);
        return new(shape, parameters);
    }

    public override ImmutableArray<double> Parameters { get; }

    public override double ObjectiveAt(ReadOnlySpan<double> primal) => Value(_shape.Objective, primal);

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        AddGradient(_shape.Objective, 1, x, gradient);
    }

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = Value(_shape.Functions[i], x);
    }

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        values.Clear();
        for (var i = 0; i < _shape.Functions.Length; i++)
        {
            foreach (var term in _shape.Functions[i])
            {
                for (var a = 0; a < term.Variables.Length; a++)
                    values[JacobianPattern.IndexOf(i, term.Variables[a])] += term.Factor * Monomial.Product(term.Parameters, _parameters) * Monomial.Product(term.Variables, x, a);
            }
        }
    }

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        if (HessianPattern is null) base.LagrangianHessian(x, objectiveFactor, multipliers, values);
        values.Clear();
        AddHessian(_shape.Objective, objectiveFactor, x, values);
        for (var i = 0; i < _shape.Functions.Length; i++) AddHessian(_shape.Functions[i], multipliers[i], x, values);
    }

    public override NonlinearProgram WithParameters(ReadOnlySpan<double> parameters) => new PolynomialProgram(_shape, [.. parameters]);

    public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
    {
        gradient.Clear();
        AddParameterGradient(_shape.Objective, weights.Objective, weights.Stationarity, x, gradient);
        for (var i = 0; i < _shape.Functions.Length; i++)
        {
            AddParameterGradient(_shape.Functions[i], At(weights.Constraints, i), [], x, gradient);
            if (multipliers[i] != 0) AddParameterGradient(_shape.Functions[i], 0, weights.Stationarity, x, gradient, multipliers[i]);
        }

        AddBounds(_shape.Lower, weights.ConstraintLower, gradient);
        AddBounds(_shape.Upper, weights.ConstraintUpper, gradient);
        AddBounds(_shape.VariableLower, weights.VariableLower, gradient);
        AddBounds(_shape.VariableUpper, weights.VariableUpper, gradient);
    }

    public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
    {
        change.Clear();
        change.Objective = Along(_shape.Objective, x, direction);
        AddGradientAlong(_shape.Objective, 1, x, direction, change.Stationarity.Span);
        for (var i = 0; i < _shape.Functions.Length; i++)
        {
            change.Constraints.Span[i] = Along(_shape.Functions[i], x, direction);
            AddGradientAlong(_shape.Functions[i], multipliers[i], x, direction, change.Stationarity.Span);
        }

        Bounds(_shape.Lower, direction, change.ConstraintLower.Span);
        Bounds(_shape.Upper, direction, change.ConstraintUpper.Span);
        Bounds(_shape.VariableLower, direction, change.VariableLower.Span);
        Bounds(_shape.VariableUpper, direction, change.VariableUpper.Span);
    }

    private double Value(Monomial[] terms, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var term in terms) sum += term.At(x, _parameters);
        return sum;
    }

    private void AddGradient(Monomial[] terms, double weight, ReadOnlySpan<double> x, Span<double> gradient)
    {
        foreach (var term in terms)
        {
            for (var a = 0; a < term.Variables.Length; a++)
                gradient[term.Variables[a]] += weight * term.Factor * Monomial.Product(term.Parameters, _parameters) * Monomial.Product(term.Variables, x, a);
        }
    }

    private void AddHessian(Monomial[] terms, double weight, ReadOnlySpan<double> x, Span<double> values)
    {
        foreach (var term in terms)
        {
            for (var a = 0; a < term.Variables.Length; a++)
            {
                for (var b = 0; b < term.Variables.Length; b++)
                {
                    // A pair of places counts once above the diagonal, and both ways round on it.
                    int i = term.Variables[a], j = term.Variables[b];
                    if (a == b || i > j) continue;
                    values[HessianPattern!.IndexOf(i, j)] += weight * term.Factor * Monomial.Product(term.Parameters, _parameters) * Monomial.Product(term.Variables, x, a, b);
                }
            }
        }
    }

    /// <summary>d_p of (weight · function + scale · stationarity' ∇_x function).</summary>
    private void AddParameterGradient(Monomial[] terms, double weight, ReadOnlySpan<double> stationarity, ReadOnlySpan<double> x, Span<double> gradient, double scale = 1)
    {
        foreach (var term in terms)
        {
            var value = weight * Monomial.Product(term.Variables, x);
            for (var a = 0; a < term.Variables.Length && !stationarity.IsEmpty; a++) value += scale * stationarity[term.Variables[a]] * Monomial.Product(term.Variables, x, a);
            for (var k = 0; k < term.Parameters.Length; k++) gradient[term.Parameters[k]] += term.Factor * Monomial.Product(term.Parameters, _parameters, k) * value;
        }
    }

    private double Along(Monomial[] terms, ReadOnlySpan<double> x, ReadOnlySpan<double> direction)
    {
        var sum = 0.0;
        foreach (var term in terms) sum += ParameterSlope(term, direction) * Monomial.Product(term.Variables, x);
        return sum;
    }

    private void AddGradientAlong(Monomial[] terms, double weight, ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> gradient)
    {
        foreach (var term in terms)
        {
            for (var a = 0; a < term.Variables.Length; a++) gradient[term.Variables[a]] += weight * ParameterSlope(term, direction) * Monomial.Product(term.Variables, x, a);
        }
    }

    private double ParameterSlope(Monomial term, ReadOnlySpan<double> direction)
    {
        var slope = 0.0;
        for (var k = 0; k < term.Parameters.Length; k++) slope += term.Factor * Monomial.Product(term.Parameters, _parameters, k) * direction[term.Parameters[k]];
        return slope;
    }

    private void AddBounds(Monomial[]?[] bounds, ReadOnlySpan<double> weights, Span<double> gradient)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (bounds[i] is { } terms) AddParameterGradient(terms, weights[i], [], [], gradient);
        }
    }

    private void Bounds(Monomial[]?[] bounds, ReadOnlySpan<double> direction, Span<double> change)
    {
        for (var i = 0; i < change.Length; i++)
        {
            if (bounds[i] is { } terms) change[i] = Along(terms, [], direction);
        }
    }

    private static double At(ReadOnlySpan<double> weights, int i) => weights.IsEmpty ? 0 : weights[i];

    private static Monomial[]? Parse(string? text) => text is null ? null : Monomial.Parse(text);

    private static double[] Values(Monomial[]?[] bounds, double[] parameters, double missing) => [.. bounds.Select(terms => terms?.Sum(term => term.At([], parameters)) ?? missing)];

    private static SparsityPattern JacobianOf(Monomial[][] functions, int variables) => CscMatrix.FromTriplets(
        functions.Length, variables,
        functions.SelectMany((terms, i) => terms.SelectMany(static term => term.Variables).Distinct().Select(j => (i, j, 1.0)))).Pattern;

    private static SparsityPattern HessianOf(Monomial[][] functions, int variables) => CscMatrix.FromTriplets(
        variables, variables,
        from terms in functions
        from term in terms
        from a in Enumerable.Range(0, term.Variables.Length)
        from b in Enumerable.Range(0, term.Variables.Length)
        where a != b && term.Variables[a] <= term.Variables[b]
        select (term.Variables[a], term.Variables[b], 1.0)).Pattern;

    private sealed record Shape(
        Monomial[] Objective, Monomial[][] Functions, Monomial[]?[] Lower, Monomial[]?[] Upper, Monomial[]?[] VariableLower, Monomial[]?[] VariableUpper,
        double[] Start, SparsityPattern Jacobian, SparsityPattern? Hessian);
}
