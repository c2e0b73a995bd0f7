namespace Folding.Osqp.Tests;

public sealed class MemoryTests
{
    [Fact]
    public void Sessions_give_their_memory_back()
    {
        Osqp.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/statm");

        // A leaked solver of this size keeps about 60 kB: 3000 would keep 180 MB.
        var problem = Osqp.Random(1, 20, 30);
        Cycle(500);
        var before = ResidentBytes();
        Cycle(3000);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 60_000_000);

        void Cycle(int count)
        {
            for (var k = 0; k < count; k++)
            {
                using var session = new OsqpSolver(OsqpOptions.Native).Open(problem);
                Assert.True(session.Solve().IsSolved);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static long ResidentBytes() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
}
