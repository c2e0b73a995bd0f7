using System.Globalization;

namespace Folding.Highs;

/// <summary>
/// Writes options given as text into a native instance, which knows the type and range of each. HiGHS itself would keep the
/// old value and say so in its log only; here every refusal is an exception.
/// </summary>
internal static unsafe class HighsOptionWriter
{
    /// <summary>Options that this binding owns: silence, the deadline and what would write files or drop the log.</summary>
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.Ordinal)
    {
        ["output_flag"] = "SolveRequest.Log turns the log on and receives it",
        ["log_to_console"] = "SolveRequest.Log receives the log; nothing is written to the console",
        ["threads"] = "set HighsOptions.Threads",
    };

    /// <exception cref="ArgumentException">An unknown name, a wrong type, a value out of range, or an option this binding owns.</exception>
    public static void Apply(void* highs, HighsOptions options)
    {
        foreach (var name in options.Named.Keys)
        {
            if (Reserved.TryGetValue(name, out var instead))
                throw new ArgumentException($"HiGHS option {name} cannot be set by name: {instead}.", nameof(options));
        }

        foreach (var (name, value) in options.ToNative()) Set(highs, name, value);
    }

    private static void Set(void* highs, string name, string value)
    {
        int type;
        if (HighsNative.Highs_getOptionType(highs, name, &type) != HighsStatus.Ok)
            throw new ArgumentException($"HiGHS has no option {name}.{Nearest(highs, name)}");
        var status = (HighsOptionType)type switch
        {
            HighsOptionType.Bool => SetBool(highs, name, value),
            HighsOptionType.Int => SetInt(highs, name, value),
            HighsOptionType.Double => SetDouble(highs, name, value),
            _ => HighsNative.Highs_setStringOptionValue(highs, name, value),
        };
        if (status == HighsStatus.Error) throw new ArgumentException(Refusal(name, value));
    }

    private static int SetBool(void* highs, string name, string value) => value switch
    {
        "true" or "True" or "on" or "1" => HighsNative.Highs_setBoolOptionValue(highs, name, 1),
        "false" or "False" or "off" or "0" => HighsNative.Highs_setBoolOptionValue(highs, name, 0),
        _ => throw new ArgumentException($"HiGHS option {name} is a boolean, true or false; \"{value}\" is neither."),
    };

    private static int SetInt(void* highs, string name, string value)
    {
        int current, least, most, standard;
        _ = HighsNative.Highs_getIntOptionValues(highs, name, &current, &least, &most, &standard);
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return HighsNative.Highs_setIntOptionValue(highs, name, number);
        throw new ArgumentException($"HiGHS option {name} is an integer in [{least}, {most}] (default {standard}); \"{value}\" is not.");
    }

    private static int SetDouble(void* highs, string name, string value)
    {
        double current, least, most, standard;
        _ = HighsNative.Highs_getDoubleOptionValues(highs, name, &current, &least, &most, &standard);
        if (TryNumber(value, out var number) && number >= least && number <= most)
            return HighsNative.Highs_setDoubleOptionValue(highs, name, number);
        throw new ArgumentException(FormattableString.Invariant($"HiGHS option {name} is a number in [{least}, {most}] (default {standard}); \"{value}\" is not."));
    }

    private static bool TryNumber(string value, out double number)
    {
        if (value is "inf" or "Infinity" or "+inf")
        {
            number = double.PositiveInfinity;
            return true;
        }

        if (value is "-inf" or "-Infinity")
        {
            number = double.NegativeInfinity;
            return true;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && !double.IsNaN(number);
    }

    private static string Refusal(string name, string value) => (name, value) switch
    {
        (_, "hipo") => $"HiGHS option {name}: the loaded library was built without the HiPO solver; use simplex, ipm (ipx) or pdlp.",
        ("solver", _) => $"HiGHS option solver is one of choose, simplex, ipm, ipx, pdlp (hipo where built in); \"{value}\" is not.",
        ("presolve" or "parallel" or "run_crossover", _) => $"HiGHS option {name} is one of off, choose, on; \"{value}\" is not.",
        ("ranging", _) => $"HiGHS option ranging is one of off, on; \"{value}\" is not.",
        _ => $"HiGHS refuses the value \"{value}\" of option {name}, which is a text.",
    };

    private static string Nearest(void* highs, string name)
    {
        var count = HighsNative.Highs_getNumOptions(highs);
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        var best = "";
        var score = 0;
        for (var i = 0; i < count; i++)
        {
            byte* pointer = null;
            if (HighsNative.Highs_getOptionName(highs, i, &pointer) != HighsStatus.Ok) continue;
            var candidate = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)pointer) ?? "";
            System.Runtime.InteropServices.NativeMemory.Free(pointer);
            var common = words.Sum(word => candidate.Contains(word, StringComparison.OrdinalIgnoreCase) ? word.Length : 0);
            if (common > score) (best, score) = (candidate, common);
        }

        return score > 3 ? $" Did you mean {best}?" : "";
    }
}
