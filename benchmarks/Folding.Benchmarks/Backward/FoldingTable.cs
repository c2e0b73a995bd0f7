using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// Folding beside the exact adjoint: medians of processor time of one thread. "first" is a Vjp on a tape of its own (factorization
/// included; symbolic analyses are known), "second" one more on that tape. Matrix blocks are multiplied out in all of them.
/// </summary>
internal static class FoldingTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private static readonly string[] Sparse = ["portfolio_10", "portfolio_50", "portfolio_100", "lasso_20", "lasso_50", "lasso_100", "svm_20", "svm_50", "svm_100", "control_20", "control_60", "sparsemaxA_n10000", "portfolio_200", "lasso_200", "svm_200", "simplex_20000"];

    public static int Print(string[] names)
    {
        Console.WriteLine("Milliseconds. error: of the gradient by q against kkt; KB: allocated by a second Vjp; products: with the Jacobian of the step.");
        Console.WriteLine($"{"instance",-18}{"n",7}{"m",7}  {"method",-12}{"first",9}{"x kkt",7}{"second",9}{"x kkt",7}{"products",9}{"KB",7}{"error",9}  trust");
        foreach (var name in names.Length > 0 ? names : Sparse) Measure(Instance(name));
        return 0;
    }

    /// <summary>The largest are no files.</summary>
    private static QuadraticInstance Instance(string name) => name switch
    {
        "svm_100" => new(name, QuadraticShapes.SupportVectors(100), [], null),
        "svm_200" => new(name, QuadraticShapes.SupportVectors(200), [], null),
        "portfolio_200" => new(name, QuadraticShapes.Portfolio(200), [], null),
        "lasso_200" => new(name, QuadraticShapes.Lasso(200), [], null),
        "simplex_20000" => new(name, QuadraticShapes.CappedSimplex(20_000), [], null),
        _ => QuadraticInstance.Load(name),
    };

    private static void Measure(QuadraticInstance instance)
    {
        var problem = instance.Problem;
        var seed = Seed.OnPrimal(instance.Seed.Length > 0 ? instance.Seed : QuadraticShapes.Normals(new Random(1), problem.VariableCount));
        var solution = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients)).Forward(problem).Solution;
        var exact = Time(problem, solution, new Kkt(), seed);
        Write(instance.Name, problem, "kkt", exact, exact);
        Write("", problem, "gmres, admm", Time(problem, solution, new Folded(new AdmmStep(), new GmresRule()), seed), exact);
        Write("", problem, "gmres, pgd", Time(problem, solution, new Folded(new ProjectedGradientStep(), new GmresRule()), seed), exact);
    }

    private static Sample Time(QuadraticProgram problem, Solution solution, GradientMethod method, Seed seed)
    {
        var layer = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients), method, refine: false);
        var record = solution with { Statistics = solution.Statistics with { Refinement = RefinementOutcome.NotRun } };
        List<(double First, double Second)> samples = [];
        Gradient<QuadraticData> gradient = null!;
        var bytes = 0L;
        var clock = Stopwatch.StartNew();
        while (samples.Count < 6 || (clock.Elapsed < Budget && samples.Count < 500))
        {
            var tape = layer.Record(problem, record);
            var first = Clock(() => gradient = Vjp(tape, seed));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var second = Clock(() => gradient = Vjp(tape, seed));
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            samples.Add((first, second));
        }

        var settled = samples[(samples.Count / 2)..];
        return new(Median(settled.Select(static s => s.First)), Median(settled.Select(static s => s.Second)), bytes / 1024, gradient);
    }

    /// <summary>The gradient with its matrix blocks, which are multiplied out where they are asked for.</summary>
    private static Gradient<QuadraticData> Vjp(Tape<QuadraticProgram, QuadraticData> tape, Seed seed)
    {
        var gradient = tape.Vjp(seed);
        _ = gradient.Data.P;
        _ = gradient.Data.A;
        return gradient;
    }

    private static void Write(string name, QuadraticProgram problem, string method, Sample sample, Sample exact)
    {
        double difference = 0, size = 0;
        for (var j = 0; j < problem.VariableCount; j++)
        {
            difference = Math.Max(difference, Math.Abs(sample.Gradient.Data.Q[j] - exact.Gradient.Data.Q[j]));
            size = Math.Max(size, Math.Abs(exact.Gradient.Data.Q[j]));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18}{problem.VariableCount,7}{problem.ConstraintCount,7}  {method,-12}{sample.First,9:F3}{sample.First / exact.First,7:F1}{sample.Second,9:F3}{sample.Second / exact.Second,7:F1}{sample.Gradient.Report.Iterations,9}{sample.Kilobytes,7}{difference / Math.Max(size, 1e-300),9:E1}  {sample.Gradient.Report.Trust}"));
    }

    private static double Clock(Action action)
    {
        var start = ThreadClock.Microseconds;
        action();
        return (ThreadClock.Microseconds - start) / 1000;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Sample(double First, double Second, long Kilobytes, Gradient<QuadraticData> Gradient);
}
