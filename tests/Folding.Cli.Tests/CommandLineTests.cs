using Folding.TestData;

namespace Folding.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Help_lists_the_commands_there_are_and_no_others()
    {
        var (code, output, error) = Fold.Run("--help");
        Assert.Equal(0, code);
        Assert.Empty(error);
        var commands = output[output.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(static line => line.Trim().Split(' ')[0]).Where(static word => word.Length > 0);
        Assert.Equal(["doctor", "solve", "grad", "check", "bench", "opf"], commands);
    }

    [Theory]
    [InlineData("doctor", "--json")]
    [InlineData("solve", "--solver --set --time-limit --no-refine --verbose --json")]
    [InlineData("grad", "--solver --seed --set --time-limit --json --method --mu --tau --rho --kind --step --iterations --truncation")]
    [InlineData("check", "--solver --tolerance --directions --seed --set --method --mu --tau --rho --kind --step --iterations --truncation")]
    [InlineData("bench", "--solver --repeat --threads --set --json --method --mu --tau --rho --kind --step --iterations --truncation")]
    [InlineData("opf", "--formulation --solver --grad --output --plot --verbose --set --time-limit --json --method --mu --tau --rho --kind --step --iterations --truncation")]
    public void Help_of_a_command_lists_its_options(string command, string options)
    {
        var (code, output, _) = Fold.Run(command, "--help");
        Assert.Equal(0, code);
        var listed = output[output.IndexOf("Options:", StringComparison.Ordinal)..].Split('\n').Select(static line => line.Trim().Split(' ')[0]).Where(static word => word.StartsWith("--", StringComparison.Ordinal));
        Assert.Equal(options.Split(' '), listed);
    }

    [Fact]
    public void The_documentation_lists_the_options_there_are_and_no_others()
    {
        string[] commands = ["doctor", "solve", "grad", "check", "bench", "opf"];
        var helped = commands.SelectMany(static command => Words(Fold.Run(command, "--help").Output, "  --"));
        var documented = Words(File.ReadAllText(RepositoryRoot.Path("docs/command-line.md")), "| `--");
        Assert.Equal(helped.Order(StringComparer.Ordinal).Distinct(), documented.Order(StringComparer.Ordinal));

        static IEnumerable<string> Words(string text, string start) => text.Split('\n')
            .Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[(start.Length - 2)..].Split([' ', '`'])[0]);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("frob", "'frob'")]
    [InlineData("solve", "'FILE'")]
    [InlineData("solve a.json b.json", "'b.json'")]
    [InlineData("solve a.json --frob", "'--frob'")]
    [InlineData("solve a.json --solver scip", "--solver scip: must be one of osqp, highs, ipopt, admm")]
    [InlineData("solve a.json --set eps", "--set eps: write name=value")]
    [InlineData("solve a.json --set =1", "--set =1: write name=value")]
    [InlineData("solve a.json --time-limit soon", "--time-limit soon")]
    [InlineData("solve a.json --time-limit -1", "--time-limit -1")]
    [InlineData("solve a.json --time-limit NaN", "--time-limit NaN")]
    [InlineData("solve a.json --json", "'--json'")]
    [InlineData("grad a.json --method newton", "--method newton: must be one of auto, kkt")]
    [InlineData("check a.json --tolerance 0", "--tolerance 0")]
    [InlineData("check a.json --directions 0", "--directions 0")]
    [InlineData("bench a.json --repeat none", "--repeat none")]
    public void Bad_usage_is_one_line_on_standard_error_and_exit_code_2(string line, string names)
    {
        var (code, output, error) = Fold.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(names, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void An_argument_that_starts_with_an_at_sign_is_a_file_name()
    {
        var (code, _, error) = Fold.Run("solve", "@problem.json");
        Assert.Equal(2, code);
        Assert.Contains("@problem.json: no such file", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_token_ends_with_130()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        Fold.Require("highs");
        var (code, output, error) = Fold.Run(interrupt.Token, "solve", _folder.File("a.json", Folder.Example), "--solver", "highs");
        Assert.Equal(130, code);
        Assert.Empty(output);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
    }
}
