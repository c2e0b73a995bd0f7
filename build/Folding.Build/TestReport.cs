namespace Folding.Build;

/// <summary>What <c>test</c> prints at its end: failures, reasons of skips, a line per project, and the totals on the last line.</summary>
public static class TestReport
{
    /// <summary>Writes the report.</summary>
    public static void Write(IReadOnlyList<TestResults> projects, TextWriter output)
    {
        foreach (var project in projects)
            foreach (var test in project.Failed)
            {
                output.WriteLine();
                output.WriteLine($"FAILED {test.Name}");
                output.WriteLine(test.Message);
            }

        var reasons = projects.SelectMany(project => project.SkipReasons).CountBy(reason => reason).OrderByDescending(reason => reason.Value).ToList();
        if (reasons.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Skipped:");
            foreach (var (reason, count) in reasons)
                output.WriteLine($"{count,5} x {reason}");
        }

        output.WriteLine();
        foreach (var project in projects)
            output.WriteLine(project);

        output.WriteLine();
        output.WriteLine(Totals(projects));
    }

    /// <summary>The last line: <c>N passed, N failed, N skipped</c>.</summary>
    public static string Totals(IReadOnlyList<TestResults> projects) =>
        $"{projects.Sum(project => project.Passed)} passed, {projects.Sum(project => project.Failed.Count)} failed, {projects.Sum(project => project.SkipReasons.Count)} skipped";

    /// <summary>0 where something ran and nothing failed, else 1.</summary>
    public static int ExitCode(IReadOnlyList<TestResults> projects, int runner) =>
        runner == 0 && projects.Sum(project => project.Passed) > 0 && projects.All(project => project.Failed.Count == 0) ? 0 : 1;
}
