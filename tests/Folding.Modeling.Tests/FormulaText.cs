using System.Globalization;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>
/// Reads a formula such as <c>100*(x2-x1^2)^2</c>: operators + - * / ^ with the usual precedence (^ binds tighter than a sign and to the right),
/// functions of one argument, the constant pi, and variables x1, x2, …
/// </summary>
internal sealed class FormulaText(string text, IReadOnlyList<Variable> variables)
{
    private static readonly Dictionary<string, Func<Expression, Expression>> Known = new()
    {
        ["sin"] = Sin, ["cos"] = Cos, ["exp"] = Exp, ["log"] = Log, ["sqrt"] = Sqrt,
    };

    private int _next;

    public static Expression Read(string text, IReadOnlyList<Variable> variables)
    {
        var reader = new FormulaText(text.Replace(" ", "", StringComparison.Ordinal), variables);
        var formula = reader.Sum();
        return reader._next == reader.Text.Length ? formula : throw reader.Unexpected();
    }

    private string Text => text;

    private Expression Sum()
    {
        var sum = Product();
        while (true)
        {
            if (Take('+')) sum += Product();
            else if (Take('-')) sum -= Product();
            else return sum;
        }
    }

    private Expression Product()
    {
        var product = Signed();
        while (true)
        {
            if (Take('*')) product *= Signed();
            else if (Take('/')) product /= Signed();
            else return product;
        }
    }

    private Expression Signed() => Take('-') ? -Signed() : Take('+') ? Signed() : Power();

    private Expression Power()
    {
        var @base = Atom();
        return Take('^') ? Pow(@base, Signed()) : @base;
    }

    private Expression Atom()
    {
        if (Take('('))
        {
            var inner = Sum();
            return Take(')') ? inner : throw Unexpected();
        }

        var start = _next;
        if (_next < text.Length && char.IsAsciiLetter(text[_next]))
        {
            while (_next < text.Length && char.IsAsciiLetterOrDigit(text[_next])) _next++;
            var word = text[start.._next];
            if (word == "pi") return Math.PI;
            return Known.TryGetValue(word, out var function) ? function(Atom()) : variables[int.Parse(word[1..], CultureInfo.InvariantCulture) - 1];
        }

        while (_next < text.Length && (char.IsAsciiDigit(text[_next]) || text[_next] is '.' or 'e' or 'E' || (text[_next] is '+' or '-' && _next > start && text[_next - 1] is 'e' or 'E'))) _next++;
        return _next > start ? double.Parse(text[start.._next], CultureInfo.InvariantCulture) : throw Unexpected();
    }

    private bool Take(char expected)
    {
        if (_next == text.Length || text[_next] != expected) return false;
        _next++;
        return true;
    }

    private FormatException Unexpected() => new($"{text}: cannot read on at {_next}.");
}
