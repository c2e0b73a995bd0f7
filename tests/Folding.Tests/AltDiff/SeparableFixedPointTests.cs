using Folding.Problems;

namespace Folding.Tests;

/// <summary>Newton's method in place of the alternating iteration, for objectives with a diagonal Hessian.</summary>
public sealed class SeparableFixedPointTests
{
    private static readonly AltDiffLayer Fast = new(new() { KeepIterates = false });

    [Fact]
    public void Softmax_with_general_rows_has_the_kkt_gradient_of_its_quadratic_model()
    {
        for (var item = 0; item < 30; item++)
        {
            var (n, inequalities, equalities) = (10 + (3 * item), 3 + (2 * item), item / 2);
            var (y, a, lower, upper) = Layers.Entropy(item, n, inequalities, equalities);
            var tape = Fast.ForwardConvex(new EntropyObjective(n), y, a, lower, upper, TestContext.Current.CancellationToken);
            Assert.Equal(TerminationStatus.Optimal, tape.Termination);
            Assert.True(tape.Iterations <= 60, $"item {item}: {tape.Iterations} steps");
            // The program with the Hessian of f at x, and its gradient there, has the same solution and the same derivative by everything in its rows.
            double[] x = [.. tape.Primal], dual = [.. tape.Dual];
            var model = new QuadraticProgram(CscMatrix.Diagonal([.. x.Select(static v => 1 / v)]), [.. x.Select((v, j) => Math.Log(v) - y[j])], a, lower, upper);
            var residuals = model.ResidualsAt(x, dual);
            Assert.True(residuals.WorstRelative < 1e-10, $"item {item}: {residuals}");
            var seed = Seed.On(Make.Normals(item, n), Make.Normals(item + 9, lower.Length));
            var exact = Make.Tape(model, x, dual, new Kkt()).Vjp(seed).Data;
            var gradient = tape.VjpOfLimit(seed);
            Assert.True(gradient.Report is { Trust: TrustLevel.Exact, Residual: <= 1e-12 }, gradient.Report.ToString());
            Layers.Near(gradient.Data.Q.AsSpan(), exact.Q.AsSpan(), 1e-8);
            Layers.Near(gradient.Data.A.Values, exact.A.Values, 1e-8);
            Layers.Near(gradient.Data.Lower.AsSpan(), exact.Lower.AsSpan(), 1e-8);
            Layers.Near(gradient.Data.Upper.AsSpan(), exact.Upper.AsSpan(), 1e-8);
        }
    }

    [Fact]
    public void It_ends_where_the_alternating_iteration_does()
    {
        for (var item = 0; item < 4; item++)
        {
            var (y, a, lower, upper) = Layers.Entropy(item, 15, 8, 3);
            var fast = Fast.ForwardConvex(new EntropyObjective(15), y, a, lower, upper, TestContext.Current.CancellationToken);
            var slow = new AltDiffLayer(new() { Tolerance = 1e-12 }).ForwardConvex(new EntropyObjective(15), y, a, lower, upper, TestContext.Current.CancellationToken);
            Assert.Equal(TerminationStatus.Optimal, slow.Termination);
            Assert.True(fast.Iterations < slow.Iterations);
            Layers.Near(slow.Primal.AsSpan(), fast.Primal.AsSpan(), 1e-8);
            var seed = Seed.OnPrimal(Make.Normals(item, 15));
            Assert.True(Layers.Distance(slow.Vjp(seed).Data, fast.VjpOfLimit(seed).Data) < 1e-6);
            Assert.Throws<InvalidOperationException>(() => fast.Vjp(seed));
        }
    }

