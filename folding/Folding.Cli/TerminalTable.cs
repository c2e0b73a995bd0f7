using Spectre.Console;

namespace Folding.Cli;

/// <summary>A table with lines, for people. In a file of its own: its library is loaded on terminals only.</summary>
internal static class TerminalTable
{
    public static void Write(IReadOnlyList<string> headers, IReadOnlyList<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var header in headers) table.AddColumn(new TableColumn(Markup.Escape(header)));
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }
}
