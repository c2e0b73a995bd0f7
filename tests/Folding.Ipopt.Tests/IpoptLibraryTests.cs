namespace Folding.Ipopt.Tests;

public sealed class IpoptLibraryTests
{
    [Fact]
    public void The_version_is_read_off_the_library()
    {
        Assert.Matches(@"^3\.\d+\.\d+", IpoptLibrary.Version);
        Assert.Equal(IpoptLibrary.ParallelSolves, Version.Parse(IpoptLibrary.Version) >= new Version(3, 14));
        Assert.Equal(new("Ipopt", IpoptLibrary.Version), new IpoptSolver().Identity);
    }

    [Theory]
    [InlineData("This is Ipopt version 3.14.17, running with linear solver MUMPS 5.6.2.", "3.14.17")]
    [InlineData("\nThis is Ipopt version 3.11.9.\n", "3.11.9")]
    [InlineData("This is Ipopt version trunk", null)]
    [InlineData("", null)]
    public void A_banner_is_parsed(string log, string? version) => Assert.Equal(version, IpoptVersion.Parse(log));
}
