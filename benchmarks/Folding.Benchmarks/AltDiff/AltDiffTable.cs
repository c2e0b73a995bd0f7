using System.Diagnostics;
using System.Globalization;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Benchmarks.AltDiff;

/// <summary>
/// Alternating differentiation at the sizes of the paper (Sun et al., ICLR 2023): milliseconds of the wall clock, medians, and the dense layers
/// also as a multiple of one n x n Cholesky factorization on the same backend in the same run. The reference is the KKT adjoint at the same point.
/// </summary>
internal static class AltDiffTable
{
    private static readonly (int N, int Inequalities, int Equalities)[] Dense = [(500, 200, 100), (1500, 500, 200), (3000, 1000, 500), (5000, 2000, 1000)];

    /// <summary>Prints the tables named, or all: <c>dense [LARGEST]</c>, <c>sparsemax</c>, <c>softmax</c>; <c>threads=N</c> sets the threads of the backend.</summary>
    public static int Print(string[] words)
    {
        foreach (var word in words.Where(static w => w.StartsWith("threads=", StringComparison.Ordinal))) DenseBackend.Current.Threads = int.Parse(word[8..], CultureInfo.InvariantCulture);
        words = [.. words.Where(static w => !w.StartsWith("threads=", StringComparison.Ordinal))];
        Console.WriteLine($"{DenseBackend.Current}, {DenseBackend.Current.Threads} threads; milliseconds, medians");
        if (words.Length == 0 || words.Contains("dense")) PrintDense(words.Select(static w => int.TryParse(w, out var n) ? n : 0).DefaultIfEmpty(0).Max() is var n and > 0 ? n : 3000);
        if (words.Length == 0 || words.Contains("sparsemax")) SpecialLayerTable.PrintAllocations(AllocationKind.Sparsemax, [1000, 3000, 10_000, 100_000, 1_000_000]);
        if (words.Length == 0 || words.Contains("softmax"))
        {
            SpecialLayerTable.PrintAllocations(AllocationKind.Softmax, [100, 300, 500, 1000, 10_000]);
            SpecialLayerTable.PrintSoftmax([(100, 30, 10), (300, 100, 20), (500, 200, 20), (1000, 500, 200)]);
        }

        return 0;
    }

    private static void PrintDense(int largest)
    {
        Console.WriteLine("undisposed: forward and adjoint where tapes are left to the garbage collector; kkt: certify and factor the KKT system; vjp, second: the gradients from it");
        Console.WriteLine($"{"n",6}{"ineq",6}{"eq",6}{"cholesky",10}{"forward",10}{"adjoint",10}{"total/chol",11}{"iter",6}{"undisposed",11}{"kkt",9}{"vjp",8}{"second",8}{"dense ldl",10}{"1 - cosine",12}  trust");
        foreach (var (n, inequalities, equalities) in Dense.Where(size => size.N <= largest))
        {
            var problem = Layer(n, inequalities, equalities);
            var repeats = n <= 500 ? 31 : n <= 1500 ? 7 : 3;
            var layer = new AltDiffLayer(new() { KeepIterates = false });
            double[] ones = new double[n];
            Array.Fill(ones, 1);
            var seed = Seed.OnPrimal(ones);
            AltDiffTape tape = layer.Forward(problem);
            Gradient<QuadraticData> gradient = null!;
            var forward = Median(repeats, () =>
            {
                tape.Dispose();
                tape = layer.Forward(problem);
            });
            var adjoint = Median(repeats, () => gradient = tape.VjpOfLimit(seed));
            var forgetful = Median(repeats, () => gradient = (tape = layer.Forward(problem)).VjpOfLimit(seed));
            var cholesky = Cholesky(n, repeats);
            var solution = Solved(problem, tape);
            var (exact, record, first, second) = Kkt(problem, solution, seed, n <= 1500 ? 5 : 1);
            var dense = DenseKkt(problem, tape, repeats: 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{n,6}{inequalities,6}{equalities,6}{cholesky,10:F1}{forward,10:F1}{adjoint,10:F1}{(forward + adjoint) / cholesky,11:F1}{tape.Iterations,6}{forgetful,11:F1}{record,9:F1}{first,8:F2}{second,8:F2}{dense,10:F1}{OneMinusCosine(gradient.Data, exact.Data),12:E1}  {gradient.Report.Trust}"));
        }
    }

    /// <summary>The dense layer of the paper's timings: P = M'M, everything standard normal.</summary>
    private static QuadraticProgram Layer(int n, int inequalities, int equalities)
    {
        var random = new Random(100);
        var m = new DenseMatrix(n, n);
        foreach (ref var value in m.Values) value = Normal(random);
        var p = new DenseMatrix(n, n);
        DenseBackend.Current.AddGram(1, m.View.Transposed, 0, p.View);
        var upper = new double[n * (n + 1) / 2];
        for (int j = 0, k = 0; j < n; j++)
        {
            for (var i = 0; i <= j; i++) upper[k++] = p[j, i];
        }

        double[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => Normal(random))];
        var pattern = SparsityPattern.Adopt(n, n, [.. Enumerable.Range(0, n + 1).Select(static j => j * (j + 1) / 2)], [.. Enumerable.Range(0, n).SelectMany(static j => Enumerable.Range(0, j + 1))]);
        return AltDiffLayer.OneSided(CscMatrix.Adopt(pattern, upper), Vector(n), Full(equalities, n, Vector(equalities * n)), Vector(equalities), Full(inequalities, n, Vector(inequalities * n)), Vector(inequalities));
    }

