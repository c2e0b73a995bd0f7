using System.Globalization;

namespace Folding.PowerSystems.Tests;

/// <summary>Long measurements that print a table beside their assertions; they run where the environment variable <c>FOLDING_STUDY</c> is 1.</summary>
internal static class Study
{
    public static void Require() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FOLDING_STUDY") == "1", "a long measurement: set FOLDING_STUDY=1 to run it");

    public static void Write(FormattableString line) => TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
