using System.Globalization;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>Numbers and outcomes as text, in the invariant culture.</summary>
internal static class Words
{
    /// <summary>All digits, so that reading gives the same number.</summary>
    public static string Exact(double value) => double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A size, two digits.</summary>
    public static string Size(double? value) => value is { } number ? number.ToString("G2", CultureInfo.InvariantCulture) : "-";

    /// <summary>Ten digits.</summary>
    public static string Value(double? value) => value is { } number ? number.ToString("G10", CultureInfo.InvariantCulture) : "-";

    /// <summary>Milliseconds, three digits.</summary>
    public static string Milliseconds(double value) => value.ToString(value < 100 ? "G3" : "F0", CultureInfo.InvariantCulture);

    /// <summary>Counts.</summary>
    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(RefinementOutcome outcome) => outcome switch
    {
        RefinementOutcome.NotRun => "notRun",
        RefinementOutcome.Certified => "certified",
        _ => "notCertified",
    };
}