    internal static CscMatrix Full(int rows, int columns, double[] values) => CscMatrix.Adopt(
        SparsityPattern.Adopt(rows, columns, [.. Enumerable.Range(0, columns + 1).Select(j => j * rows)], [.. Enumerable.Range(0, columns).SelectMany(_ => Enumerable.Range(0, rows))]), values);

    /// <summary>The KKT adjoint on the same point: certified and factored when it is recorded, then the first and second Vjp.</summary>
    private static (Gradient<QuadraticData> Gradient, double Record, double First, double Second) Kkt(QuadraticProgram problem, Solution solution, Seed seed, int repeats)
    {
        var layer = DifferentiableSolver.ForQuadratic(new NoSolver(), new Kkt());
        Gradient<QuadraticData> gradient = null!;
        double[] first = new double[repeats], second = new double[repeats];
        Tape<QuadraticProgram, QuadraticData> tape = null!;
        var record = new double[repeats];
        for (var k = 0; k < repeats; k++)
        {
            record[k] = Median(1, () => tape = layer.Record(problem, solution));
            first[k] = Median(1, () => gradient = tape.Vjp(seed));
            second[k] = Median(1, () => gradient = tape.Vjp(seed));
        }

        return (gradient, Middle(record), Middle(first), Middle(second));
    }

    internal static double Cholesky(int n, int repeats)
    {
        var matrix = new DenseMatrix(n, n);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++) matrix[i, j] = i == j ? n : 1.0 / (1 + i + j);
        }

        var cholesky = new DenseCholesky(n);
        return Median(repeats, () => cholesky.Factor(matrix.View));
    }

    /// <summary>The KKT system of the active rows as one dense symmetric indefinite factorization and solve.</summary>
    private static double DenseKkt(QuadraticProgram problem, AltDiffTape tape, int repeats)
    {
        var n = problem.VariableCount;
        int[] active = [.. Enumerable.Range(0, problem.ConstraintCount).Where(i => problem.Lower[i] == problem.Upper[i] || tape.Dual[i] != 0)];
        var place = new int[problem.ConstraintCount];
        Array.Fill(place, -1);
        for (var k = 0; k < active.Length; k++) place[active[k]] = n + k;
        var ldl = new DenseLdl(n + active.Length);
        return Median(repeats, () =>
        {
            var kkt = new DenseMatrix(n + active.Length, n + active.Length);
            foreach (var (i, j, value) in problem.P.Entries()) kkt[j, i] = value;
            foreach (var (i, j, value) in problem.A.Entries())
            {
                if (place[i] >= 0) kkt[place[i], j] = value;
            }

            ldl.Factor(kkt.View);
            var right = new double[n + active.Length];
            Array.Fill(right, 1, 0, n);
            ldl.Solve(right);
        });
    }

    internal static Solution Solved(QuadraticProgram problem, AltDiffTape tape) => new()
    {
        Termination = TerminationStatus.Optimal,
        PrimalStatus = PointStatus.Feasible,
        DualStatus = PointStatus.Feasible,
        Solver = new("altdiff", "-"),
        Native = new(0, "solved"),
        Primal = tape.Primal,
        Dual = tape.Dual,
        Objective = problem.ObjectiveAt(tape.Primal.AsSpan()),
        Residuals = problem.ResidualsAt(tape.Primal.AsSpan(), tape.Dual.AsSpan()),
    };

    internal static double OneMinusCosine(QuadraticData a, QuadraticData b)
    {
        double ab = 0, aa = 0, bb = 0;
        foreach (var (x, y) in (IEnumerable<(double, double)>)[.. a.Q.Zip(b.Q), .. a.Lower.Zip(b.Lower), .. a.Upper.Zip(b.Upper)])
        {
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }

        return 1 - (ab / Math.Sqrt(aa * bb));
    }

    internal static double Median(int repeats, Action action)
    {
        var times = new double[repeats];
        for (var k = 0; k < repeats; k++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Middle(times);
    }

    private static double Middle(double[] times) => times.Order().ElementAt(times.Length / 2);

    internal static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The layer only records solutions that are there already.</summary>
    internal sealed class NoSolver : ISolver<QuadraticProgram>
    {
        public SolverIdentity Identity { get; } = new("none", "-");

        public SolverCapabilities Capabilities => SolverCapabilities.None;

        public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => throw new InvalidOperationException("The layer records solutions only.");
    }
}
