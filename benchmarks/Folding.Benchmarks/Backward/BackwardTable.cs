using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// Everything between the solver's answer and the gradient, phase by phase: medians of processor time of one thread. Each run of the
/// first columns starts from patterns and layers that nobody has seen; "again" repeats it on a layer that knows the active set.
/// </summary>
internal static class BackwardTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public static int Print(string[] names)
    {
        Console.WriteLine("Milliseconds, medians of processor time of one thread. refine: certify and polish the solver's point (with the factorization);");
        Console.WriteLine("vjp: the first after it; first: a Vjp that has to do both; again: the same on a known active set; second: one more Vjp on that tape; all these with the blocks of q, l and u; +PA: multiplying out those of P and A; solves: with the factor, in that Vjp.");
        Console.WriteLine($"{"instance",-18}{"n",7}{"m",7}{"active",7}{"osqp",9}{"refine",9}{"vjp",9}{"first",9}{"again",9}{"second",9}{"+PA",9}{"solves",7}{"KB",7}{"error",9}  trust");
        foreach (var name in names.Length > 0 ? names : QuadraticInstance.Names) Measure(QuadraticInstance.Load(name));
        return 0;
    }

    private static void Measure(QuadraticInstance instance)
    {
        var problem = instance.Problem;
        var clock = Stopwatch.StartNew();
        var solution = new OsqpSolver(OsqpOptions.ForGradients).Solve(problem);
        var solved = clock.Elapsed.TotalMilliseconds;
        var seed = Seed.OnPrimal(instance.Seed);
        var samples = new List<double[]>();
        clock.Restart();
        Gradient<QuadraticData> gradient = null!;
        Tape<QuadraticProgram, QuadraticData> tape = null!;
        var bytes = 0L;
        while (samples.Count < 20 || (clock.Elapsed < Budget && samples.Count < 2000))
        {
            var sample = new double[6];
            var fresh = Copy(problem);
            var refining = Layer(refine: true);
            sample[0] = ThreadClock.Milliseconds(() => tape = refining.Record(fresh, solution));
            sample[1] = ThreadClock.Milliseconds(() => gradient = tape.Vjp(seed));
            fresh = Copy(problem);
            var lazy = Layer(refine: false);
            sample[2] = ThreadClock.Milliseconds(() => lazy.Record(fresh, solution).Vjp(seed));
            var again = lazy.Record(fresh, solution);
            sample[3] = ThreadClock.Milliseconds(() => again.Vjp(seed));
            var before = GC.GetAllocatedBytesForCurrentThread();
            sample[4] = ThreadClock.Milliseconds(() => gradient = again.Vjp(seed));
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            sample[5] = ThreadClock.Milliseconds(() => _ = gradient.Data.P.Pattern.Count + gradient.Data.A.Pattern.Count);
            samples.Add(sample);
        }

        double Median(int phase) => ThreadClock.SettledMedian(samples, phase);
        var y = tape.Solution.Dual.AsSpan();
        var active = 0;
        for (var i = 0; i < y.Length; i++) active += y[i] != 0 || problem.Lower[i].Equals(problem.Upper[i]) ? 1 : 0;
        var reference = instance.CostGradient ?? FullSystem.CostGradient(problem, y, instance.Seed);
        var error = Distance(reference, gradient.Data.Q.AsSpan());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{instance.Name,-18}{problem.VariableCount,7}{problem.ConstraintCount,7}{active,7}{solved,9:F2}{Median(0),9:F3}{Median(1),9:F3}{Median(2),9:F3}{Median(3),9:F3}{Median(4),9:F3}{Median(5),9:F3}{gradient.Report.Iterations,7}{bytes / 1024,7}{error,9:E1}  {gradient.Report.Trust}"));
    }

    private static DifferentiableSolver<QuadraticProgram, QuadraticData> Layer(bool refine) => DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients), refine: refine);

    /// <summary>The same program on pattern instances of its own, which remember nothing.</summary>
    private static QuadraticProgram Copy(QuadraticProgram problem) => new(
        Copy(problem.P), problem.Q.AsSpan(), Copy(problem.A), problem.Lower.AsSpan(), problem.Upper.AsSpan(), problem.Constant);

    private static CscMatrix Copy(CscMatrix matrix) =>
        new(new SparsityPattern(matrix.Rows, matrix.Columns, matrix.Pattern.ColumnPointers, matrix.Pattern.RowIndices), matrix.Values);

    private static double Distance(double[] reference, ReadOnlySpan<double> actual)
    {
        double difference = 0, size = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            difference += (actual[k] - reference[k]) * (actual[k] - reference[k]);
            size += reference[k] * reference[k];
        }

        return size == 0 ? Math.Sqrt(difference) : Math.Sqrt(difference / size);
    }
}
