namespace Folding.Cli;

/// <summary>A table: drawn on a terminal, plain aligned columns elsewhere.</summary>
/// <param name="headers">One per column.</param>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(RunContext context)
    {
        if (context.OutputIsTerminal) TerminalTable.Write(headers, _rows);
        else WritePlain(context.Output);
    }

    private void WritePlain(TextWriter output)
    {
        var widths = headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(headers))
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
