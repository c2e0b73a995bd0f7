using System.Globalization;
using System.Xml.Linq;

namespace Folding.Build;

/// <summary>A test that failed.</summary>
public sealed record FailedTest(string Name, string Message);

/// <summary>What one test project's result file (Visual Studio's trx format) says.</summary>
/// <param name="Project">Name of the test project.</param>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed, and the run itself where it broke off.</param>
/// <param name="SkipReasons">The reason of every skipped test.</param>
public sealed record TestResults(string Project, int Passed, IReadOnlyList<FailedTest> Failed, IReadOnlyList<string> SkipReasons)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads a result file; it is named after its project.</summary>
    public static TestResults Read(string file) => Parse(Path.GetFileNameWithoutExtension(file), XDocument.Load(file));

    /// <summary>The result of a project whose run left no result file: its host broke off, or it did not build.</summary>
    public static TestResults BrokenOff(string project) =>
        new(project, 0, [new FailedTest(project, "The run left no results: the test host broke off or did not start.")], []);

    /// <summary>Reads the content of a result file.</summary>
    public static TestResults Parse(string project, XDocument document)
    {
        var tests = document.Descendants(Trx + "UnitTestResult").ToLookup(test => (string?)test.Attribute("outcome") ?? "");
        var failed = tests.Where(outcome => outcome.Key is not ("Passed" or "NotExecuted"))
            .SelectMany(outcome => outcome)
            .Select(test => new FailedTest((string?)test.Attribute("testName") ?? "?", Text(test, "Message", "StackTrace")))
            .ToList();

        // A host that dies in the middle still leaves a file; the tests it never ran appear nowhere but in the run's own outcome.
        var summary = document.Descendants(Trx + "ResultSummary").FirstOrDefault();
        if (failed.Count == 0 && (string?)summary?.Attribute("outcome") is "Failed" or "Aborted" or "Error")
            failed.Add(new FailedTest(project, "The run broke off. " + Text(summary!, "Text")));

        return new TestResults(project, tests["Passed"].Count(), failed, [.. tests["NotExecuted"].Select(Reason)]);
    }

    private static string Reason(XElement test)
    {
        var reason = Text(test, "Message");
        if (reason.Length == 0)
            reason = Text(test, "StdOut");
        return reason.Length > 0 ? reason : "no reason given";
    }

    private static string Text(XElement element, params string[] names) =>
        string.Join(Environment.NewLine, names.SelectMany(name => element.Descendants(Trx + name)).Select(found => found.Value.Trim()));

    /// <summary>The line the project gets in the report.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Project,-36} {Passed,5} passed {Failed.Count,4} failed {SkipReasons.Count,4} skipped");
}
