using System.Text.Json;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests;

public sealed class AllocationLayerTests
{
    private static readonly double[] Free = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];

    [Fact]
    public void Sparsemax_has_its_closed_form()
    {
        // v = (0.6, 0.5, −0.4): x = (0.55, 0.45, 0), J = [[½, −½, 0], [−½, ½, 0], [0, 0, 0]], dx/dt = (½, ½, 0).
        var tape = new AllocationLayer(AllocationKind.Sparsemax).Forward(AllocationProblem.Simplex([0.6, 0.5, -0.4], Free));
        Close([0.55, 0.45, 0], tape.Primal.AsSpan());
        Assert.Equal(0.05, tape.Multiplier, 1e-15);
        var gradient = tape.Vjp([1, 0, 5]);
        Close([0.5, -0.5, 0], gradient.Input.AsSpan());
        Close([0, 0, 0], gradient.Upper.AsSpan());
        // The zero is held by its lower bound: raising that takes as much from the two others.
        Close([0, 0, 4.5], gradient.Lower.AsSpan());
        Assert.Equal(0.5, gradient.Total, 1e-12);
        Assert.Equal(("kkt", TrustLevel.Exact), (gradient.Report.Method, gradient.Report.Trust));
    }

    [Fact]
    public void Softmax_has_its_closed_form_with_and_without_caps()
    {
        double[] y = [0.3, -1, 2];
        var tape = new AllocationLayer(AllocationKind.Softmax).Forward(AllocationProblem.Simplex(y, Free));
        double[] x = [.. y.Select(Math.Exp)];
        x = [.. x.Select(v => v / x.Sum())];
        Close(x, tape.Primal.AsSpan());
        // dx/dy = diag(x) − xx', dx/dt = x.
        double[] g = [1, -2, 0.5];
        var mean = Vectors.Dot(g, x);
        Close([.. x.Select((v, i) => v * (g[i] - mean))], tape.Vjp(g).Input.AsSpan());
        Assert.Equal(mean, tape.Vjp(g).Total, 1e-10);

        // The cap 0.5 binds on the last; the others share the rest in proportion to exp(y).
        var capped = new AllocationLayer(AllocationKind.Softmax).Forward(AllocationProblem.Simplex(y, [1, 1, 0.5]));
        var share = Math.Exp(0.3) / (Math.Exp(0.3) + Math.Exp(-1));
        Close([0.5 * share, 0.5 * (1 - share), 0.5], capped.Primal.AsSpan());
        var gradient = capped.Vjp([1, 0, 0]);
        Close([0.5 * share * (1 - share), -0.5 * share * (1 - share), 0], gradient.Input.AsSpan());
        Close([0, 0, -share], gradient.Upper.AsSpan());
        Assert.Equal(share, gradient.Total, 1e-10);
    }

    [Fact]
    public void Sparsemax_with_a_general_row_has_the_solution_and_the_kkt_gradient_of_its_quadratic_program()
    {
        for (var item = 0; item < 60; item++)
        {
            var problem = Random(item, item < 5 ? 1 + item : 10 + item);
            AgreesWithKkt(problem, Make.Normals(item + 500, problem.VariableCount));
        }
    }

    [Fact]
    public void The_timing_instance_of_the_paper_has_the_kkt_gradient()
    {
        // P = I, q = −2y, a row of standard normals, b = 1, the unit box; the gradient is that of the sum of x.
        const int N = 1000;
        double[] ones = new double[N], input = [.. Make.Normals(11, N).Select(static v => 2 * v)];
        Array.Fill(ones, 1);
        AgreesWithKkt(new(input, Make.Normals(12, N), 1, new double[N], ones), ones);
    }

    [Fact]
    public void The_shared_instance_has_its_reference_gradient()
    {
        SharedData.Require();
        var problem = (QuadraticProgram)ProblemJson.Read(SharedData.File("bench", "sparsemaxA_n1000.json"));
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.File("bench", "sparsemaxA_n1000.ref.json")));
        using var seed = JsonDocument.Parse(File.ReadAllText(SharedData.File("bench", "sparsemaxA_n1000.seed.json")));
        var n = problem.VariableCount;
        // ½x'(2I)x + q'x: y = −q/2, and dLoss/dq = −½ dLoss/dy.
        double[] input = [.. problem.Q.Select(static v => -0.5 * v)], weights = new double[n];
        foreach (var (row, column, value) in problem.A.Entries())
        {
            if (row == 0) weights[column] = value;
            else Assert.Equal((column + 1, 1.0), (row, value));
        }

        var tape = new AllocationLayer(AllocationKind.Sparsemax).Forward(new(input, weights, problem.Lower[0], problem.Lower.AsSpan()[1..], problem.Upper.AsSpan()[1..]));
        var gradient = tape.Vjp(Numbers(seed.RootElement.GetProperty("x")));
        Layers.Near(tape.Primal.AsSpan(), Numbers(reference.RootElement.GetProperty("x")), 1e-12);
        var expected = reference.RootElement.GetProperty("gradient");
        Layers.Near([.. gradient.Input.Select(static v => -0.5 * v)], Numbers(expected.GetProperty("q")), 1e-10);
        double[] bounds = [gradient.Total, .. gradient.Lower.Zip(gradient.Upper, static (l, u) => l + u)];
        Layers.Near(bounds, Numbers(expected.GetProperty("activeBound")), 1e-10);
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax)]
    [InlineData(AllocationKind.Softmax)]
    public void Gradients_by_every_parameter_agree_with_differences(AllocationKind kind)
    {
        const int N = 30;
        var layer = new AllocationLayer(kind);
        for (var item = 0; item < 8; item++)
        {
            var (input, weights, total, lower, upper) = Data(kind, item, N);
            var g = Make.Normals(item + 90, N);
            var gradient = layer.Forward(new(input, weights, total, lower, upper)).Vjp(g);
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            Assert.Contains(gradient.Upper, static v => v != 0);
            const double H = 1e-6;
            double Loss(double[] y, double[] a, double t, double[] l, double[] u) => Vectors.Dot(g, layer.Forward(new(y, a, t, l, u)).Primal.AsSpan());
            double Slope(Func<double, double> loss) => (loss(H) - loss(-H)) / (2 * H);
            for (var i = 0; i < N; i++)
            {
                Assert.Equal(Slope(h => Loss(Moved(input, i, h), weights, total, lower, upper)), gradient.Input[i], 1e-6);
                Assert.Equal(Slope(h => Loss(input, Moved(weights, i, h), total, lower, upper)), gradient.Weights[i], 1e-6);
                Assert.Equal(Slope(h => Loss(input, weights, total, Moved(lower, i, h), upper)), gradient.Lower[i], 1e-6);
                Assert.Equal(Slope(h => Loss(input, weights, total, lower, Moved(upper, i, h))), gradient.Upper[i], 1e-6);
            }

            Assert.Equal(Slope(h => Loss(input, weights, total + h, lower, upper)), gradient.Total, 1e-6);
        }
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax)]
    [InlineData(AllocationKind.Softmax)]
    public void The_alternating_iteration_converges_to_the_solution_and_its_gradient(AllocationKind kind)
    {
        const int N = 40;
        for (var item = 0; item < 4; item++)
        {
            var (input, weights, total, lower, upper) = Data(kind, item, N);
            var problem = item == 0 ? AllocationProblem.Simplex(input, [.. upper.Select(static v => 0.05 + (0.1 * Math.Abs(v)))]) : new AllocationProblem(input, weights, total, lower, upper);
            var g = Make.Normals(item + 70, N);
            var exact = new AllocationLayer(kind).Forward(problem);
            var run = new AllocationLayer(kind).ForwardTruncated(problem, new() { Tolerance = 1e-13 }, TestContext.Current.CancellationToken);
            Assert.Equal(TerminationStatus.Optimal, run.Termination);
            Assert.True(run.Iterations > 3);
            Layers.Near(run.Primal.AsSpan(), exact.Primal.AsSpan(), 1e-9);
            Assert.Equal(exact.Multiplier, run.Multiplier, 1e-8);
            foreach (var gradient in new[] { run.Vjp(g), run.VjpOfLimit(g) }) Same(exact.Vjp(g), gradient, 1e-7);
        }
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax, 4)]
    [InlineData(AllocationKind.Softmax, 4)]
    [InlineData(AllocationKind.Sparsemax, 25)]
    public void The_reverse_of_a_truncated_run_agrees_with_its_differences(AllocationKind kind, int iterations)
    {
        const int N = 12;
        var (input, weights, total, lower, upper) = Data(kind, 3, N);
        var g = Make.Normals(7, N);
        var layer = new AllocationLayer(kind);
        AltDiffOptions options = new() { Tolerance = 0, MaximumIterations = iterations, Penalty = 0.7 };
        AllocationTape At(double[] y, double[] a, double t, double[] u) => layer.ForwardTruncated(new(y, a, t, lower, u), options, TestContext.Current.CancellationToken);
        double Loss(double[] y, double[] a, double t, double[] u) => Vectors.Dot(g, At(y, a, t, u).Primal.AsSpan());
        var tape = At(input, weights, total, upper);
        Assert.Equal((TerminationStatus.IterationLimit, iterations), (tape.Termination, tape.Iterations));
        var gradient = tape.Vjp(g);
        Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
        Assert.Contains($"truncated after {iterations} iterations", Assert.Single(gradient.Report.Notes), StringComparison.Ordinal);
        const double H = 1e-6;
        for (var i = 0; i < N; i++)
        {
            Assert.Equal((Loss(Moved(input, i, H), weights, total, upper) - Loss(Moved(input, i, -H), weights, total, upper)) / (2 * H), gradient.Input[i], 1e-6);
            Assert.Equal((Loss(input, Moved(weights, i, H), total, upper) - Loss(input, Moved(weights, i, -H), total, upper)) / (2 * H), gradient.Weights[i], 1e-6);
            Assert.Equal((Loss(input, weights, total, Moved(upper, i, H)) - Loss(input, weights, total, Moved(upper, i, -H))) / (2 * H), gradient.Upper[i], 1e-6);
        }

        Assert.Equal((Loss(input, weights, total + H, upper) - Loss(input, weights, total - H, upper)) / (2 * H), gradient.Total, 1e-6);
    }

    [Fact]
    public void A_million_coordinates_take_linear_memory()
    {
        const int N = 1_000_000;
        double[] y = Make.Normals(5, N), g = Make.Normals(6, N), upper = new double[N];
        Array.Fill(upper, 1);
        var problem = AllocationProblem.Simplex(y, upper);
        var layer = new AllocationLayer(AllocationKind.Sparsemax);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tape = layer.Forward(problem);
        var gradient = tape.Vjp(g);
        var numbers = (GC.GetAllocatedBytesForCurrentThread() - before) / (8.0 * N);
        Assert.True(numbers < 10, $"{numbers} numbers per coordinate");
        // x_i = max(y_i − τ, 0), and the gradient is g minus its mean on the support.
        var support = Enumerable.Range(0, N).Where(i => tape.Primal[i] > 0).ToArray();
        double threshold = (support.Sum(i => y[i]) - 1) / support.Length, mean = support.Average(i => g[i]), wrongX = 0, wrongGradient = 0;
        for (var i = 0; i < N; i++)
        {
            wrongX = Math.Max(wrongX, Math.Abs(Math.Max(y[i] - threshold, 0) - tape.Primal[i]));
            wrongGradient = Math.Max(wrongGradient, Math.Abs((y[i] > threshold ? g[i] - mean : 0) - gradient.Input[i]));
        }

        Assert.Equal(0, wrongX, 1e-13);
        Assert.Equal(0, wrongGradient, 1e-12);
    }

    [Fact]
    public void A_coordinate_on_a_kink_is_flagged()
    {
        // y − λ = (½, ½, 0): the third is at its bound without being pushed there.
        var gradient = new AllocationLayer(AllocationKind.Sparsemax).Forward(AllocationProblem.Simplex([0.5, 0.5, 0], Free)).Vjp([1, 0, 0]);
        Assert.Equal((TrustLevel.Subgradient, 1), (gradient.Report.Trust, gradient.Report.WeaklyActive));
    }

    [Fact]
    public void Wrong_data_are_refused()
    {
        var layer = new AllocationLayer(AllocationKind.Softmax);
        Assert.ThrowsAny<ArgumentException>(() => AllocationProblem.Simplex([], []));
        Assert.ThrowsAny<ArgumentException>(() => AllocationProblem.Simplex([1, double.NaN], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => AllocationProblem.Simplex([1, 2], [1]));
        Assert.ThrowsAny<ArgumentException>(() => AllocationProblem.Simplex([1, 2], [1, double.NaN]));
        Assert.ThrowsAny<ArgumentException>(() => AllocationProblem.Simplex([1, 2], [1, 1], double.PositiveInfinity));
        Assert.ThrowsAny<ArgumentException>(() => new AllocationProblem([1, 2], [1, double.NaN], 1, [0, 0], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => new AllocationProblem([1, 2], [1, 1], 1, [0, 2], [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => new AllocationProblem([1, 2], [1, 1], 1, [0, double.PositiveInfinity], [1, double.PositiveInfinity]));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(AllocationProblem.Simplex([1, 2], [1, 0])));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(new([1, 2], [1, 1], 1, [-1, 0], [1, 1])));
        Assert.ThrowsAny<ArgumentException>(() => new AllocationLayer((AllocationKind)7));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(AllocationProblem.Simplex([1, 2], [1, 1])).Vjp([1]));
        var run = layer.ForwardTruncated(AllocationProblem.Simplex([1, 2], [1, 1]), new() { KeepIterates = false }, TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => run.Vjp([1, 1]));
    }

    private static void AgreesWithKkt(AllocationProblem problem, double[] g)
    {
        var n = problem.VariableCount;
        var rows = problem.Weights.ToArray().Select(static (a, j) => (0, j, a)).Concat(Enumerable.Range(0, n).Select(static j => (j + 1, j, 1.0)));
        var program = new QuadraticProgram(
            CscMatrix.Identity(n), [.. problem.Input.ToArray().Select(static v => -v)], CscMatrix.FromTriplets(n + 1, n, rows), [problem.Total, .. problem.Lower], [problem.Total, .. problem.Upper]);
        var tape = new AllocationLayer(AllocationKind.Sparsemax).Forward(problem);
        double[] x = [.. tape.Primal], y = [tape.Multiplier, .. x.Select((v, j) => v > problem.Lower[j] && v < problem.Upper[j] ? 0 : problem.Input[j] - v - (tape.Multiplier * problem.Weights[j]))];
        var residuals = program.ResidualsAt(x, y);
        Assert.True(residuals.WorstRelative < 1e-11, residuals.ToString());
        var exact = Make.Tape(program, x, y, new Kkt()).Vjp(Seed.OnPrimal(g)).Data;
        var gradient = tape.Vjp(g);
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Layers.Near([.. gradient.Input.Select(static v => -v)], exact.Q.AsSpan(), 1e-9);
        Layers.Near(gradient.Lower.AsSpan(), exact.Lower.AsSpan()[1..], 1e-9);
        Layers.Near(gradient.Upper.AsSpan(), exact.Upper.AsSpan()[1..], 1e-9);
        Assert.Equal(exact.Lower[0] + exact.Upper[0], gradient.Total, 1e-9);
        Layers.Near(gradient.Weights.AsSpan(), [.. Enumerable.Range(0, n).Select(j => exact.A[0, j])], 1e-9);
    }

    private static void Same(AllocationGradient expected, AllocationGradient actual, double tolerance)
    {
        Layers.Near(actual.Input.AsSpan(), expected.Input.AsSpan(), tolerance);
        Layers.Near(actual.Weights.AsSpan(), expected.Weights.AsSpan(), tolerance);
        Layers.Near(actual.Lower.AsSpan(), expected.Lower.AsSpan(), tolerance);
        Layers.Near(actual.Upper.AsSpan(), expected.Upper.AsSpan(), tolerance);
        Assert.Equal(expected.Total, actual.Total, tolerance);
    }

    /// <summary>Signs and sizes of all kinds, some bounds infinite, one coordinate fixed, one without weight; the total is that of a point inside.</summary>
    private static AllocationProblem Random(int seed, int n)
    {
        var random = new Random(seed);
        double[] weights = Make.Normals(seed, n), inside = Make.Normals(seed + 100, n), lower = new double[n], upper = new double[n];
        for (var i = 0; i < n; i++)
        {
            lower[i] = random.Next(5) == 0 ? double.NegativeInfinity : inside[i] - random.NextDouble();
            upper[i] = random.Next(5) == 0 ? double.PositiveInfinity : inside[i] + random.NextDouble();
            if (i == 2) lower[i] = upper[i] = inside[i];
            if (i == 3) weights[i] = 0;
        }

        return new([.. Make.Normals(seed + 200, n).Select(static v => 3 * v)], weights, Vectors.Dot(weights, inside), lower, upper);
    }

    private static (double[] Input, double[] Weights, double Total, double[] Lower, double[] Upper) Data(AllocationKind kind, int seed, int n)
    {
        var random = new Random(seed);
        double[] weights = Make.Normals(seed, n), inside = [.. Enumerable.Range(0, n).Select(_ => 0.2 + random.NextDouble())];
        double[] lower = [.. inside.Select(v => v * random.NextDouble())], upper = [.. inside.Select(v => v + (0.5 * random.NextDouble()))];
        return ([.. Make.Normals(seed + 40, n).Select(v => kind == AllocationKind.Softmax ? 1 + v : v)], weights, Vectors.Dot(weights, inside), lower, upper);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(static v => v.GetDouble())];

    private static double[] Moved(double[] values, int index, double step)
    {
        var moved = (double[])values.Clone();
        moved[index] += step;
        return moved;
    }

    private static void Close(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-10);
    }
}
