using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>What a re-solve through a session costs beside the solver's own time: update, checks, objective and residuals, the solution.</summary>
internal static class SessionTable
{
    private const int Solves = 20000;

    public static int Print()
    {
        Console.WriteLine($"OSQP re-solves of a dense program after a new q; microseconds, medians of {Solves / 2}, and bytes allocated by each.");
        Console.WriteLine($"{"n",5}{"whole",10}{"inside OSQP's session",24}{"share of ours",15}{"bytes",8}");
        foreach (var n in (ReadOnlySpan<int>)[10, 50]) Measure(n);
        return 0;
    }

    private static void Measure(int n)
    {
        var problem = QuadraticShapes.Dense(n, 100);
        var other = new QuadraticProgram(problem.P, QuadraticShapes.Normals(new Random(3), n), problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan());
        using var session = new OsqpSolver(OsqpOptions.ForGradients).Open(problem);
        var samples = new List<(double Whole, double Inside)>();
        var before = 0L;
        for (var k = 0; k < Solves; k++)
        {
            if (k == Solves / 2)
            {
                samples.Clear();
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            var start = ThreadClock.Microseconds;
            session.Update(k % 2 == 0 ? other : problem);
            var statistics = session.Solve().Statistics;
            samples.Add((ThreadClock.Microseconds - start, statistics.SolveTime.TotalMicroseconds));
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (Solves / 2);
        var whole = samples.Select(static sample => sample.Whole).Order().ElementAt(samples.Count / 2);
        var inside = samples.Select(static sample => sample.Inside).Order().ElementAt(samples.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,5}{whole,10:F2}{inside,24:F2}{1 - (inside / whole),15:P0}{bytes,8}"));
    }
}
