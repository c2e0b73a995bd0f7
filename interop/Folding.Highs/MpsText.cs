using System.Globalization;

namespace Folding.Highs;

/// <summary>
/// HiGHS's MPS reader takes what is no number for 0, and of a Fortran exponent (1D3) the digits before it, without a word.
/// This looks at the numbers of every line that has as many words as its section says; lines of another shape, such as those
/// with blanks in names, are left to HiGHS. HiGHS also takes a file that is cut off for a whole one, which is another problem:
/// the last line must be ENDATA.
/// </summary>
internal static class MpsText
{
    /// <exception cref="InvalidDataException">A word in the place of a number is none, or the file is cut off; the message names line, section and word.</exception>
    public static void Check(string file)
    {
        var section = "";
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length == 0 || line[0] == '*') continue;
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (line[0] is not (' ' or '\t'))
            {
                section = words[0].ToUpperInvariant();
                if (section == "ENDATA") return;
                continue;
            }

            for (var place = First(section, words); place > 0 && place < words.Length; place += 2)
            {
                if (!IsNumber(words[place]))
                    throw new InvalidDataException($"line {number}, section {section}: \"{words[place]}\" stands where a number is expected.");
            }
        }

        throw new InvalidDataException($"is cut off in section {section} after line {number}: the last line must be ENDATA. Get the whole file.");
    }

    /// <summary>Place of the first number of a line; 0 where the line has none or is not of a known shape.</summary>
    private static int First(string section, string[] words) => (section, words.Length) switch
    {
        ("COLUMNS", 3 or 5) when !words.Contains("'MARKER'") => 2,
        ("RHS" or "RANGES", 3 or 5) => 2,
        ("RHS" or "RANGES", 2 or 4) => 1,
        ("BOUNDS", 4) => 3,
        ("QUADOBJ" or "QMATRIX", 3) => 2,
        _ => 0,
    };

    private static bool IsNumber(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ||
        word.TrimStart('+', '-').ToUpperInvariant() is "INF" or "INFINITY";
}
