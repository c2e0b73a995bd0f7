using Folding.TestData;

namespace Folding.Repository.Tests;

public class SharedDataTests
{
    [Fact]
    public void The_root_holds_the_solution() => Assert.True(File.Exists(RepositoryRoot.Path("wrappers.sln")));

    [Fact]
    public void Files_of_the_data_are_named_from_an_absolute_folder()
    {
        Assert.True(Path.IsPathFullyQualified(SharedData.Folder));
        Assert.StartsWith(SharedData.Folder, SharedData.File("lp", "reference.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_is_present_has_its_table_of_contents()
    {
        SharedData.Require();
        Assert.True(File.Exists(SharedData.File("README.md")));
    }
}
