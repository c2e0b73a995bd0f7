using System.Collections.Immutable;

namespace Folding.Modeling;

/// <summary>
/// A value for each member of a set: one for all, or a list in the order of the set. Converts from numbers, arrays, expressions
/// free of variables, and indexed parameters.
/// </summary>
public sealed class Values
{
    private readonly Expression? _common;
    private readonly Func<int, Expression>? _at;
    private readonly int _count;

    private Values(Expression common) => _common = common;

    private Values(int count, Func<int, Expression> at) => (_count, _at) = (count, at);

    /// <summary>The same number for all.</summary>
    public static implicit operator Values(double number) => new(number);

    /// <summary>A number for each.</summary>
    public static implicit operator Values(double[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return new(numbers.Length, k => numbers[k]);
    }

    /// <summary>A number for each.</summary>
    public static implicit operator Values(ImmutableArray<double> numbers) => new(numbers.Length, k => numbers[k]);

    /// <summary>The same expression for all.</summary>
    public static implicit operator Values(Expression expression) => new(expression);

    /// <summary>An expression for each.</summary>
    public static implicit operator Values(Expression[] expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        return new(expressions.Length, k => expressions[k]);
    }

    /// <summary>A parameter for each.</summary>
    public static implicit operator Values(Indexed<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(parameters.Elements.Length, k => parameters.Elements[k]);
    }

    /// <summary>The value of each of <paramref name="count"/> members.</summary>
    /// <exception cref="ArgumentException">A list of another length.</exception>
    internal Func<int, Expression> For(int count, string what)
    {
        if (_common is not null) return _ => _common;
        return _count == count ? _at! : throw new ArgumentException($"{what}: {_count} values were given for {count} members.");
    }

    /// <summary>The numbers of each of <paramref name="count"/> members.</summary>
    /// <exception cref="ArgumentException">A list of another length, or a value that is no finite number.</exception>
    internal double[] Numbers(int count, string what)
    {
        var at = For(count, what);
        var numbers = new double[count];
        for (var k = 0; k < count; k++)
        {
            numbers[k] = at(k).Number is { } number && double.IsFinite(number)
                ? number
                : throw new ArgumentException($"{what}: value {k} is {at(k)}; it must be a finite number.");
        }

        return numbers;
    }
}
