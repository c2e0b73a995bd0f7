using System.Globalization;

namespace Examples.Common;

/// <summary>The options <c>--name value</c> of an example, over defaults; an option whose default is a whole number takes positive whole numbers.</summary>
public sealed class Options
{
    private readonly Dictionary<string, string> _values;

    private Options(Dictionary<string, string> values) => _values = values;

    /// <summary>The value of an option.</summary>
    public string this[string name] => _values[name];

    /// <summary>The value of an option that takes whole numbers.</summary>
    public int Number(string name) => int.Parse(_values[name], CultureInfo.InvariantCulture);

    /// <summary>Reads a command line; null where it is bad usage, which standard error then explains.</summary>
    public static Options? Read(string program, string[] arguments, params (string Name, string Default)[] known)
    {
        var values = known.ToDictionary(static option => option.Name, static option => option.Default);
        for (var k = 0; k < arguments.Length; k += 2)
        {
            var name = arguments[k].StartsWith("--", StringComparison.Ordinal) ? arguments[k][2..] : "";
            if (k + 1 < arguments.Length && values.TryGetValue(name, out var previous) && (!IsCount(previous) || IsCount(arguments[k + 1])))
            {
                values[name] = arguments[k + 1];
                continue;
            }

            Console.Error.WriteLine($"{arguments[k]} is not understood. usage: {program} {string.Join(' ', known.Select(static option => $"[--{option.Name} {option.Default}]"))}");
            return null;
        }

        return new(values);
    }

    private static bool IsCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
}
