using AltDiffTruncation;

namespace Examples.Tests;

public sealed class AltDiffTruncationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Errors_fall_as_the_theorem_says_on_every_layer_and_a_plot_is_written()
    {
        var output = new StringWriter();
        var code = AltDiffTruncation.Program.Run(["--out", _folder], output);
        var text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.Equal(0, code);
        foreach (var layer in new[] { "quadratic", "sparsemax", "softmax" })
        {
            Assert.Contains($"{layer}: log gradient error against log error of x has slope", text, StringComparison.Ordinal);
            Assert.Equal(5, text.Split(Environment.NewLine).Count(line => line.StartsWith(layer + " ", StringComparison.Ordinal)));
        }

        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        var plot = File.ReadAllBytes(Path.Combine(_folder, "altdiff-truncation.png"));
        Assert.Equal(signature, plot[..4]);
        Assert.InRange(plot.Length, 20_000, 2_000_000);
    }

    [Fact]
    public void Unknown_arguments_are_bad_usage() => Assert.Equal(2, AltDiffTruncation.Program.Run(["--unknown"], TextWriter.Null));
}
