using System.Globalization;
using System.Runtime.InteropServices;
using Folding.TestData;

namespace Folding.Ipopt.Tests;

public sealed class IpoptNativeTests
{
    private static readonly string[] OnlySince314 = ["GetIpoptCurrentIterate", "GetIpoptCurrentViolations"];

    private static string[] Headers =>
    [
        "/usr/include/coin/IpStdCInterface.h", "/usr/include/coin-or/IpStdCInterface.h", "/usr/local/include/coin-or/IpStdCInterface.h",
        Path.Combine(Environment.GetEnvironmentVariable("CONDA_PREFIX") ?? "", "include", "coin-or", "IpStdCInterface.h"),
    ];

    [Fact]
    public void Sizes_and_constants_are_those_of_the_installed_header()
    {
        var header = NativeHeader.Require(Headers);
        var probe = NativeHeader.CompileAndRun(RepositoryRoot.Path("native", "abi", "ipopt_abi.c"), Path.GetDirectoryName(header)!);

        Assert.Equal("4", probe["sizeof(Index)"]);
        Assert.Equal("4", probe["sizeof(Int)"]);
        Assert.Equal("8", probe["sizeof(Number)"]);
        // Results are read as their low byte because this is 4 up to 3.13 and 1 from 3.14 on.
        Assert.Contains(probe["sizeof(Bool)"], (string[])["1", "4"]);
        Assert.Equal(nint.Size.ToString(CultureInfo.InvariantCulture), probe["sizeof(IpoptProblem)"]);
        Assert.Equal("4", probe["sizeof(enum ApplicationReturnStatus)"]);
        var constants = probe.Where(static p => !p.Key.StartsWith("sizeof", StringComparison.Ordinal)).ToDictionary(static p => p.Key, static p => int.Parse(p.Value, CultureInfo.InvariantCulture));
        var bound = Enum.GetValues<ApplicationReturnStatus>().Where(static s => s != ApplicationReturnStatus.Maximum_WallTime_Exceeded).ToDictionary(static s => s.ToString(), static s => (int)s);
        foreach (var mode in Enum.GetValues<AlgorithmMode>()) bound.Add(mode.ToString(), (int)mode);
        Assert.Equal(bound.OrderBy(static p => p.Key, StringComparer.Ordinal), constants.OrderBy(static p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_function_of_the_installed_header_is_bound_with_its_parameters()
    {
        var header = NativeHeader.Require(Headers);
        var declared = NativeHeader.Functions(header, Path.GetDirectoryName(header)!).Where(static f => f.Key.Contains("Ipopt", StringComparison.Ordinal) || f.Key == "SetIntermediateCallback").ToArray();
        var bound = NativeHeader.Imports(typeof(IpoptNative));

        Assert.True(declared.Length >= 9, $"the header declares {declared.Length} functions");
        Assert.All(declared, function => Assert.Equal(function.Value, Assert.Contains(function.Key, bound)));
        Assert.Empty(bound.Keys.Except(declared.Select(static f => f.Key)).Except(OnlySince314));
    }

    [Fact]
    public void Every_import_is_exported_by_the_loaded_library()
    {
        var library = IpoptLibrary.Library;
        var missing = NativeHeader.Imports(typeof(IpoptNative)).Keys.Where(name => !NativeLibrary.TryGetExport(library.Handle, name, out _));

        Assert.Equal(IpoptLibrary.ParallelSolves ? [] : OnlySince314, missing.Order(StringComparer.Ordinal));
    }
}
