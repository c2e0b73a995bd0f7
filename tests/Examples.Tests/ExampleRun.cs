namespace Examples.Tests;

/// <summary>What an example wrote and drew, in a folder of its own that is deleted afterwards.</summary>
internal sealed class ExampleRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;
    private readonly string[] _lines;

    public ExampleRun(Func<string[], TextWriter, int> run)
    {
        var output = new StringWriter();
        ExitCode = run(["--out", _folder], output);
        Text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(Text);
        _lines = Text.Split(Environment.NewLine);
    }

    public int ExitCode { get; }

    public string Text { get; }

    /// <summary>Cells of the rows of a table that start with these cells; columns stand two spaces apart.</summary>
    public string[][] Rows(params string[] start) =>
        [.. _lines.Select(static line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(cells => cells.Take(start.Length).SequenceEqual(start))];

    public string[] Row(params string[] start) => Assert.Single(Rows(start));

    public void AssertDrew(string file)
    {
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        var plot = File.ReadAllBytes(Path.Combine(_folder, file));
        Assert.Equal(signature, plot[..4]);
        Assert.InRange(plot.Length, 10_000, 1_000_000);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
