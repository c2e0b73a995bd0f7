namespace Folding.Build;

/// <summary>Runs the tests of the whole solution and reports on them.</summary>
internal static class TestRun
{
    public static int Run(Clone clone, string[] arguments)
    {
        var results = Directory.CreateTempSubdirectory("folding-tests-");
        try
        {
            // tests/Directory.Build.targets has each project write its own result file into this folder.
            string[] command =
            [
                "test", clone.Path("wrappers.sln"), "-c", "Release", "-v", "q", "--nologo",
                "-p:FoldingResults=" + results.FullName, .. arguments,
            ];
            var code = Command.Read(clone.Root, "dotnet", command, Echo);
            var projects = Read(results);
            if (code != 0)
                projects.AddRange(Projects(clone).Except(projects.Select(project => project.Project)).Select(TestResults.BrokenOff));
            if (projects.TrueForAll(project => project.Passed == 0 && project.Failed.Count == 0))
                Console.Error.WriteLine("No test ran.");
            else if (code != 0 && projects.TrueForAll(project => project.Failed.Count == 0))
                Console.Error.WriteLine($"dotnet test failed with code {code} although no test did: see its output above.");

            TestReport.Write(projects, Console.Out);
            return TestReport.ExitCode(projects, code);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Projects(Clone clone) =>
        Directory.EnumerateDirectories(clone.Path("tests"), "*.Tests").Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    private static List<TestResults> Read(DirectoryInfo results) =>
        [.. results.EnumerateFiles("*.trx").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => TestResults.Read(file.FullName))];

    /// <summary>Passes on what the runner says, without the lines that say the same for every project.</summary>
    private static void Echo(string line)
    {
        if (line.Length > 0 && !line.StartsWith("Test run for ", StringComparison.Ordinal)
            && !line.StartsWith("A total of ", StringComparison.Ordinal) && !line.StartsWith("Results File: ", StringComparison.Ordinal))
            Console.WriteLine(line);
    }
}
