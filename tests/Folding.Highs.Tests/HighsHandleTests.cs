using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsHandleTests
{
    private static readonly HighsSolver Solver = new();

    [Fact]
    public void Sessions_give_their_memory_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/statm");

        // An instance that is not destroyed keeps at least 30 kB: 2000 would keep 60 MB.
        Cycle(500);
        var before = ResidentBytes();
        Cycle(2000);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 40_000_000);
    }

    [Fact]
    public void Sessions_that_nobody_disposed_are_destroyed_by_the_next_ones()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/statm");
        Abandon(300);
        var before = ResidentBytes();
        Abandon(2000);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 40_000_000);

        static void Abandon(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Forget();
                if (i % 100 != 0) continue;
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.True(Solver.Solve(Programs.Corner()).IsSolved);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget() => Assert.True(Solver.Open(Programs.Corner()).Solve().IsSolved);
    }

    [Fact]
    public void Eight_threads_create_solve_and_destroy_at_once()
    {
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Empty(errors);

        void Work()
        {
            for (var i = 0; i < 25; i++)
            {
                Check(Solver.Solve(Programs.Corner()), -5);
                Check(Solver.Solve(Programs.Line()), -6.125);
                Check(Solver.Solve(Programs.Knapsack()), -13);
            }
        }

        void Check(Solution solution, double objective)
        {
            if (!solution.IsSolved || Math.Abs(solution.Objective!.Value - objective) > 1e-9) errors.Enqueue(solution.ToString());
        }
    }

    private static void Cycle(int count)
    {
        for (var i = 0; i < count; i++) Assert.True(Solver.Solve(Programs.Corner()).IsSolved);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long ResidentBytes() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
}
