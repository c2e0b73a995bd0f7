using Folding.Problems;

namespace Folding.Tests.Steps;

public sealed class FixedPointLayerTests
{
    /// <summary>Gradient descent on ½(x − c)², with the sign wrong where asked for.</summary>
    private sealed class Descent(bool wrong = false) : UpdateStep(1, 1)
    {
        public override void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next) => next[0] = x[0] - 0.5 * (wrong ? x[0] + c[0] : x[0] - c[0]);
    }

    [Fact]
    public void A_step_with_a_bug_is_caught()
    {
        var right = new FixedPointLayer(new Descent()).Record([2], [2]);
        Assert.Equal(0, right.Residual);
        Assert.Equal(1, right.Vjp([1]).Data[0], 12);
        var wrong = new FixedPointLayer(new Descent(wrong: true)).Record([2], [2]);
        Assert.Equal(2.0 / 3, wrong.Residual, 12);
        var (gradient, report) = wrong.Vjp([1]);
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Equal(0, gradient[0]);
        Assert.Contains("moves it by 0.67", report.Notes[0], StringComparison.Ordinal);
        Assert.Equal(TrustLevel.None, wrong.Jvp([1]).Report.Trust);
    }

    [Fact]
    public void Wrong_lengths_and_numbers_that_are_not_finite_are_refused()
    {
        var layer = new FixedPointLayer(new Descent());
        Assert.Throws<ArgumentException>(() => layer.Record([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => layer.Record([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => layer.Record([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => layer.Record([1], [double.NaN]));
        var point = layer.Record([1], [1]);
        Assert.Throws<ArgumentException>(() => point.Vjp([1, 2]));
        Assert.Throws<ArgumentException>(() => point.Vjp([double.NaN]));
        Assert.Throws<ArgumentException>(() => point.Jvp([]));
        Assert.Throws<ArgumentException>(() => point.Jvp([double.PositiveInfinity]));
        Assert.Throws<InvalidOperationException>(() => layer.Forward([1]));
        Assert.Throws<InvalidOperationException>(() => new FixedPointLayer(new Descent(), oracle: static _ => [1, 2]).Forward([1]));
        Assert.Throws<InvalidOperationException>(() => new FixedPointLayer(new Descent(), oracle: static _ => [double.NaN]).Forward([1]));
    }

    [Fact]
    public void An_oracle_is_asked_once_per_forward_pass()
    {
        var asked = 0;
        var point = new FixedPointLayer(new Descent(), new FixedPointRule(), c =>
        {
            asked++;
            return [c[0]];
        }).Forward([3]);
        Assert.Equal(3, point.Output[0]);
        Assert.Equal(1, point.Vjp([1]).Data[0], 10);
        Assert.Equal(0.5, point.SpectralRadius, 9);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("lasso")]
    [InlineData("elastic net")]
    [InlineData("total variation")]
    [InlineData("box")]
    [InlineData("simplex")]
    [InlineData("l1 ball")]
    [InlineData("l2 ball")]
    public void Proximal_gradient_folds_have_the_gradient_of_the_solution(string name)
    {
        const int n = 6, observations = 9;
        var matrix = new double[observations, n];
        var entries = Make.Normals(8, observations * n);
        for (var k = 0; k < entries.Length; k++) matrix[k / n, k % n] = entries[k];
        var (proximal, p) = name switch
        {
            "lasso" => ((Proximal)new ElasticNet(n), new[] { 1.5, 0 }),
            "elastic net" => (new ElasticNet(n), new[] { 1.5, 0.6 }),
            "total variation" => (new TotalVariation(n), new[] { 0.8 }),
            "box" => (new BoxProjection(n), new[] { -0.1, -0.2, -0.3, 0, 0, 0, 0.1, 0.1, 0.2, 0.2, 0.1, 0.3 }),
            "simplex" => (new SimplexProjection(n), new[] { 1.0 }),
            "l1 ball" => (new L1BallProjection(n), new[] { 0.6 }),
            _ => (new L2BallProjection(n), new[] { 0.2 }),
        };
        var objective = new LeastSquaresObjective(CscMatrix.FromDense(matrix));
        var solver = new ProximalGradientStep(objective, proximal, 0.03);
        double[] c = [.. Make.Normals(9, observations), .. p];
        double[] Solve(double[] parameters) => Iterate(solver, parameters, 20_000);
        double[] direction = Make.Normals(10, c.Length), seed = Make.Normals(11, n);
        if (name == "lasso") direction[^1] = 0;
        const double h = 1e-5;
        double[] ahead = Solve(Vectors.Sum(c, h, direction)), behind = Solve(Vectors.Sum(c, -h, direction));
        var difference = Enumerable.Range(0, n).Sum(j => seed[j] * (ahead[j] - behind[j]) / (2 * h));
        var x = Solve(c);
        foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule(), new FixedPointRule()])
        {
            // The stepsize of the backward pass is its own.
            var point = new FixedPointLayer(new ProximalGradientStep(objective, proximal), rule).Record(x, c);
            var (gradient, report) = point.Vjp(seed);
            Assert.True(report.Trust == TrustLevel.Exact, report.ToString());
            Assert.Equal(difference, Vectors.Dot(gradient.AsSpan(), direction), 1e-6 * (1 + Math.Abs(difference)));
            Assert.Equal(difference, Vectors.Dot(point.Jvp(direction).Primal.AsSpan(), seed), 1e-6 * (1 + Math.Abs(difference)));
        }
    }

    [Fact]
    public void A_diagonal_face_of_a_sparse_objective_is_extracted_by_colours()
    {
        const int n = 30;
        var hessian = CscMatrix.FromTriplets(n, n, Enumerable.Range(0, n).SelectMany(static j => j == 0 ? [(0, 0, 2.0)] : new[] { (j - 1, j, -0.5), (j, j, 2.0) }));
        var step = new ProximalGradientStep(new QuadraticObjective(hessian), new BoxProjection(n), 0.3);
        double[] c = [.. Make.Normals(1, n), .. Enumerable.Repeat(-0.3, n), .. Enumerable.Repeat(0.3, n)];
        var x = Iterate(step, c, 2000);
        var seed = Make.Normals(2, n);
        var coloured = new FixedPointLayer(step, new JacobianRule()).Record(x, c).Vjp(seed);
        Assert.Equal(3, coloured.Report.Iterations);
        Assert.InRange(Make.Distance(coloured.Data.AsSpan(), new FixedPointLayer(step).Record(x, c).Vjp(seed).Data.AsSpan()), 0, 1e-9);
    }

    [Fact]
    public void Douglas_Rachford_and_projected_gradient_agree()
    {
        const int n = 6;
        var (shape, _, _) = Make.StrictlyComplementary(4, n, 0, 1);
        double[] c = [.. Make.Normals(5, n), 1.0], seed = Make.Normals(6, n);
        var projected = new ProximalGradientStep(new QuadraticObjective(shape.P), new SimplexProjection(n), 0.2);
        var x = Iterate(projected, c, 20_000);
        var split = new DouglasRachfordStep(new QuadraticProximal(shape.P, 0.8), new SimplexProjection(n), 0.8);
        var z = Iterate(split, c, 20_000);
        var point = new FixedPointLayer(split).Record(z, c);
        Assert.InRange(Make.Distance(point.Output.AsSpan(), x), 0, 1e-9);
        var expected = new FixedPointLayer(projected).Record(x, c).Vjp(seed).Data;
        Assert.InRange(Make.Distance(point.Vjp(seed).Data.AsSpan(), expected.AsSpan()), 0, 1e-8);
        var direction = Make.Normals(7, n + 1);
        Assert.Equal(Vectors.Dot(expected.AsSpan(), direction), Vectors.Dot(point.Jvp(direction).Primal.AsSpan(), seed), 1e-8);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Denoising_on_a_chain_and_on_a_grid_with_cycles_has_the_gradient_of_its_answer(bool grid)
    {
        // A 3 x 3 grid has 12 edges and four cycles: DD' is singular, and the system is consistent.
        List<(int, int)> edges = grid
            ? [(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8), (0, 3), (3, 6), (1, 4), (4, 7), (2, 5), (5, 8)]
            : [.. Enumerable.Range(0, 8).Select(static k => (k, k + 1))];
        var differences = CscMatrix.FromTriplets(edges.Count, 9, edges.SelectMany(static (e, i) => new[] { (i, e.Item1, -1.0), (i, e.Item2, 1.0) }));
        var step = new AnalysisDenoisingStep(differences.Pattern, 8);
        double[] c = [.. Make.Normals(grid ? 3 : 2, 9), 0.3, .. differences.Values], seed = Make.Normals(4, 9);
        double[] Answer(double[] parameters)
        {
            var x = new double[9];
            step.Output(Iterate(step, parameters, 40_000), parameters, x);
            return x;
        }

        var point = new FixedPointLayer(step) { FixedPointTolerance = 1e-10 }.Record(Iterate(step, c, 40_000), c);
        // On a cycle w is not unique, and other differences than D change what x can be: no derivative by D there.
        foreach (var block in grid ? new[] { ..9, 9..10 } : new[] { ..9, 9..10, 10.. })
        {
            var direction = new double[c.Length];
            Make.Normals(5, c.Length)[block].CopyTo(direction.AsSpan(block));
            const double h = 1e-5;
            double[] ahead = Answer(Vectors.Sum(c, h, direction)), behind = Answer(Vectors.Sum(c, -h, direction));
            var difference = Enumerable.Range(0, 9).Sum(j => seed[j] * (ahead[j] - behind[j]) / (2 * h));
            Assert.Equal(difference, Vectors.Dot(point.Vjp(seed).Data.AsSpan(), direction), 1e-6 * (1 + Math.Abs(difference)));
            Assert.Equal(difference, Vectors.Dot(point.Jvp(direction).Primal.AsSpan(), seed), 1e-6 * (1 + Math.Abs(difference)));
        }
    }

    private static double[] Iterate(Step step, double[] c, int steps)
    {
        double[] x = new double[step.StateCount], next = new double[x.Length];
        for (var k = 0; k < steps; k++)
        {
            step.Evaluate(x, c, next);
            (x, next) = (next, x);
        }

        return x;
    }
}
