using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Folding.Cli.Tests;

/// <summary>The program as scripts see it.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Results_go_to_standard_output_and_remarks_to_standard_error()
    {
        Fold.Require("highs");
        var (code, output, error) = await End(Fold.Start(["solve", _folder.File("a.lp", Folder.LinearLp), "--json", "-"]));
        Assert.Equal(0, code);
        Assert.StartsWith("{\"status\":{\"termination\":\"optimal\"", output, StringComparison.Ordinal);
        Assert.Equal("fold: using highs for this linear program.", error.TrimEnd());
    }

    [Fact]
    public async Task A_missing_library_ends_with_3_and_the_full_account()
    {
        var nowhere = _folder.At("no-such-library");
        var (code, output, error) = await End(Fold.Start(["solve", _folder.File("a.json", Folder.Example), "--solver", "osqp"], "FOLDING_OSQP_LIBRARY", nowhere));
        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains($"FOLDING_OSQP_LIBRARY: {nowhere}", error, StringComparison.Ordinal);
        Assert.Contains("To get it:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_succeeds_where_a_library_is_missing_and_says_how_to_get_it()
    {
        var (code, output, error) = await End(Fold.Start(["doctor"], "FOLDING_HIGHS_LIBRARY", _folder.At("no-such-library")));
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains("HiGHS was not found", output, StringComparison.Ordinal);
        Assert.Contains("To get it:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_C_in_an_endless_integer_program_ends_with_130_and_leaves_no_file()
    {
        RequireInterrupts();
        Fold.Require("highs");
        var problem = _folder.File("split.json", MarketSplit.Json(seed: 3, rows: 5, columns: 40));
        using var process = Fold.Start(["solve", problem, "--json", _folder.At("out.json")]);
        // The remark comes right before the solver starts.
        Assert.Contains("using highs", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, Kill(process.Id, 2));
        var (code, output, error) = await End(process);
        Assert.Equal(130, code);
        Assert.Empty(output);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        Assert.Equal([problem], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public async Task What_a_solver_prints_does_not_get_into_the_results()
    {
        RequireInterrupts();
        Fold.Require("osqp");
        // OSQP prints a line when Ctrl-C finds it iterating; these tolerances are never met.
        string[] endless = ["--no-refine", "--set", "max_iter=2000000000", "--set", "eps_abs=1e-300", "--set", "eps_rel=0", "--set", "check_termination=100000"];
        using var process = Fold.Start(["solve", _folder.File("a.json", Folder.Example), .. endless]);
        Assert.Contains("using osqp", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(0.3), TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(process.Id, 2));
        var (code, output, error) = await End(process);
        Assert.Equal(130, code);
        Assert.Empty(output);
    }

    [Fact]
    public async Task What_does_not_stop_at_Control_C_is_abandoned_with_130()
    {
        RequireInterrupts();
        // Reading from a pipe that stays silent cannot be cancelled.
        var pipe = _folder.At("pipe.json");
        using (var mkfifo = Process.Start("mkfifo", [pipe])) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var process = Fold.Start(["solve", pipe]);
        await using var writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write), TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(process.Id, 2));
        var (code, output, error) = await End(process);
        Assert.Equal(130, code);
        Assert.Empty(output);
        Assert.Equal("fold: interrupted.", error.TrimEnd());
    }

    private static void RequireInterrupts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send to one process");
        // A shell starts background jobs with SIGINT ignored, and children inherit that.
        const ulong interrupt = 1UL << (2 - 1);
        const string ignored = "SigIgn:";
        var mask = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(ignored, StringComparison.Ordinal)) : null;
        Assert.SkipWhen(
            mask is not null && (ulong.Parse(mask.AsSpan(ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & interrupt) != 0,
            "these tests run with SIGINT ignored, as jobs in the background do, and so would the program: run them in the foreground");
    }

    private static async Task<(int Code, string Output, string Error)> End(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await error);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
