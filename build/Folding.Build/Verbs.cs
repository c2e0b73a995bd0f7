namespace Folding.Build;

/// <summary>One method per verb; each returns the exit code.</summary>
internal static class Verbs
{
    public static int Demo(Clone clone, string[] arguments)
    {
        var project = clone.Project("examples/SwapSolvers");
        NativeInstaller.Run(clone, verbose: false);
        return clone.Dotnet(["run", "-c", "Release", "--project", project, "--", "--out", clone.Path("out"), .. arguments]);
    }

    public static int Test(Clone clone, string[] arguments)
    {
        NativeInstaller.Run(clone, verbose: false);
        return TestRun.Run(clone, arguments);
    }

    public static int Bench(Clone clone, string[] arguments) =>
        clone.Dotnet(["run", "-c", "Release", "--project", clone.Project("benchmarks/Folding.Benchmarks"), "--", .. arguments]);

    public static int Pack(Clone clone, string[] arguments) =>
        clone.Dotnet(["pack", clone.Path("wrappers.sln"), "-c", "Release", "-o", clone.Path("artifacts"), "-v", "q", "--nologo", .. arguments]);

    public static int Unknown(string verb)
    {
        Console.Error.WriteLine($"Unknown verb '{verb}': see ./build.sh help.");
        return 2;
    }
}
