using System.Globalization;

namespace Examples.Tests;

public sealed class LearningCostsTests : IDisposable
{
    private const int Unseen = 1, MedianGradient = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folding_is_the_exact_adjoint_and_at_vertices_most_exact_gradients_are_zero()
    {
        var output = new StringWriter();
        var code = LearningCosts.Program.Run(["--epochs", "2", "--out", _folder], output);
        var text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.SkipWhen(code == 3, "Ipopt is not on this machine");
        Assert.Equal(0, code);
        foreach (var study in new[] { 0, 1 }) Assert.Equal(Column(text, "exact adjoint", study, Unseen), Column(text, "f-SQP", study, Unseen), 0.05);
        foreach (var method in new[] { "exact adjoint", "barrier", "LPGD" }) Assert.True(Column(text, method, 0, Unseen) < Column(text, "least squares", 0, Unseen), method);
        Assert.True(Column(text, "barrier", 1, Unseen) < 0.8 * Column(text, "least squares", 1, Unseen));

        // At vertices the exact gradient of most samples is zero; the smoothed one is not.
        Assert.True(Column(text, "exact adjoint", 0, MedianGradient) > 10);
        Assert.True(Column(text, "exact adjoint", 1, MedianGradient) < 0.01);
        Assert.True(Column(text, "barrier", 1, MedianGradient) > 10);
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.Equal(signature, File.ReadAllBytes(Path.Combine(_folder, "learning-costs.png"))[..4]);
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs")]
    [InlineData("--unknown", "value")]
    [InlineData("--case", "absent.m")]
    public void Bad_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, LearningCosts.Program.Run(arguments, TextWriter.Null));

    /// <summary>A number in the row of a method in the table of a study.</summary>
    private static double Column(string text, string method, int study, int column) =>
        double.Parse(text.Split(Environment.NewLine).Where(line => line.StartsWith(method, StringComparison.Ordinal)).ElementAt(study)[method.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[column], CultureInfo.InvariantCulture);
}
