using System.Xml.Linq;
using Folding.Build;

namespace Folding.Repository.Tests;

public class TestReportTests
{
    private static TestResults Results(string outcome, params string[] tests) => TestResults.Parse("Some.Tests", XDocument.Parse($"""
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>{string.Concat(tests)}</Results>
          <ResultSummary outcome="{outcome}"><RunInfos><RunInfo><Text>the host went away</Text></RunInfo></RunInfos></ResultSummary>
        </TestRun>
        """));

    private static string Test(string name, string outcome, string message = "") =>
        $"""<UnitTestResult testName="{name}" outcome="{outcome}"><Output><ErrorInfo><Message>{message}</Message></ErrorInfo></Output></UnitTestResult>""";

    [Fact]
    public void Outcomes_are_counted_and_reasons_kept()
    {
        var results = Results("Failed", Test("a", "Passed"), Test("b", "Failed", "1 is not 2"), Test("c", "NotExecuted", "no OSQP"), Test("d", "NotExecuted", "no OSQP"));
        Assert.Equal(1, results.Passed);
        Assert.Equal("1 is not 2", Assert.Single(results.Failed).Message);
        Assert.Equal(["no OSQP", "no OSQP"], results.SkipReasons);
    }

    [Fact]
    public void A_host_that_broke_off_counts_as_a_failure_though_every_test_seen_passed()
    {
        var results = Results("Failed", Test("a", "Passed"));
        Assert.Contains("the host went away", Assert.Single(results.Failed).Message, StringComparison.Ordinal);
        Assert.Equal(1, TestReport.ExitCode([results], runner: 0));
    }

    [Fact]
    public void An_outcome_of_another_name_is_a_failure() => Assert.Single(Results("Completed", Test("a", "Timeout")).Failed);

    [Fact]
    public void The_totals_are_the_last_line_and_reasons_are_grouped_above()
    {
        var output = new StringWriter();
        TestReport.Write([Results("Completed", Test("a", "Passed"), Test("b", "NotExecuted", "no OSQP")), Results("Completed", Test("c", "NotExecuted", "no OSQP"))], output);
        Assert.EndsWith(Environment.NewLine + "1 passed, 0 failed, 2 skipped" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 x no OSQP", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Success_needs_a_test_that_ran_and_a_runner_content_with_it()
    {
        var good = Results("Completed", Test("a", "Passed"));
        Assert.Equal(0, TestReport.ExitCode([good], runner: 0));
        Assert.Equal(1, TestReport.ExitCode([good], runner: 1));
        Assert.Equal(1, TestReport.ExitCode([], runner: 0));
        Assert.Equal(1, TestReport.ExitCode([Results("Completed", Test("a", "NotExecuted"))], runner: 0));
    }
}
