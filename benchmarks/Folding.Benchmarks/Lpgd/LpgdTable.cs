using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.Backward;
using Folding.Benchmarks.SparseLdl;
using Folding.Highs;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Lpgd;

/// <summary>
/// What LPGD's backward pass costs beside a cold solve: linear programs with HiGHS, quadratic ones with OSQP, and training epochs over
/// shortest paths on one thread and on two. Medians; processor time of one thread but for overhead and epochs, which are by the clock: run it on an idle machine.
/// </summary>
internal static class LpgdTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.5);

    private static string? Collections => SharedBench.Folder is { } bench ? Path.GetDirectoryName(bench) : null;

    /// <param name="parts">overhead, epochs, linear, quadratic; none for all. Overhead always comes first, so that everything else runs compiled code.</param>
    public static int Print(string[] parts)
    {
        Overhead();
        if (Asks("epochs")) Epochs();
        if (Asks("linear")) LinearPrograms();
        if (!Asks("quadratic")) return 0;
        QuadraticPrograms("the automatic temperature", Temperature.Auto);
        QuadraticPrograms("|q|/|g|, mostly beyond the next kink", Temperature.Relative(1));
        return 0;

        bool Asks(string part) => parts.Length == 0 || parts.Contains(part);
    }

    private static void LinearPrograms()
    {
        Console.WriteLine();
        Console.WriteLine("Linear programs, HiGHS: cold is open and solve, backward one lower envelope at a hundredth of |c|/|g|. Milliseconds and simplex iterations.");
        Console.WriteLine($"{"instance",-14}{"n",7}{"m",7}{"cold",10}{"iter",7}{"backward",10}{"iter",7}{"share",8}  moves");
        if (Collections is null) return;
        var layer = DifferentiableSolver.ForLinear(new HighsSolver(), new Folding.Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Relative(0.01) }, refine: false);
        var shares = new List<double>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Collections, "lp"), "*.mps").Order(StringComparer.Ordinal))
        {
            if (HighsModelFile.Read(file) is LinearProgram program) Measure(layer, program, new HighsSolver(), Path.GetFileNameWithoutExtension(file), shares);
        }

        Summary(shares);
    }

    private static void QuadraticPrograms(string where, Temperature temperature)
    {
        Console.WriteLine();
        Console.WriteLine($"Quadratic programs, OSQP: cold is open and solve, backward one lower envelope at {where}, refined.");
        Console.WriteLine($"{"instance",-14}{"n",7}{"m",7}{"cold",10}{"iter",7}{"backward",10}{"iter",7}{"share",8}  moves");
        var layer = DifferentiableSolver.ForQuadratic(new OsqpSolver(), new Folding.Lpgd { Kind = LpgdKind.Lower, Temperature = temperature });
        var shares = new List<double>();
        foreach (var name in (ReadOnlySpan<string>)["dense_n100", "markowitz_n50", "sparsemaxA_n1000", "portfolio_10", "lasso_20", "svm_20", "control_20"])
            Measure(layer, QuadraticInstance.Load(name).Problem, new OsqpSolver(), name, shares);
        if (Collections is not null)
        {
            foreach (var name in (ReadOnlySpan<string>)["CVXQP1_S", "CVXQP2_M", "DUAL3", "DUALC5", "GOULDQP2", "HS118", "MOSARQP2", "PRIMAL1", "QAFIRO", "QPCBLEND", "QSCTAP1", "QSHARE2B"])
                Measure(layer, (QuadraticProgram)HighsModelFile.Read(Path.Combine(Collections, "maros_meszaros", name + ".QPS")), new OsqpSolver(), name, shares);
        }

        Summary(shares);
    }

    private static void Measure<TProblem, TData>(DifferentiableSolver<TProblem, TData> layer, TProblem problem, ISolver<TProblem> solver, string name, List<double> shares)
        where TProblem : class, IProblem
        where TData : class
    {
        var seed = Seed.OnPrimal(QuadraticShapes.Normals(new Random(1), problem.VariableCount));
        List<double> cold = [], backward = [];
        Gradient<TData> gradient = null!;
        Solution solution = null!;
        var clock = Stopwatch.StartNew();
        // Twenty samples where they are to be had, for code that has settled.
        while (cold.Count < 4 || (clock.Elapsed < Budget && cold.Count < 500) || (clock.Elapsed < 4 * Budget && cold.Count < 20))
        {
            cold.Add(ThreadClock.Milliseconds(() => solution = solver.Solve(problem)));
            if (!solution.IsSolved) return;
            var tape = layer.Forward(problem);
            backward.Add(ThreadClock.Milliseconds(() => gradient = tape.Vjp(seed)));
        }

        double coldMedian = Median(cold), backwardMedian = Median(backward);
        if (gradient.Report.Trust > TrustLevel.None) shares.Add(backwardMedian / coldMedian);
        var moves = gradient.Report.Trust == TrustLevel.None ? "no gradient" : gradient.Report.Notes.Any(static note => note.Contains("does not move", StringComparison.Ordinal)) ? "no" : "yes";
        Line($"{name,-14}{problem.VariableCount,7}{problem.ConstraintCount,7}{coldMedian,10:F3}{solution.Statistics.Iterations,7}{backwardMedian,10:F3}{gradient.Report.Iterations,7}{backwardMedian / coldMedian,8:P0}  {moves}");
    }

    private static void Summary(List<double> shares)
    {
        if (shares.Count > 0) Line($"median share {shares.Order().ElementAt(shares.Count / 2):P0}, over {shares.Count} instances; largest {shares.Max():P0}; {shares.Count(static s => s <= 0.15)} up to 15 %, {shares.Count(static s => s <= 0.3)} up to 30 %");
    }

    /// <summary>What a pass costs beyond the solver's own work, passing the data and solving.</summary>
    private static void Overhead()
    {
        var solver = new TimedSolver<LinearProgram>(new HighsSolver());
        var layer = DifferentiableSolver.ForLinear(solver, Folding.Lpgd.Blackbox(1), refine: false);
        var grid = new GridShortestPath(5, 5);
        var samples = new List<double[]>();
        for (var k = 0; k < 8000; k++)
        {
            var program = grid.Program(Lengths(k));
            var seed = Seed.OnPrimal(QuadraticShapes.Normals(new Random(k + 1), 40));
            solver.Microseconds = solver.Reading = 0;
            var start = Stopwatch.GetTimestamp();
            var tape = layer.Forward(program);
            var (forward, forwardInside, forwardReading) = (Stopwatch.GetElapsedTime(start).TotalMicroseconds, solver.Microseconds, solver.Reading);
            solver.Microseconds = solver.Reading = 0;
            start = Stopwatch.GetTimestamp();
            _ = tape.Vjp(seed);
            var backward = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            samples.Add([forward, forwardInside, forwardReading, forward - forwardInside - forwardReading, backward, solver.Microseconds, solver.Reading, backward - solver.Microseconds - solver.Reading]);
        }

        foreach (var (name, column) in new[] { ("forward", 0), ("backward", 4) })
        {
            double all = ThreadClock.SettledMedian(samples, column), oracle = ThreadClock.SettledMedian(samples, column + 1), reading = ThreadClock.SettledMedian(samples, column + 2), ours = ThreadClock.SettledMedian(samples, column + 3);
            Line($"5x5 grid, {name}: {all:F1} microseconds, of which the oracle {oracle:F1} and reading its solution {reading:F1}; ours {ours:F1}, {ours / oracle:P1} of the oracle");
        }
    }

    private static void Epochs()
    {
        Console.WriteLine();
        const int Instances = 1000;
        var layer = DifferentiableSolver.ForLinear(new HighsSolver(), new Folding.Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(1) }, refine: false);
        var grid = new GridShortestPath(5, 5);
        LinearProgram[] programs = [.. Enumerable.Range(0, Instances).Select(k => grid.Program(Lengths(k)))];
        Seed[] seeds = [.. Enumerable.Range(0, Instances).Select(static k => Seed.OnPrimal(QuadraticShapes.Normals(new Random(k), 40)))];
        // Milliseconds by the clock and of processor time, and collections, by the number of threads.
        List<double[]> one = [], two = [];
        var bytes = new List<double>();
        for (var repeat = 0; repeat < 20; repeat++)
        {
            foreach (var (threads, samples) in new[] { (1, one), (2, two) })
            {
                var (allocated, collections, processor) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0), Environment.CpuUsage.TotalTime);
                var clock = Stopwatch.StartNew();
                _ = layer.ForwardBatch(programs, new() { DegreeOfParallelism = threads }).Vjp(seeds);
                samples.Add([clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, GC.CollectionCount(0) - collections]);
                bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024.0 / Instances);
            }
        }

        double Of(List<double[]> samples, int column) => ThreadClock.SettledMedian(samples, column);
        Line($"Epoch of {Instances} 5x5 shortest paths, forward and average backward: {Of(one, 0):F0} ms on one thread, {Of(two, 0):F0} ms on two: {Of(one, 0) / Of(two, 0):F2} times faster; {Median(bytes):F1} kB per instance");
        Line($"of processor time {Of(one, 1):F0} and {Of(two, 1):F0} ms; {Of(one, 2):F0} and {Of(two, 2):F0} collections; two threads had {Of(two, 1) / Of(two, 0):F2} processors");
    }

    private static double[] Lengths(int seed) => [.. QuadraticShapes.Normals(new Random(seed + 7), 40).Select(static v => 1 + Math.Abs(v))];

    /// <summary>Of the second half; the first warms up.</summary>
    private static double Median(List<double> samples) => samples[(samples.Count / 2)..].Order().ElementAt((samples.Count - (samples.Count / 2)) / 2);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
