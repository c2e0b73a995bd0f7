namespace Examples.Tests;

public sealed class DispatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Prices_and_gradients_agree_with_solving_again_and_a_plot_is_written()
    {
        var output = new StringWriter();
        var code = Dispatch.Program.Run(["--out", _folder], output);
        var text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.SkipWhen(code == 3, "HiGHS is not on this machine");
        Assert.Equal(0, code);
        Assert.Contains("built as Quadratic", text, StringComparison.Ordinal);
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.Equal(signature, File.ReadAllBytes(Path.Combine(_folder, "dispatch.png"))[..4]);
    }

    [Fact]
    public void Unknown_arguments_are_bad_usage() => Assert.Equal(2, Dispatch.Program.Run(["--unknown"], TextWriter.Null));
}
