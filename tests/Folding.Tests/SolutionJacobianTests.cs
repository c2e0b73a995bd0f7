using Folding.Highs;
using Folding.Problems;

namespace Folding.Tests;

public class SolutionJacobianTests
{
    [Fact]
    public void Jacobian_of_an_unconstrained_minimiser_is_minus_the_inverse_of_P()
    {
        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1], CscMatrix.Zero(0, 2), [], []);
        double[] x = [-1.0 / 7, -3.0 / 7];

        var jacobian = Layer(problem, x, []).Jacobian(QuadraticBlock.Q);

        double[,] expected = { { -2.0 / 7, 1.0 / 7 }, { 1.0 / 7, -4.0 / 7 } };
        Close(expected, jacobian.Primal, 1e-14);
        Assert.Empty(jacobian.Dual);
        Assert.Equal(TrustLevel.Exact, jacobian.Report.Trust);
    }

    [Fact]
    public void Jacobian_of_an_equality_constrained_minimiser_is_the_closed_form()
    {
        // min |x|^2/2 s.t. x1 + x2 = b: x = (b/2, b/2), y = -b/2.
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [3], [3]);

        var tape = Layer(problem, [1.5, 1.5], [-1.5]);
        var lower = tape.Jacobian(QuadraticBlock.Lower);
        var upper = tape.Jacobian(QuadraticBlock.Upper);

        Close(new double[,] { { 0.5 }, { 0.5 } }, lower.Primal, 1e-14);
        Close(new double[,] { { -0.5 } }, lower.Dual, 1e-14);
        Close(new double[,] { { 0 }, { 0 } }, upper.Primal, 0);
    }

    [Theory]
    [InlineData(QuadraticBlock.P)]
    [InlineData(QuadraticBlock.Q)]
    [InlineData(QuadraticBlock.A)]
    [InlineData(QuadraticBlock.Lower)]
    [InlineData(QuadraticBlock.Upper)]
    public void Jacobian_agrees_with_forward_and_reverse_mode_whichever_way_it_was_computed(QuadraticBlock block)
    {
        var (problem, x, y) = Make.StrictlyComplementary(4, 8, 2, 6);
        var tape = Layer(problem, x, y);

        var jacobian = tape.Jacobian(block);

        var size = jacobian.Primal.GetLength(1);
        var direction = Make.Normals(5, size);
        if (block is QuadraticBlock.Lower or QuadraticBlock.Upper)
        {
            var bounds = block == QuadraticBlock.Lower ? problem.Lower : problem.Upper;
            for (var i = 0; i < size; i++) direction[i] = double.IsFinite(bounds[i]) ? direction[i] : 0;
        }

        var tangent = tape.Jvp(Data(problem, block, direction));
        Close(tangent.Primal.AsSpan(), Times(jacobian.Primal, direction));
        Close(tangent.Dual.AsSpan(), Times(jacobian.Dual, direction));
        double[] gx = Make.Normals(6, x.Length), gy = Make.Normals(7, y.Length);
        var reverse = tape.Vjp(Seed.On(gx, gy)).Data;
        double[] combined = new double[size];
        for (var k = 0; k < size; k++)
        {
            for (var j = 0; j < gx.Length; j++) combined[k] += gx[j] * jacobian.Primal[j, k];
            for (var i = 0; i < gy.Length; i++) combined[k] += gy[i] * jacobian.Dual[i, k];
        }

        Close(block switch
        {
            QuadraticBlock.P => reverse.P.Values,
            QuadraticBlock.Q => reverse.Q.AsSpan(),
            QuadraticBlock.A => reverse.A.Values,
            QuadraticBlock.Lower => reverse.Lower.AsSpan(),
            _ => reverse.Upper.AsSpan(),
        }, combined);
    }

    [Fact]
    public void Jacobians_of_a_vertex_are_those_of_the_worked_example()
    {
        // min -x1 - 2 x2, x1 + x2 <= 4, x1 + 3 x2 <= 6, x1 >= 0, 0 <= x2 <= 3: x = (3, 1) solves both rows, y = (1/2, 1/2).
        var problem = new LinearProgram(
            [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [double.NegativeInfinity, double.NegativeInfinity], [4, 6], [0, 0], [double.PositiveInfinity, 3]);
        double[] x = [3, 1], y = [0.5, 0.5, 0, 0];
        var tape = DifferentiableSolver.ForLinear(new HighsSolver()).Record(problem, Make.Solved(problem, x, y), TestContext.Current.CancellationToken);

        // x = B⁻¹ b and y = −B⁻ᵀ c.
        Close(new double[,] { { 1.5, -0.5 }, { -0.5, 0.5 } }, tape.Jacobian(LinearBlock.RowUpper).Primal, 1e-14);
        Close(new double[4, 2], tape.Jacobian(LinearBlock.RowUpper).Dual, 1e-14);
        Close(new double[2, 2], tape.Jacobian(LinearBlock.Cost).Primal, 1e-14);
        Close(new double[,] { { -1.5, 0.5 }, { 0.5, -0.5 }, { 0, 0 }, { 0, 0 } }, tape.Jacobian(LinearBlock.Cost).Dual, 1e-14);
        foreach (var block in new[] { LinearBlock.RowLower, LinearBlock.ColumnLower, LinearBlock.ColumnUpper })
        {
            var jacobian = tape.Jacobian(block);
            Close(new double[2, 2], jacobian.Primal, 0);
            Assert.Equal(TrustLevel.Exact, jacobian.Report.Trust);
        }

        // dx = −B⁻¹ dA x: the entry a_ik moves x by −x_k times column i of B⁻¹. Stored by columns.
        Close(new double[,] { { -4.5, 1.5, -1.5, 0.5 }, { 1.5, -1.5, 0.5, -0.5 } }, tape.Jacobian(LinearBlock.A).Primal, 1e-14);
    }

    [Fact]
    public void Unknown_block_is_refused()
    {
        var (problem, x, y) = Make.StrictlyComplementary(4, 4, 1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Layer(problem, x, y).Jacobian((QuadraticBlock)17));
    }

    private static Tape<QuadraticProgram, QuadraticData> Layer(QuadraticProgram problem, double[] x, double[] y) =>
        DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y)).Record(problem, Make.Solved(problem, x, y), TestContext.Current.CancellationToken);

    private static QuadraticData Data(QuadraticProgram problem, QuadraticBlock block, double[] values) => block switch
    {
        QuadraticBlock.P => new(problem, p: values),
        QuadraticBlock.Q => new(problem, q: values),
        QuadraticBlock.A => new(problem, a: values),
        QuadraticBlock.Lower => new(problem, lower: values),
        _ => new(problem, upper: values),
    };

    private static double[] Times(double[,] matrix, double[] vector)
    {
        var product = new double[matrix.GetLength(0)];
        for (var i = 0; i < product.Length; i++)
        {
            for (var k = 0; k < vector.Length; k++) product[i] += matrix[i, k] * vector[k];
        }

        return product;
    }

    private static void Close(double[,] expected, double[,] actual, double tolerance)
    {
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(0), actual.GetLength(1)));
        for (var i = 0; i < expected.GetLength(0); i++)
        {
            for (var j = 0; j < expected.GetLength(1); j++) Assert.Equal(expected[i, j], actual[i, j], tolerance);
        }
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = Vectors.MaxNorm(expected);
        // Sums of about a hundred products of solves good to 1e-12.
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-10 * (1 + size));
    }
}
