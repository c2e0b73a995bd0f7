using System.Text.RegularExpressions;
using Folding.TestData;

namespace Folding.Repository.Tests;

public partial class LayoutTests
{
    private static string Solution => File.ReadAllText(RepositoryRoot.Path("wrappers.sln"));

    [Fact]
    public void The_solution_is_in_the_classic_format()
    {
        Assert.StartsWith("Microsoft Visual Studio Solution File, Format Version 12.00", Solution.TrimStart('\uFEFF', '\r', '\n'), StringComparison.Ordinal);
        Assert.Empty(RepositoryFiles.WithExtension(".slnx"));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = Solution.Replace('\\', '/');
        Assert.NotEmpty(ProjectFile.All);
        Assert.All(ProjectFile.All, project => Assert.Contains($"\"{project.Path}\"", listed, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PublicAPI.Shipped.txt")]
    [InlineData("PublicAPI.Unshipped.txt")]
    public void Every_library_keeps_its_public_surface_on_file(string name) => Offenders.None(
        from project in ProjectFile.All
        where project.IsLibrary && !File.Exists(RepositoryRoot.Path(project.Folder, name))
        select $"{project} has no {name}");

    [Fact]
    public void Sources_name_no_path_of_one_machine() => Offenders.None(
        from file in RepositoryFiles.WithExtension(".cs")
        from line in File.ReadLines(RepositoryRoot.Path(file)).Select((text, index) => (Text: text, Number: index + 1))
        where MachinePath().IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}");

    [Fact]
    public void The_readme_stays_short() => Assert.InRange(File.ReadLines(RepositoryRoot.Path("README.md")).Count(), 1, 119);

    // Homebrew's prefix is the same on every Mac, so a loader may know it.
    [GeneratedRegex(@"(?<![\w.])/(work|root|tmp|opt(?!/homebrew))/")]
    private static partial Regex MachinePath();
}
