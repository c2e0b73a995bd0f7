namespace Folding.Highs;

/// <summary>
/// In the RHS and RANGES sections of an MPS file each line may begin with the name of a set. HiGHS takes a first word that is
/// also the name of a row for that row, and then ignores the rest of the line with a warning. This writes the file anew with
/// set names that no row has; a line has one where its number of words is odd.
/// </summary>
internal static class MpsSetNames
{
    private const string Unique = "folding_set";

    public static void Replace(string source, string target)
    {
        using var writer = new StreamWriter(target);
        var inside = false;
        foreach (var line in File.ReadLines(source))
        {
            if (line.Length > 0 && line[0] is not (' ' or '\t' or '*'))
                inside = line.TrimEnd().ToUpperInvariant() is "RHS" or "RANGES";
            writer.WriteLine(inside && line.Length > 0 && line[0] is (' ' or '\t') ? Renamed(line) : line);
        }
    }

    private static string Renamed(string line)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is 3 or 5 ? $" {Unique} {string.Join(' ', words[1..])}" : line;
    }
}
