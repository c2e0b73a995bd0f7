using Folding.Osqp;
using Folding.Problems;

namespace Folding.Tests;

/// <summary>The active set from inexact points, before and after repair.</summary>
public sealed class RefinementTests
{
    [Fact]
    public void What_is_certified_is_the_solution_however_bad_the_start()
    {
        var certified = 0;
        for (var item = 0; item < 60; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 10, item % 3, 14);
            double[] units = [.. Make.Normals(item + 2, y.Length).Select(static v => Math.Pow(10, 2 * v))];
            if (item % 2 == 1) (problem, x, y) = Make.WithScaledRows(problem, x, y, units);
            var noise = item % 4 < 2 ? 0.3 : 3;
            double[] roughX = Vectors.Sum(x, noise, Make.Normals(item, x.Length)), roughY = [.. y.Select((v, i) => v * (1 + noise * Math.Sin(i)))];
            var (point, _) = Refinement.Run(problem, roughX, roughY, new(), TestContext.Current.CancellationToken);
            if (point is null) continue;
            certified++;
            Assert.True(Make.Distance(point.X, x) < 1e-9, $"item {item}: x off by {Make.Distance(point.X, x)}");
        }

        Assert.True(certified > 30, $"{certified} of 60 certified");
    }

    [Fact]
    public void An_exact_point_is_certified_in_one_round_and_kept()
    {
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 12, 3, 16);
            var (point, rounds) = Refinement.Run(problem, x, y, new(), TestContext.Current.CancellationToken);
            Assert.NotNull(point);
            Assert.Equal(1, rounds);
            Assert.True(Make.Distance(point.X, x) < 1e-12);
            Assert.True(Make.Distance(point.Y, y) < 1e-11);
        }
    }

    [Fact]
    public void Loose_solutions_have_the_right_active_set_more_often_after_repair_and_are_never_certified_wrong()
    {
        var tight = DifferentiableSolver.ForQuadratic(Solvers.Require("OSQP"));
        var items = Study.IsOn ? 200 : 40;
        foreach (var tolerance in new[] { 1e-2, 1e-3, 1e-4, 1e-6 })
        {
            var loose = new OsqpSolver(OsqpOptions.ForGradients with { AbsoluteTolerance = tolerance, RelativeTolerance = tolerance, Polish = false });
            int raw = 0, normalized = 0, certified = 0, repaired = 0;
            List<double> rawErrors = [], errors = [];
            for (var item = 0; item < items; item++)
            {
                var problem = Make.Generic(item, 20, 30);
                var reference = tight.Forward(problem, null, TestContext.Current.CancellationToken);
                Assert.Equal(RefinementOutcome.Certified, reference.Solution.Statistics.Refinement);
                var solution = loose.Solve(problem, null, TestContext.Current.CancellationToken);
                double[] roughX = [.. solution.Primal], roughY = [.. solution.Dual];
                var truth = ActiveSet.Identify(problem, reference.Solution.Primal.AsSpan(), reference.Solution.Dual.AsSpan());
                var guess = ActiveSet.Identify(problem, roughX, roughY);
                if (guess.AsSpan().SequenceEqual(truth)) normalized++;
                if (ActiveSet.Identify(problem, roughX, roughY, normalizeRows: false).AsSpan().SequenceEqual(truth)) raw++;

                var gx = Make.Normals(item, 20);
                var exact = reference.Vjp(Seed.OnPrimal(gx)).Data.Q;
                rawErrors.Add(Off(KktLinearization.At(new(problem, roughX, roughY, null, new()), DegeneratePolicy.Identified).Vjp(gx, []).Data.Q.AsSpan(), exact.AsSpan()));
                var tape = DifferentiableSolver.ForQuadratic(loose).Record(problem, solution, TestContext.Current.CancellationToken);
                var gradient = tape.Vjp(Seed.OnPrimal(gx));
                var error = Off(gradient.Data.Q.AsSpan(), exact.AsSpan());
                errors.Add(error);
                if (tape.Solution.Statistics.Refinement != RefinementOutcome.Certified) continue;
                certified++;
                if (ActiveSet.Identify(problem, tape.Solution.Primal.AsSpan(), tape.Solution.Dual.AsSpan()).AsSpan().SequenceEqual(truth)) repaired++;
                Assert.True(error < 1e-8, $"tolerance {tolerance}, item {item}: certified, off by {error}");
            }

            Study.Write($"tolerance {tolerance:G1}: of {items} right as they stand {raw}, rows normalised {normalized}, certified {certified}, of these right {repaired}; gradient error without repair: wrong beyond 1e-6 {rawErrors.Count(static e => e > 1e-6)}, worst {rawErrors.Max():G2}; after: {errors.Count(static e => e > 1e-6)}, worst {errors.Max():G2}");
            Assert.Equal(certified, repaired);
            Assert.True(repaired >= normalized);
            if (tolerance <= 1e-6) Assert.Equal(items, certified);
        }
    }

    /// <summary>Largest difference over the largest entry, at least 1: at a vertex the gradient is zero.</summary>
    private static double Off(ReadOnlySpan<double> actual, ReadOnlySpan<double> exact) =>
        Vectors.MaxNorm(Vectors.Sum(actual, -1, exact)) / Math.Max(1, Vectors.MaxNorm(exact));

    [Fact]
    public void Vertices_of_dense_linear_programs_are_certified()
    {
        // P = 0 and a full A: δ alone holds the first pivots, and rounding eats it.
        var layer = DifferentiableSolver.ForLinear(Solvers.RequireHighs());
        for (var item = 0; item < 10; item++)
        {
            var random = new Random(item);
            int n = 64, m = 40;
            var a = new double[m, n];
            double[] b = new double[m], upper = new double[n];
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < n; j++) b[i] += a[i, j] = random.NextDouble();
            }

            Array.Fill(upper, double.PositiveInfinity);
            var problem = new LinearProgram(Make.Normals(item, n), CscMatrix.FromDense(a), b, b, new double[n], upper);
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            if (tape.Solution.Termination == TerminationStatus.Unbounded) continue;
            Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
            // A random basis of order 40 has a condition of some thousands, which the differences feel.
            var check = GradientCheck.Run(layer, problem, Seed.OnPrimal(Make.Normals(item + 100, n)), new() { Directions = 1, Tolerance = 1e-5 }, TestContext.Current.CancellationToken);
            Assert.True(check.Passed, string.Join('\n', check.Directions.AsEnumerable()));
        }
    }
}
