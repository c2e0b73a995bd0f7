using System.Runtime.InteropServices;
using System.Text;
using Folding.Problems;

namespace Folding.Ipopt.Tests;

/// <summary>No hidden inputs, no hidden outputs. These tests change the working directory and standard output of the process.</summary>
[Collection("process-wide")]
public sealed partial class HiddenChannelTests
{
    [Fact]
    public void Nothing_is_written_to_standard_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "redirects file descriptor 1 with dup2");
        _ = IpoptLibrary.Version;
        var control = Captured(WarnWithoutSilence);
        var captured = Captured(static () =>
        {
            new IpoptSolver().Solve(Programs.Hs071());
            new IpoptSolver().Solve(Programs.Hs071(objective: static _ => double.NaN));
            Assert.Throws<ArgumentException>(() => Solve("no_such_option", "1"));
            Assert.Throws<ArgumentException>(() => Solve("mu_strategy", "sideways"));
            Assert.Throws<ArgumentException>(() => Solve("linear_solver", "wsmp"));
            Solve("print_level", "5");
            Solve("print_options_documentation", "yes");
            Solve("print_user_options", "yes");
            Solve("derivative_test", "second-order");
        });

        Assert.Contains("no_such_option", control, StringComparison.Ordinal);
        Assert.Equal("", captured);
    }

    [Fact]
    public void An_options_file_in_the_working_directory_is_not_read()
    {
        var folder = Directory.CreateTempSubdirectory("folding-ipopt-");
        var before = Directory.GetCurrentDirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "ipopt.opt"), "max_iter 1\n");
            Directory.SetCurrentDirectory(folder.FullName);

            Assert.Equal(TerminationStatus.LocallyOptimal, new IpoptSolver().Solve(Programs.Hs071()).Termination);
            Assert.Equal(TerminationStatus.IterationLimit, Solve("option_file_name", "ipopt.opt").Termination);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            folder.Delete(recursive: true);
        }
    }

    private static Solution Solve(string name, string value) =>
        new IpoptSolver(new() { Named = IpoptOptions.Default.Named.Add(name, value) }).Solve(Programs.Hs071());

    /// <summary>What an Ipopt problem as it comes does when it meets an unknown option.</summary>
    private static unsafe void WarnWithoutSilence()
    {
        double lower = 0, upper = 1;
        var problem = IpoptNative.CreateIpoptProblem(
            1, &lower, &upper, 0, null, null, 0, 0, 0,
            &IpoptCallbacks.Objective, &IpoptCallbacks.Constraints, &IpoptCallbacks.ObjectiveGradient, &IpoptCallbacks.Jacobian, &IpoptCallbacks.Hessian);
        fixed (byte* name = "no_such_option\0"u8, value = "1\0"u8) Assert.Equal(0, IpoptNative.AddIpoptStrOption(problem, name, value));
        IpoptNative.FreeIpoptProblem(problem);
    }

    private static string Captured(Action action)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var handle = File.OpenHandle(file, FileMode.Truncate, FileAccess.Write))
            {
                Assert.Equal(0, Flush(0));
                var saved = Duplicate(1);
                Assert.Equal(1, Duplicate((int)handle.DangerousGetHandle(), 1));
                try
                {
                    action();
                }
                finally
                {
                    Assert.Equal(0, Flush(0));
                    Assert.Equal(1, Duplicate(saved, 1));
                    Assert.Equal(0, Close(saved));
                }
            }

            return File.ReadAllText(file, Encoding.UTF8);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int Flush(nint stream);
}

/// <summary>Tests that change the state of the process run alone.</summary>
[CollectionDefinition("process-wide", DisableParallelization = true)]
public sealed class ProcessWide;
