namespace Examples.Tests;

/// <summary>What an example wrote and drew, in a folder of its own that is deleted afterwards.</summary>
internal sealed class ExampleRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public ExampleRun(Func<string[], TextWriter, int> run, params string[] arguments)
    {
        var output = new StringWriter();
        ExitCode = run(["--out", _folder, .. arguments], output);
        Text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(Text);
        Lines = Text.Split(Environment.NewLine);
    }

    public int ExitCode { get; }

    public string Text { get; }

    /// <summary>Cells of the rows of a table that start with these cells; columns stand two spaces apart.</summary>
    public string[][] Rows(params string[] start) =>
        [.. Lines.Select(static line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(cells => cells.Take(start.Length).SequenceEqual(start))];

    public string[] Row(params string[] start) => Assert.Single(Rows(start));

    /// <summary>Lines of the output, without their ends.</summary>
    public string[] Lines { get; }

    /// <summary>Lines of a file it wrote.</summary>
    public string[] Read(string file) => File.ReadAllLines(Path.Combine(_folder, file));

    public void AssertDrew(string file, int least = 10_000, int most = 1_000_000)
    {
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        var plot = File.ReadAllBytes(Path.Combine(_folder, file));
        Assert.Equal(signature, plot[..4]);
        Assert.InRange(plot.Length, least, most);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
