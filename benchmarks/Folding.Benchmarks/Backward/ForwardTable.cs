using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// A whole round trip, forward and backward, of a layer over OSQP, beside the solve that goes all the way to the solver's own tolerance:
/// medians of processor time of one thread.
/// </summary>
internal static class ForwardTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    public static int Print(string[] names)
    {
        Console.WriteLine("Milliseconds, medians of processor time of one thread. osqp: a solve to the options' tolerance (1e-9, polished); forward: the layer, which ends");
        Console.WriteLine("the solve when the active set is certified, with the refinement; backward: the Vjp that follows; sum: of both.");
        Console.WriteLine($"{"instance",-18}{"n",7}{"m",7}{"osqp",10}{"its",8}{"forward",10}{"its",8}{"refine",9}{"rounds",7}{"backward",9}{"sum",10}  refinement, trust");
        foreach (var name in names.Length > 0 ? names : QuadraticInstance.Names) Measure(QuadraticInstance.Load(name));
        return 0;
    }

    private static void Measure(QuadraticInstance instance)
    {
        var problem = instance.Problem;
        var solver = new OsqpSolver(OsqpOptions.ForGradients);
        var seed = Seed.OnPrimal(instance.Seed);
        var samples = new List<double[]>();
        var clock = Stopwatch.StartNew();
        Solution plain = null!;
        Tape<QuadraticProgram, QuadraticData> tape = null!;
        GradientReport report = null!;
        while (samples.Count < 2 || (clock.Elapsed < Budget && samples.Count < 500))
        {
            var sample = new double[3];
            sample[0] = ThreadClock.Milliseconds(() => plain = solver.Solve(problem));
            var layer = DifferentiableSolver.ForQuadratic(solver);
            sample[1] = ThreadClock.Milliseconds(() => tape = layer.Forward(problem));
            sample[2] = ThreadClock.Milliseconds(() => report = tape.Vjp(seed).Report);
            samples.Add(sample);
        }

        double Median(int phase) => ThreadClock.SettledMedian(samples, phase);
        var statistics = tape.Solution.Statistics;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{instance.Name,-18}{problem.VariableCount,7}{problem.ConstraintCount,7}{Median(0),10:F2}{plain.Statistics.Iterations,8}{Median(1),10:F2}{statistics.Iterations,8}{statistics.RefinementTime.TotalMilliseconds,9:F2}{statistics.RefinementRounds,7}{Median(2),9:F3}{Median(1) + Median(2),10:F2}  {statistics.Refinement}, {report.Trust}"));
    }
}
