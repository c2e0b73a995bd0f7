namespace Folding.Cli;

/// <summary>A table: drawn on a terminal that is wide enough for it, plain aligned columns elsewhere.</summary>
/// <param name="headers">One per column.</param>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(RunContext context)
    {
        var widths = headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
        // A drawn table has three characters between columns and two at either end; squeezed, it would break numbers into pieces.
        if (context.OutputIsTerminal && widths.Sum() + (3 * (widths.Length - 1)) + 4 <= Console.WindowWidth) TerminalTable.Write(headers, _rows);
        else WritePlain(context.Output, widths);
    }

    private void WritePlain(TextWriter output, int[] widths)
    {
        foreach (var row in _rows.Prepend(headers))
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
