namespace Examples.Common;

/// <summary>Rows of text under a heading, in columns as wide as they need; the first columns to the left, the rest to the right.</summary>
public sealed class TextTable(int leftColumns, params string[] heading)
{
    private readonly List<string[]> _rows = [heading];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] row) => _rows.Add(row);

    /// <summary>Writes the table and an empty line.</summary>
    public void Write(TextWriter output)
    {
        // A row with fewer cells than the heading ends in a sentence, which takes what room it needs.
        var widths = heading.Select((_, k) => _rows.Where(row => row.Length == heading.Length || k < row.Length - 1).Max(row => row[k].Length)).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, k) => k < leftColumns || row.Length < heading.Length ? cell.PadRight(widths[k]) : cell.PadLeft(widths[k]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }

        output.WriteLine();
    }
}