    [Fact]
    public void A_quadratic_with_diagonal_hessian_is_solved_as_well()
    {
        for (var item = 0; item < 10; item++)
        {
            var (shape, _, _) = Make.StrictlyComplementary(item, 14, 3, 20);
            var p = CscMatrix.Diagonal([.. Make.Normals(item, 14).Select(static v => 0.1 + Math.Abs(v))]);
            var problem = new QuadraticProgram(p, shape.Q.AsSpan(), shape.A, shape.Lower.AsSpan(), shape.Upper.AsSpan());
            var expected = new AltDiffLayer(new() { Tolerance = 1e-13 }).Forward(problem, TestContext.Current.CancellationToken);
            var tape = Fast.ForwardConvex(new QuadraticObjective(p), [.. problem.Q], problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan(), TestContext.Current.CancellationToken);
            Layers.Near(tape.Primal.AsSpan(), expected.Primal.AsSpan(), 1e-9);
            var seed = Seed.OnPrimal(Make.Normals(item, 14));
            Layers.Near(tape.VjpOfLimit(seed).Data.Q.AsSpan(), expected.VjpOfLimit(seed).Data.Q.AsSpan(), 1e-7);
        }
    }

    [Fact]
    public void The_gradient_by_the_parameters_of_f_agrees_with_differences()
    {
        var (y, a, lower, upper) = Layers.Entropy(5, 20, 8, 3);
        var entropy = new EntropyObjective(20);
        var g = Make.Normals(1, 20);
        double Loss(double[] at) => Vectors.Dot(g, Fast.ForwardConvex(entropy, at, a, lower, upper, TestContext.Current.CancellationToken).Primal.AsSpan());
        var tape = Fast.ForwardConvex(entropy, y, a, lower, upper, TestContext.Current.CancellationToken);
        var byY = new double[20];
        entropy.MultiplyMixedTransposed(tape.Primal.AsSpan(), y, tape.VjpOfLimit(Seed.OnPrimal(g)).Data.Q.AsSpan(), byY);
        const double H = 1e-5;
        for (var j = 0; j < 20; j++)
        {
            double[] ahead = [.. y], behind = [.. y];
            (ahead[j], behind[j]) = (y[j] + H, y[j] - H);
            Assert.Equal((Loss(ahead) - Loss(behind)) / (2 * H), byY[j], 1e-7);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Where_no_row_holds_the_minimiser_is_that_of_f(int rows)
    {
        double[] y = [0.5, -1, 2], upper = new double[rows], lower = new double[rows];
        Array.Fill(upper, 100);
        Array.Fill(lower, double.NegativeInfinity);
        var a = CscMatrix.FromTriplets(rows, 3, Enumerable.Range(0, 3 * rows).Select(static k => (k / 3, k % 3, 1.0 + k)));
        var tape = Fast.ForwardConvex(new EntropyObjective(3), y, a, lower, upper, TestContext.Current.CancellationToken);
        double[] x = [.. y.Select(static v => Math.Exp(v - 1))];
        Layers.Near(tape.Primal.AsSpan(), x, 1e-13);
        Layers.Near(tape.VjpOfLimit(Seed.OnPrimal([1, 2, 3])).Data.Q.AsSpan(), [-x[0], -2 * x[1], -3 * x[2]], 1e-13);
    }

    [Fact]
    public void A_hessian_by_products_only_and_wrong_sizes_are_refused()
    {
        var identity = CscMatrix.Identity(2);
        Assert.ThrowsAny<ArgumentException>(() => Fast.ForwardConvex(new LeastSquaresObjective(identity), [0, 0], identity, [0, 0], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => Fast.ForwardConvex(new EntropyObjective(2), [0], identity, [0, 0], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => Fast.ForwardConvex(new EntropyObjective(3), [0, 0, 0], identity, [0, 0], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => Fast.ForwardConvex(new EntropyObjective(2), [0, double.NaN], identity, [0, 0], [1, 1]));
        Assert.Throws<NotSupportedException>(() => new LeastSquaresObjective(identity).Hessian([0, 0], [0, 0], []));
        Assert.Throws<OperationCanceledException>(() => Fast.ForwardConvex(new EntropyObjective(2), [0, 0], identity, [0, 0], [1, 1], new CancellationToken(canceled: true)));
    }
}
