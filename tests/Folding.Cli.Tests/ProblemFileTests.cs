using Folding.Problems;

namespace Folding.Cli.Tests;

public sealed class ProblemFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.json", Folder.Example)]
    [InlineData("a.JSON", Folder.Example)]
    [InlineData("a.qps", Folder.QuadraticMps)]
    [InlineData("a.QPS", Folder.QuadraticMps)]
    public void Reads_quadratic_programs_by_extension_in_any_case(string name, string content)
    {
        Fold.Require("highs");
        Assert.IsType<QuadraticProgram>(ProblemFile.Read(_folder.File(name, content)));
    }

    [Theory]
    [InlineData("a.mps", Folder.LinearMps)]
    [InlineData("a.MPS", Folder.LinearMps)]
    [InlineData("a.lp", Folder.LinearLp)]
    [InlineData("a.LP", Folder.LinearLp)]
    public void Reads_linear_programs_by_extension_in_any_case(string name, string content)
    {
        Fold.Require("highs");
        var problem = Assert.IsType<LinearProgram>(ProblemFile.Read(_folder.File(name, content)));
        Assert.Equal([-1, -1], problem.Cost);
    }

    [Theory]
    [InlineData("\"q\": [1,1],", "", "field \"q\" is missing")]
    [InlineData("\"q\": [1,1]", "\"q\": [1]", "field \"q\" has 1 entries; expected 2")]
    [InlineData("\"q\": [1,1]", "\"q\": [NaN,1]", "line 3")]
    [InlineData("\"q\": [1,1]", "\"q\": [\"NaN\",1]", "field \"q\"[0]")]
    [InlineData("\"q\": [1,1]", "\"q\": [\"Infinity\",1]", "q")]
    [InlineData("\"l\": [1,0,0]", "\"l\": [1,0.8,0]", "row 1")]
    [InlineData("folding-qp/1", "folding-qp/9", "field \"format\"")]
    [InlineData("\"rowind\": [0,0,1]", "\"rowind\": [0,0,7]", "field \"P\"")]
    [InlineData("[4,1,2]", "[4,1,", "not valid JSON")]
    [InlineData("[4,1,2]", "[-4,1,2]", "not convex: P[0,0] is negative")]
    [InlineData("[4,1,2]", "[4,9,2]", "not convex: P[0,1]^2 exceeds P[0,0] P[1,1]")]
    [InlineData("\"integer\": []", "\"integer\": [1]", "quadratic objective with integer variables")]
    public void Bad_content_is_one_line_that_names_the_file_and_the_place(string piece, string by, string names)
    {
        var path = _folder.Changed(piece, by);
        var (code, output, error) = Fold.Run("solve", path);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains($"{path}: ", error, StringComparison.Ordinal);
        Assert.Contains(names, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var (code, _, error) = Fold.Run("solve", _folder.At("nothing.mps"));
        Assert.Equal(2, code);
        Assert.Contains("nothing.mps: no such file", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.m")]
    [InlineData("a")]
    public void An_unknown_extension_is_refused_with_the_known_ones(string name)
    {
        var (code, _, error) = Fold.Run("solve", _folder.File(name, Folder.Example));
        Assert.Equal(2, code);
        Assert.Contains(".json, .mps, .qps or .lp", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_of_an_mps_file_is_refused()
    {
        Fold.Require("highs");
        for (var length = 0; length < Folder.LinearMps.Length - 1; length += 7)
        {
            var path = _folder.File("cut.mps", Folder.LinearMps[..length]);
            var (code, output, error) = Fold.Run("solve", path);
            Assert.Equal(2, code);
            Assert.Empty(output);
            Assert.Contains(path, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nonsense_in_an_mps_file_is_one_line_that_names_it()
    {
        Fold.Require("highs");
        var path = _folder.File("bad.mps", Folder.LinearMps.Replace(" L  A", " L  Z", StringComparison.Ordinal));
        var (code, _, error) = Fold.Run("solve", path);
        Assert.Equal(2, code);
        Assert.Contains(path, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
