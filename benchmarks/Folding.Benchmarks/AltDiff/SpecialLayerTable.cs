using System.Globalization;
using Folding.Problems;
using static Folding.Benchmarks.AltDiff.AltDiffTable;

namespace Folding.Benchmarks.AltDiff;

/// <summary>
/// Sparsemax and softmax of the paper: with one row, on the simplex and with a row of standard normals, as the paper's code has it; and softmax
/// with general rows. The reference is the KKT adjoint of the quadratic model at the same point, which has the same solution and derivative.
/// </summary>
internal static class SpecialLayerTable
{
    public static void PrintAllocations(AllocationKind kind, int[] sizes)
    {
        Console.WriteLine($"{kind}, one row, unit box");
        Console.WriteLine($"{"n",8}  {"row",-9}{"data",10}{"forward",10}{"adjoint",10}{"total",10}{"MB",8}{"at bounds",10}{"1 - cosine",12}  trust");
        foreach (var n in sizes)
        {
            foreach (var isSimplex in (bool[])[true, false])
            {
                var random = new Random(100);
                double[] Vector() => [.. Enumerable.Range(0, n).Select(_ => Normal(random))];
                double[] input = Vector(), g = Vector(), weights = Vector(), upper = new double[n];
                Array.Fill(upper, 1);
                AllocationProblem Data() => isSimplex ? AllocationProblem.Simplex(input, upper) : new(input, weights, 1, new double[n], upper);
                var layer = new AllocationLayer(kind);
                AllocationTape tape = null!;
                AllocationGradient gradient = null!;
                var before = GC.GetAllocatedBytesForCurrentThread();
                gradient = layer.Forward(Data()).Vjp(g);
                var megabytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
                var repeats = n <= 10_000 ? 101 : 11;
                // The copies that a problem takes of its data, checked.
                AllocationProblem problem = null!;
                var copied = Median(repeats, () => problem = Data());
                var forward = Median(repeats, () => tape = layer.Forward(problem));
                var adjoint = Median(repeats, () => gradient = tape.Vjp(g));
                var held = tape.Primal.Count(static x => x is 0 or 1);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{n,8}  {(isSimplex ? "simplex" : "normal"),-9}{copied,10:F3}{forward,10:F3}{adjoint,10:F3}{copied + forward + adjoint,10:F3}{megabytes,8:F1}{held,10}{(n <= 10_000 ? Distance(kind, tape, gradient, g) : double.NaN),12:E1}  {gradient.Report.Trust}"));
            }
        }
    }

    public static void PrintSoftmax((int N, int Inequalities, int Equalities)[] sizes)
    {
        Console.WriteLine("Softmax, general rows");
        Console.WriteLine($"{"n",6}{"ineq",6}{"eq",6}{"active",8}{"cholesky",10}{"forward",10}{"adjoint",10}{"total",10}{"total/chol",11}{"steps",6}{"1 - cosine",12}{"error",10}  trust");
        foreach (var (n, inequalities, equalities) in sizes)
        {
            var random = new Random(100);
            var m = equalities + inequalities;
            double[] y = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())], inside = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())], lower = new double[m], upper = new double[m];
            var a = Full(m, n, [.. Enumerable.Range(0, m * n).Select(_ => Normal(random))]);
            // A positive point satisfies the rows, the inequalities with slack.
            a.Multiply(inside, upper);
            for (var i = 0; i < m; i++)
            {
                lower[i] = i < equalities ? upper[i] : double.NegativeInfinity;
                if (i >= equalities) upper[i] += random.NextDouble();
            }

            double[] ones = new double[n];
            Array.Fill(ones, 1);
            var (layer, objective, seed) = (new AltDiffLayer(new() { KeepIterates = false }), new EntropyObjective(n), Seed.OnPrimal(ones));
            AltDiffTape tape = null!;
            Gradient<QuadraticData> gradient = null!;
            var repeats = n <= 300 ? 31 : 11;
            var forward = Median(repeats, () => tape = layer.ForwardConvex(objective, y, a, lower, upper));
            var adjoint = Median(repeats, () => gradient = tape.VjpOfLimit(seed));
            var cholesky = Cholesky(n, repeats);
            double[] x = [.. tape.Primal];
            var model = new QuadraticProgram(CscMatrix.Diagonal([.. x.Select(static v => 1 / v)]), [.. x.Select((v, j) => Math.Log(v) - y[j])], a, lower, upper);
            var exact = DifferentiableSolver.ForQuadratic(new NoSolver(), new Kkt(), refine: false).Record(model, Solved(model, tape)).Vjp(seed).Data;
            var error = Math.Sqrt(gradient.Data.Q.Zip(exact.Q, static (p, q) => (p - q) * (p - q)).Sum() / exact.Q.Sum(static q => q * q));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{n,6}{inequalities,6}{equalities,6}{tape.Dual.Count(static v => v != 0),8}{cholesky,10:F2}{forward,10:F2}{adjoint,10:F2}{forward + adjoint,10:F2}{(forward + adjoint) / cholesky,11:F1}{tape.Iterations,6}{OneMinusCosine(gradient.Data, exact),12:E1}{error,10:E1}  {gradient.Report.Trust}"));
        }
    }

    private static double Distance(AllocationKind kind, AllocationTape tape, AllocationGradient gradient, double[] g)
    {
        var problem = tape.Problem;
        var n = problem.VariableCount;
        double[] x = [.. tape.Primal], slope = [.. x.Select((v, j) => kind == AllocationKind.Sparsemax ? v - problem.Input[j] : 1 + Math.Log(v) - problem.Input[j])];
        double[] curvature = [.. x.Select(v => kind == AllocationKind.Sparsemax ? 1 : 1 / v)];
        double[] dual = [tape.Multiplier, .. x.Select((v, j) => v > problem.Lower[j] && v < problem.Upper[j] ? 0 : -slope[j] - (tape.Multiplier * problem.Weights[j]))];
        var rows = problem.Weights.ToArray().Select(static (a, j) => (0, j, a)).Concat(Enumerable.Range(0, n).Select(static j => (j + 1, j, 1.0)));
        var model = new QuadraticProgram(
            CscMatrix.Diagonal(curvature), [.. slope.Select((v, j) => v - (curvature[j] * x[j]))], CscMatrix.FromTriplets(n + 1, n, rows), [problem.Total, .. problem.Lower], [problem.Total, .. problem.Upper]);
        Solution solution = new()
        {
            Termination = TerminationStatus.Optimal,
            PrimalStatus = PointStatus.Feasible,
            DualStatus = PointStatus.Feasible,
            Solver = new("threshold", "-"),
            Native = new(0, "solved"),
            Primal = [.. x],
            Dual = [.. dual],
            Objective = model.ObjectiveAt(x),
            Residuals = model.ResidualsAt(x, dual),
        };
        var exact = DifferentiableSolver.ForQuadratic(new NoSolver(), new Kkt(), refine: false).Record(model, solution).Vjp(Seed.OnPrimal(g)).Data;
        return OneMinusCosine(new(model, q: [.. gradient.Input.Select(static v => -v)], lower: [0, .. gradient.Lower], upper: [gradient.Total, .. gradient.Upper]), Joined(model, exact));
    }

    /// <summary>The derivative by the equality row on its upper side, where ours is.</summary>
    private static QuadraticData Joined(QuadraticProgram model, QuadraticData data) =>
        new(model, q: [.. data.Q], lower: [0, .. data.Lower[1..]], upper: [data.Lower[0] + data.Upper[0], .. data.Upper[1..]]);
}
