using Folding.Problems;

namespace Folding.Tests;

/// <summary>Layers with a general convex objective.</summary>
public sealed class ConvexAlternationTests
{
    [Fact]
    public void Entropy_over_a_simplex_is_softmax_and_its_gradient_that_of_the_special_layer()
    {
        double[] y = Make.Normals(1, 12), g = Make.Normals(2, 12);
        double[,] rows = new double[13, 12];
        double[] lower = new double[13], upper = new double[13];
        for (var j = 0; j < 12; j++) (rows[0, j], rows[j + 1, j], upper[j + 1]) = (1, 1, 0.15);
        (lower[0], upper[0]) = (1, 1);
        var tape = new AltDiffLayer(new() { Tolerance = 1e-13 }).ForwardConvex(new EntropyObjective(12), y, CscMatrix.FromDense(rows), lower, upper, TestContext.Current.CancellationToken);
        var special = new AllocationLayer(AllocationKind.Softmax).Forward(AllocationProblem.Simplex(y, upper.AsSpan(1)));
        Assert.Equal(TerminationStatus.Optimal, tape.Termination);
        Assert.True(Make.Distance(tape.Primal.AsSpan(), special.Primal.AsSpan()) < 1e-10);
        // ∂∇f/∂y = −I: the gradient by y is minus that by a linear term.
        double[] expected = [.. special.Vjp(g).Input];
        foreach (var gradient in new[] { tape.Vjp(Seed.OnPrimal(g)), tape.VjpOfLimit(Seed.OnPrimal(g)) })
            Assert.True(Make.Distance([.. gradient.Data.Q.Select(static v => -v)], expected) < 1e-8);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(400)]
    public void The_truncated_gradient_agrees_with_differences_of_the_truncated_run(int iterations)
    {
        const int N = 9;
        var random = new Random(3);
        double[] y = Make.Normals(4, N), g = Make.Normals(5, N), inside = [.. Enumerable.Range(0, N).Select(_ => 0.2 + random.NextDouble())];
        var a = new double[4, N];
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < N; j++) a[i, j] = random.NextDouble() - 0.3;
        }

        var matrix = CscMatrix.FromDense(a);
        var rows = new double[4];
        matrix.Multiply(inside, rows);
        double[] lower = [rows[0], double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], upper = [rows[0], rows[1] + 0.1, rows[2], rows[3] - 0.05];
        var layer = Layers.Truncated(iterations);
        AltDiffTape At(double[] atY, double[] atUpper)
        {
            double[] below = [atUpper[0], .. lower[1..]];
            return layer.ForwardConvex(new EntropyObjective(N), atY, matrix, below, atUpper, TestContext.Current.CancellationToken);
        }

        double Loss(double[] atY, double[] atUpper) => Vectors.Dot(g, At(atY, atUpper).Primal.AsSpan());
        var gradient = At(y, upper).Vjp(Seed.OnPrimal(g)).Data;
        const double H = 1e-6;
        for (var j = 0; j < N; j += 4)
            Assert.Equal((Loss(Moved(y, j, H), upper) - Loss(Moved(y, j, -H), upper)) / (2 * H), -gradient.Q[j], 1e-6);
        for (var i = 0; i < 4; i++)
            Assert.Equal((Loss(y, Moved(upper, i, H)) - Loss(y, Moved(upper, i, -H))) / (2 * H), gradient.Upper[i] + gradient.Lower[i], 1e-6);
    }

    private static double[] Moved(double[] values, int index, double step)
    {
        var moved = (double[])values.Clone();
        moved[index] += step;
        return moved;
    }
}
