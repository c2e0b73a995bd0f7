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
/// shortest paths on one thread and on two. Medians; processor time of one thread but for the epochs.
/// </summary>
internal static class LpgdTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.5);

    private static string? Collections => SharedBench.Folder is { } bench ? Path.GetDirectoryName(bench) : null;

    public static int Print()
    {
        // First, so that everything below runs compiled code.
        Overhead();
        Epochs();
        LinearPrograms();
        QuadraticPrograms("the automatic temperature", Temperature.Auto);
        QuadraticPrograms("|q|/|g|, mostly beyond the next kink", Temperature.Relative(1));
        return 0;
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
        while (cold.Count < 4 || (clock.Elapsed < Budget && cold.Count < 500))
        {
            var start = ThreadClock.Microseconds;
            solution = solver.Solve(problem);
            cold.Add(ThreadClock.Microseconds - start);
            if (!solution.IsSolved) return;
            var tape = layer.Forward(problem);
            start = ThreadClock.Microseconds;
            gradient = tape.Vjp(seed);
            backward.Add(ThreadClock.Microseconds - start);
        }

        double coldMedian = Median(cold), backwardMedian = Median(backward);
        if (gradient.Report.Trust > TrustLevel.None) shares.Add(backwardMedian / coldMedian);
        var moves = gradient.Report.Trust == TrustLevel.None ? "no gradient" : gradient.Report.Notes.Any(static note => note.Contains("does not move", StringComparison.Ordinal)) ? "no" : "yes";
        Line($"{name,-14}{problem.VariableCount,7}{problem.ConstraintCount,7}{coldMedian / 1000,10:F3}{solution.Statistics.Iterations,7}{backwardMedian / 1000,10:F3}{gradient.Report.Iterations,7}{backwardMedian / coldMedian,8:P0}  {moves}");
    }

    private static void Summary(List<double> shares)
    {
        if (shares.Count > 0) Line($"median share {Median(shares):P0}, over {shares.Count} instances; largest {shares.Max():P0}");
    }

    /// <summary>Everything of a backward pass outside the session: perturbing, differencing, the report.</summary>
    private static void Overhead()
    {
        var solver = new TimedSolver<LinearProgram>(new HighsSolver());
        var layer = DifferentiableSolver.ForLinear(solver, Folding.Lpgd.Blackbox(1), refine: false);
        var grid = new GridShortestPath(5, 5);
        List<double> whole = [], inside = [], forward = [], forwardInside = [];
        for (var k = 0; k < 4000; k++)
        {
            var program = grid.Program(Lengths(k));
            var seed = Seed.OnPrimal(QuadraticShapes.Normals(new Random(k + 1), 40));
            solver.Microseconds = 0;
            var start = ThreadClock.Microseconds;
            var tape = layer.Forward(program);
            forward.Add(ThreadClock.Microseconds - start);
            forwardInside.Add(solver.Microseconds);
            solver.Microseconds = 0;
            start = ThreadClock.Microseconds;
            _ = tape.Vjp(seed);
            whole.Add(ThreadClock.Microseconds - start);
            inside.Add(solver.Microseconds);
        }

        foreach (var (name, all, oracle) in new[] { ("forward", forward, forwardInside), ("backward", whole, inside) })
            Line($"5x5 grid, {name}: {Median(all):F1} microseconds, of which the oracle {Median(oracle):F1}; ours {(Median(all) / Median(oracle)) - 1:P1} of it");
    }

    private static void Epochs()
    {
        Console.WriteLine();
        const int Instances = 1000;
        var layer = DifferentiableSolver.ForLinear(new HighsSolver(), new Folding.Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(1) }, refine: false);
        var grid = new GridShortestPath(5, 5);
        LinearProgram[] programs = [.. Enumerable.Range(0, Instances).Select(k => grid.Program(Lengths(k)))];
        Seed[] seeds = [.. Enumerable.Range(0, Instances).Select(static k => Seed.OnPrimal(QuadraticShapes.Normals(new Random(k), 40)))];
        List<(double Wall, double Processor)> one = [], two = [];
        for (var repeat = 0; repeat < 10; repeat++)
        {
            foreach (var (threads, samples) in new[] { (1, one), (2, two) })
            {
                var clock = Stopwatch.StartNew();
                var processor = Environment.CpuUsage.TotalTime;
                _ = layer.ForwardBatch(programs, new() { DegreeOfParallelism = threads }).Vjp(seeds);
                samples.Add((clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds));
            }
        }

        double Wall(List<(double Wall, double Processor)> samples) => Median([.. samples.Select(static sample => sample.Wall)]);
        double Processor(List<(double Wall, double Processor)> samples) => Median([.. samples.Select(static sample => sample.Processor)]);
        Line($"Epoch of {Instances} 5x5 shortest paths, forward and average backward: {Wall(one):F0} ms on one thread, {Wall(two):F0} ms on two: {Wall(one) / Wall(two):F2} times faster");
        Line($"Processor time {Processor(one):F0} ms and {Processor(two):F0} ms: on an idle machine two threads would be {2 * Processor(one) / Processor(two):F2} times faster");
    }

    private static double[] Lengths(int seed) => [.. QuadraticShapes.Normals(new Random(seed + 7), 40).Select(static v => 1 + Math.Abs(v))];

    /// <summary>Of the second half; the first warms up.</summary>
    private static double Median(List<double> samples) => samples[(samples.Count / 2)..].Order().ElementAt((samples.Count - (samples.Count / 2)) / 2);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
