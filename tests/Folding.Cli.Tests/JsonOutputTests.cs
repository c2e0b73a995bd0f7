namespace Folding.Cli.Tests;

public sealed class JsonOutputTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void A_dash_means_standard_output_with_a_line_per_document()
    {
        JsonOutput.Write(Context, "-", static w => w.WriteNumber("a", 1), static w => w.WriteNumber("a", 2));
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", _output.ToString());
    }

    [Fact]
    public void Numbers_keep_all_digits_and_infinities_are_strings()
    {
        JsonOutput.Write(Context, "-", static w =>
        {
            JsonOutput.WriteNumber(w, "third", 1.0 / 3);
            JsonOutput.WriteNumber(w, "up", double.PositiveInfinity);
            JsonOutput.WriteNumber(w, "down", double.NegativeInfinity);
            JsonOutput.WriteNumber(w, "none", null);
        });
        Assert.Equal("{\"third\":0.3333333333333333,\"up\":\"Infinity\",\"down\":\"-Infinity\",\"none\":null}\n", _output.ToString());
    }

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_else_is_left()
    {
        var path = _folder.File("out.json", "old");
        JsonOutput.Write(Context, path, static w => w.WriteNumber("a", 1));
        Assert.Equal("{\"a\":1}\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void A_document_that_fails_leaves_the_old_file()
    {
        var path = _folder.File("out.json", "old");
        Assert.Throws<InvalidOperationException>(() => JsonOutput.Write(Context, path, static w => w.WriteEndArray()));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused_before_the_work()
    {
        var path = Path.Combine(_folder.Root, "no", "out.json");
        var (code, output, error) = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--json", path);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains($"--json {path}: there is no folder", error, StringComparison.Ordinal);
    }

    private RunContext Context => new(_output, TextWriter.Null, false, false, CancellationToken.None);
}
