using Folding.Problems;

namespace Folding.Tests;

public sealed class CappedSimplexLayerTests
{
    private static readonly double[] Free = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];

    [Fact]
    public void Sparsemax_has_its_closed_form()
    {
        // v = (0.6, 0.5, −0.4): x = (0.55, 0.45, 0), J = [[½, −½, 0], [−½, ½, 0], [0, 0, 0]], dx/dt = (½, ½, 0).
        var tape = new CappedSimplexLayer(SimplexKind.Sparsemax).Forward([0.6, 0.5, -0.4], Free, 1, TestContext.Current.CancellationToken);
        Close([0.55, 0.45, 0], tape.Primal.AsSpan());
        var gradient = tape.VjpOfLimit([1, 0, 5]);
        Close([0.5, -0.5, 0], gradient.Input.AsSpan());
        Close([0, 0, 0], gradient.Upper.AsSpan());
        Assert.Equal(0.5, gradient.Total, 1e-12);
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
    }

    [Fact]
    public void Softmax_has_its_closed_form_with_and_without_caps()
    {
        double[] y = [0.3, -1, 2];
        var tape = new CappedSimplexLayer(SimplexKind.Softmax).Forward(y, Free, 1, TestContext.Current.CancellationToken);
        double[] x = [.. y.Select(Math.Exp)];
        x = [.. x.Select(v => v / x.Sum())];
        Close(x, tape.Primal.AsSpan());
        // dx/dy = diag(x) − xx', dx/dt = x.
        double[] g = [1, -2, 0.5];
        var mean = Vectors.Dot(g, x);
        Close([.. x.Select((v, i) => v * (g[i] - mean))], tape.VjpOfLimit(g).Input.AsSpan());
        Assert.Equal(mean, tape.VjpOfLimit(g).Total, 1e-10);

        // The cap 0.5 binds on the last; the others share the rest in proportion to exp(y).
        var capped = new CappedSimplexLayer(SimplexKind.Softmax).Forward(y, [1, 1, 0.5], 1, TestContext.Current.CancellationToken);
        var share = Math.Exp(0.3) / (Math.Exp(0.3) + Math.Exp(-1));
        Close([0.5 * share, 0.5 * (1 - share), 0.5], capped.Primal.AsSpan());
        var gradient = capped.VjpOfLimit([1, 0, 0]);
        Close([0.5 * share * (1 - share), -0.5 * share * (1 - share), 0], gradient.Input.AsSpan());
        Close([0, 0, -share], gradient.Upper.AsSpan());
        Assert.Equal(share, gradient.Total, 1e-10);
    }

    [Theory]
    [InlineData(SimplexKind.Sparsemax)]
    [InlineData(SimplexKind.Softmax)]
    public void Gradients_agree_with_differences_and_truncated_reverse_with_the_limit(SimplexKind kind)
    {
        const int N = 40;
        double[] y = Make.Normals(1, N), g = Make.Normals(2, N), upper = [.. Make.Normals(3, N).Select(static v => 0.05 + (0.05 * Math.Abs(v)))];
        var layer = new CappedSimplexLayer(kind, new() { Tolerance = 1e-13 }) { ColdStart = true };
        var tape = layer.Forward(y, upper, 1, TestContext.Current.CancellationToken);
        Assert.Equal(TerminationStatus.Optimal, tape.Termination);
        SimplexGradient limit = tape.VjpOfLimit(g), truncated = tape.Vjp(g);
        Assert.True(Make.Distance(truncated.Input.AsSpan(), limit.Input.AsSpan()) < 1e-8);
        Assert.True(Make.Distance(truncated.Upper.AsSpan(), limit.Upper.AsSpan()) < 1e-8);
        Assert.Equal(limit.Total, truncated.Total, 1e-8);
        double Loss(double[] at, double[] caps, double total) => Vectors.Dot(g, layer.Forward(at, caps, total, TestContext.Current.CancellationToken).Primal.AsSpan());
        const double H = 1e-6;
        foreach (var i in (int[])[0, 7, 21])
        {
            Assert.Equal((Loss(Moved(y, i, H), upper, 1) - Loss(Moved(y, i, -H), upper, 1)) / (2 * H), limit.Input[i], 1e-6);
            Assert.Equal((Loss(y, Moved(upper, i, H), 1) - Loss(y, Moved(upper, i, -H), 1)) / (2 * H), limit.Upper[i], 1e-6);
        }

        Assert.Equal((Loss(y, upper, 1 + H) - Loss(y, upper, 1 - H)) / (2 * H), limit.Total, 1e-6);
        // Adding a constant to y changes nothing.
        Assert.Equal(0, Vectors.Sum(limit.Input.AsSpan()), 1e-9);
    }

    [Fact]
    public void A_warm_and_a_cold_start_meet()
    {
        double[] y = Make.Normals(4, 300), upper = [.. Enumerable.Repeat(0.02, 300)];
        foreach (var kind in Enum.GetValues<SimplexKind>())
        {
            var warm = new CappedSimplexLayer(kind).Forward(y, upper, 1, TestContext.Current.CancellationToken);
            var cold = new CappedSimplexLayer(kind, new() { Tolerance = 1e-13, KeepIterates = false }) { ColdStart = true }.Forward(y, upper, 1, TestContext.Current.CancellationToken);
            Assert.True(warm.Iterations < cold.Iterations, $"{kind}: {warm.Iterations} iterations warm, {cold.Iterations} cold");
            Assert.True(Make.Distance(cold.Primal.AsSpan(), warm.Primal.AsSpan()) < 1e-8);
        }
    }

    [Fact]
    public void A_million_coordinates_take_linear_memory()
    {
        const int N = 1_000_000;
        double[] y = Make.Normals(5, N), g = Make.Normals(6, N), upper = new double[N];
        Array.Fill(upper, 1);
        var layer = new CappedSimplexLayer(SimplexKind.Sparsemax);
        layer.Forward(y.AsSpan(0, 100), upper.AsSpan(0, 100), 1, TestContext.Current.CancellationToken).VjpOfLimit(g.AsSpan(0, 100));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tape = layer.Forward(y, upper, 1, TestContext.Current.CancellationToken);
        var gradient = tape.VjpOfLimit(g);
        var numbers = (GC.GetAllocatedBytesForCurrentThread() - before) / (8.0 * N);
        Assert.True(numbers < 60, $"{numbers} numbers per coordinate");
        Assert.Equal(TerminationStatus.Optimal, tape.Termination);
        // x_i = max(y_i − τ, 0), and the gradient is g minus its mean on the support.
        var support = Enumerable.Range(0, N).Where(i => tape.Primal[i] > 0).ToArray();
        double threshold = (support.Sum(i => y[i]) - 1) / support.Length, mean = support.Average(i => g[i]), wrongX = 0, wrongGradient = 0;
        for (var i = 0; i < N; i++)
        {
            wrongX = Math.Max(wrongX, Math.Abs(Math.Max(y[i] - threshold, 0) - tape.Primal[i]));
            wrongGradient = Math.Max(wrongGradient, Math.Abs((y[i] > threshold ? g[i] - mean : 0) - gradient.Input[i]));
        }

        Assert.Equal(0, wrongX, 1e-9);
        Assert.Equal(0, wrongGradient, 1e-8);
    }

    [Fact]
    public void Caps_that_leave_no_choice_and_caps_that_are_too_small_have_answers()
    {
        var tight = new CappedSimplexLayer(SimplexKind.Sparsemax).Forward([3, 1], [0.25, 0.75], 1, TestContext.Current.CancellationToken);
        Close([0.25, 0.75], tight.Primal.AsSpan());
        Close([0, 0], tight.VjpOfLimit([1, 2]).Input.AsSpan());
        var infeasible = new CappedSimplexLayer(SimplexKind.Softmax).Forward([3, 1], [0.25, 0.25], 1, TestContext.Current.CancellationToken);
        Assert.Equal(TerminationStatus.Infeasible, infeasible.Termination);
        Assert.Equal(TrustLevel.None, infeasible.VjpOfLimit([1, 2]).Report.Trust);
        Assert.Equal(TrustLevel.None, infeasible.Vjp([1, 2]).Report.Trust);
    }

    [Fact]
    public void Wrong_data_are_refused()
    {
        var layer = new CappedSimplexLayer(SimplexKind.Softmax);
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([], [], 1));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([1, double.NaN], [1, 1], 1));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([1, 2], [1], 1));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([1, 2], [1, 0], 1));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([1, 2], [1, double.NaN], 1));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward([1, 2], [1, 1], 0));
        Assert.ThrowsAny<ArgumentException>(() => new CappedSimplexLayer((SimplexKind)7));
        var tape = layer.Forward([1, 2], [1, 1], 1, TestContext.Current.CancellationToken);
        Assert.ThrowsAny<ArgumentException>(() => tape.VjpOfLimit([1]));
        Assert.Throws<InvalidOperationException>(() => tape.Vjp([1, 1]));
    }

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
