using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>Establishes Ipopt's version from the banner it writes into an output file.</summary>
internal static class IpoptVersion
{
    private const string Banner = "This is Ipopt version ";

    private static QuadraticProgram OneVariable => new(CscMatrix.Identity(1), [0], CscMatrix.Zero(0, 1), [], []);

    /// <summary>The version; null where no temporary file can be written or the banner is not there.</summary>
    public static string? Ask()
    {
        string file;
        try
        {
            file = Path.GetTempFileName();
        }
        catch (IOException)
        {
            return null;
        }

        try
        {
            var options = IpoptOptions.Default with { OutputFile = file, OutputFileLevel = 5 };
            using (var session = new IpoptQuadraticSession(OneVariable, options, new("Ipopt", "unknown"))) session.Solve();
            return Parse(File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The version in a log; null where there is none.</summary>
    public static string? Parse(string log)
    {
        var start = log.IndexOf(Banner, StringComparison.Ordinal);
        if (start < 0) return null;
        var word = log[(start + Banner.Length)..].TakeWhile(static c => char.IsAsciiDigit(c) || c == '.');
        return string.Concat(word).TrimEnd('.') is { Length: > 0 } version ? version : null;
    }
}
