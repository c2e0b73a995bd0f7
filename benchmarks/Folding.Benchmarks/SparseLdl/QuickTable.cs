using System.Diagnostics;
using System.Globalization;
using Folding.LinearAlgebra;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>Medians of every phase and solver, in one run; a line per system and solver.</summary>
internal static class QuickTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(300);

    public static int Print(string[] names)
    {
        SingleThread.Enforce();
        Console.WriteLine("Medians in microseconds of processor time, one thread. Ratio: folding / fastest native, factor and solve.");
        Console.WriteLine($"{"system",-18}{"order",7}{"nnz",9}  {"solver",-8}{"nnz(L)",10}{"analyze",12}{"factor",12}{"solve",10}{"residual",10}");
        foreach (var name in names.Length > 0 ? names : KktSystems.Names)
        {
            var system = KktSystems.Load(name);
            var timings = new List<Timing>();
            foreach (var create in Solvers)
            {
                if (Measure(system, create) is not { } timing) continue;
                timings.Add(timing);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18}{system.Order,7}{system.Matrix.Pattern.Count,9}  {timing.Solver,-8}{timing.FactorCount,10}{timing.Analyze,12:F1}{timing.Factor,12:F1}{timing.Solve,10:F1}{timing.Residual,10:E1}"));
            }

            if (timings.Count < 2) continue;
            var native = timings.Skip(1).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-18}{"ratio",54}{timings[0].Factor / native.Min(t => t.Factor),12:F2}{timings[0].Solve / native.Min(t => t.Solve),10:F2}"));
        }

        return 0;
    }

    private static readonly Func<KktSystem, ISparseSolver>[] Solvers =
        [static s => new FoldingLdl(s), static s => new CholmodLdl(s), static s => new LibrarySolver(s, SparseSolver.Umfpack), static s => new LibrarySolver(s, SparseSolver.Pardiso), static s => new MumpsLdl(s)];

    private static Timing? Measure(KktSystem system, Func<KktSystem, ISparseSolver> create)
    {
        try
        {
            using var solver = create(system);
            var analyze = Median(solver.Analyze);
            var factor = Median(solver.Factor);
            var x = new double[system.Order];
            var solve = Median(() =>
            {
                system.RightHandSide.CopyTo(x, 0);
                solver.Solve(x);
            });
            return new(solver.Name, solver.FactorCount, analyze, factor, solve, system.RelativeResidual(x));
        }
        catch (DllNotFoundException missing)
        {
            Console.Error.WriteLine($"not measured: {missing.Message}");
            return null;
        }
    }

    /// <summary>Median of many samples, each of enough calls to outweigh reading the clock.</summary>
    private static double Median(Action action)
    {
        var samples = new List<double>();
        var clock = Stopwatch.StartNew();
        var calls = 1;
        while (samples.Count < 5 || (clock.Elapsed < Budget && samples.Count < 20000))
        {
            var start = ThreadClock.Microseconds;
            for (var i = 0; i < calls; i++) action();
            var elapsed = ThreadClock.Microseconds - start;
            samples.Add(elapsed / calls);
            if (elapsed < 50) calls *= 2;
        }

        // The first half warms up: caches, and code that is compiled again once it is known to be hot.
        var settled = samples[(samples.Count / 2)..];
        settled.Sort();
        return settled[settled.Count / 2];
    }

    private sealed record Timing(string Solver, long FactorCount, double Analyze, double Factor, double Solve, double Residual);
}
