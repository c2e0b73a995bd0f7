using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Folding.TestData;

namespace Folding.Repository.Tests;

/// <summary>build.sh and build.ps1 offer the same verbs: each keeps fold and help to itself and hands the rest to Folding.Build.</summary>
public partial class BuildScriptTests
{
    private static readonly string[] Verbs = ["natives", "demo", "test", "fold", "bench", "pack", "help"];

    [Fact]
    public void The_PowerShell_script_parses()
    {
        Parser.ParseFile(RepositoryRoot.Path("build.ps1"), out _, out var errors);
        Assert.Empty(errors.Select(error => $"line {error.Extent.StartLineNumber}: {error.Message}"));
    }

    [Fact]
    public void The_PowerShell_script_calls_no_cmdlet_that_a_bare_host_lacks()
    {
        var script = Parser.ParseFile(RepositoryRoot.Path("build.ps1"), out _, out _);
        var defined = script.FindAll(node => node is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>().Select(function => function.Name);
        var called = script.FindAll(node => node is CommandAst, true).Cast<CommandAst>().Select(command => command.GetCommandName()).OfType<string>();
        Assert.Empty(called.Except(defined).Except(["dotnet"]));
    }

    [Theory]
    [InlineData("build.sh")]
    [InlineData("build.ps1")]
    public void Each_script_keeps_fold_and_help_and_hands_on_the_other_verbs(string script)
    {
        var compared = Comparison().Matches(File.ReadAllText(RepositoryRoot.Path(script))).Select(match => match.Groups[1].Value);
        Assert.Equal(["fold", "help"], compared.Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("Folding.Build.dll", File.ReadAllText(RepositoryRoot.Path(script)), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_lists_every_verb_and_no_other()
    {
        var listed = HelpLine().Matches(File.ReadAllText(RepositoryRoot.Path("build", "help.txt"))).Select(match => match.Groups[1].Value);
        Assert.Equal(Verbs, listed);
    }

    [Fact]
    public void The_program_knows_every_verb_that_the_scripts_hand_on()
    {
        var program = File.ReadAllText(RepositoryRoot.Path("build", "Folding.Build", "Program.cs"));
        var known = Case().Matches(program).Select(match => match.Groups[1].Value);
        Assert.Equal(Verbs.Except(["fold", "help"]).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    // $verb == help, $verb -eq 'fold', $verb -in $null, 'help'
    [GeneratedRegex(@"\$verb (?:==|-eq|-in \$null,) '?(fold|help|natives|demo|test|bench|pack)\b")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^  (\w+)", RegexOptions.Multiline)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^\s+""(\w+)"" =>", RegexOptions.Multiline)]
    private static partial Regex Case();
}
