using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class ResidualSketchTests
{
    [Fact]
    public void Estimate_is_near_the_norm_of_the_residual()
    {
        var k = Matrices.Dense(120, 3);
        var sketch = new ResidualSketch(k.Matrix);
        for (var draw = 0; draw < 200; draw++)
        {
            double[] b = Matrices.RandomVector(120, draw), x = Matrices.RandomVector(120, 1000 + draw), residual = new double[120];
            k.Matrix.MultiplySymmetric(x, residual);
            for (var i = 0; i < b.Length; i++) residual[i] = b[i] - residual[i];
            Assert.InRange(sketch.Estimate(b, x) / Math.Sqrt(residual.Sum(static r => r * r)), 0.1, 4);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(57)]
    [InlineData(119)]
    public void A_residual_in_one_row_alone_is_seen_whole(int row)
    {
        var k = Matrices.Dense(120, 4);
        double[] x = Matrices.RandomVector(120, 5), b = new double[120];
        k.Matrix.MultiplySymmetric(x, b);
        var sketch = new ResidualSketch(k.Matrix);
        Assert.InRange(sketch.Estimate(b, x), 0, 1e-10);
        b[row] += 0.25;
        Assert.Equal(0.25, sketch.Estimate(b, x), 1e-10);
    }

    [Fact]
    public void A_good_factor_is_taken_at_the_first_solve_and_a_bad_one_is_refined()
    {
        var k = Matrices.Kkt(150, 60, 0.9, 0, 6);
        double[] expected = Matrices.RandomVector(k.Order, 7), b = new double[k.Order];
        k.Matrix.MultiplySymmetric(expected, b);
        foreach (var (shift, least, most) in new[] { (0.0, 1, 1), (1e-5, 2, 5) })
        {
            var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern, FillReducingOrdering.Natural));
            Assert.Equal(LdlOutcome.Factored, factor.Factor(k.Matrix.Values, k.Signs, new() { Shift = shift }));
            var limits = new RefinementLimits { Sketch = new(k.Matrix) };
            const int count = 3;
            var all = new double[count * k.Order];
            for (var s = 0; s < count; s++)
            {
                for (var i = 0; i < b.Length; i++) all[(s * k.Order) + i] = (s + 1) * b[i];
            }

            double[] x = new double[k.Order], many = new double[all.Length];
            var one = IterativeRefinement.Solve(k.Matrix, factor, b, x, new double[IterativeRefinement.WorkspaceLength(factor)], limits);
            var results = new RefinementResult[count];
            IterativeRefinement.SolveMany(k.Matrix, factor, all, many, new double[IterativeRefinement.WorkspaceLength(factor, count)], limits, results);

            Assert.All([one, .. results], result =>
            {
                Assert.True(result.Converged);
                Assert.InRange(result.Rounds, least, most);
                Assert.InRange(result.RelativeResidual, 0, 1e-11);
            });
            Assert.InRange(Matrices.BackwardError(k.Matrix, x, b), 0, 1e-13);
            for (var i = 0; i < x.Length; i++)
            {
                Assert.Equal(expected[i], x[i], 1e-9);
                for (var s = 0; s < count; s++) Assert.Equal((s + 1) * expected[i], many[(s * k.Order) + i], 1e-9);
            }
        }
    }

    [Fact]
    public void Wrong_lengths_are_named()
    {
        var sketch = new ResidualSketch(Matrices.Dense(7, 8).Matrix);
        Assert.Equal("rightHandSide", Assert.Throws<ArgumentException>(() => sketch.Estimate(new double[6], new double[7])).ParamName);
        Assert.Equal("solution", Assert.Throws<ArgumentException>(() => sketch.Estimate(new double[7], new double[8])).ParamName);
        Assert.Throws<InvalidOperationException>(() => new ResidualSketch(CscMatrix.FromDense(new double[,] { { 1, 0 }, { 2, 1 } })));
    }
}
