using Folding.Problems;

namespace Folding.Cli.Tests;

public sealed class SeedChoiceTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly IProblem _problem;

    public SeedChoiceTests() => _problem = ProblemFile.Read(_folder.File("a.json", Folder.Example));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("ones")]
    public void Ones_on_x_is_the_default(string? word)
    {
        var seed = SeedChoice.Parse(word, _problem);
        Assert.Equal([1, 1], seed.Primal);
        Assert.Empty(seed.Dual);
    }

    [Fact]
    public void Random_seeds_repeat_and_differ_by_number()
    {
        Assert.Equal(SeedChoice.Parse("random:7", _problem).Primal, SeedChoice.Parse("random:7", _problem).Primal);
        Assert.NotEqual(SeedChoice.Parse("random:7", _problem).Primal, SeedChoice.Parse("random:8", _problem).Primal);
    }

    [Fact]
    public void A_file_gives_x_and_optionally_y()
    {
        var both = SeedChoice.Parse(_folder.File("s.json", """{ "x": [1, -2.5], "y": [0, 3, 1e-3] }"""), _problem);
        Assert.Equal([1, -2.5], both.Primal);
        Assert.Equal([0, 3, 1e-3], both.Dual);
        Assert.Empty(SeedChoice.Parse(_folder.File("s.json", """{ "x": [1, 2] }"""), _problem).Dual);
    }

    [Theory]
    [InlineData("{ \"x\": [1] }", "field \"x\" has 1 entries; expected 2")]
    [InlineData("{ \"y\": [1, 1, 1] }", "field \"x\" is missing")]
    [InlineData("{ \"x\": [1, 1], \"y\": [1] }", "field \"y\" has 1 entries; expected 3")]
    [InlineData("{ \"x\": [1, \"Infinity\"] }", "field \"x\"[1]")]
    [InlineData("{ \"x\": 3 }", "field \"x\" must be an array")]
    [InlineData("[1, 2]", "must be an object")]
    [InlineData("{ \"x\": [1, 2", "not valid JSON")]
    public void A_file_that_does_not_fit_is_refused_by_name(string content, string names)
    {
        var path = _folder.File("s.json", content);
        var failure = Assert.Throws<InputException>(() => SeedChoice.Parse(path, _problem));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(names, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("twos")]
    [InlineData("random:")]
    [InlineData("random:x")]
    [InlineData("missing.json")]
    public void Other_words_are_refused(string word) =>
        Assert.Contains(word, Assert.Throws<InputException>(() => SeedChoice.Parse(word, _problem)).Message, StringComparison.Ordinal);
}
