using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class IterativeRefinementTests
{
    [Theory]
    [InlineData(40, 20, 1)]
    [InlineData(150, 90, 2)]
    public void Shifted_factor_converges_to_the_unregularised_solution(int variables, int constraints, int seed)
    {
        var k = Matrices.Kkt(variables, constraints, 0.1, 0, seed);
        var factor = Shifted(k, 1e-7);
        var expected = Matrices.RandomVector(k.Order, seed);
        var b = new double[k.Order];
        k.Matrix.MultiplySymmetric(expected, b);
        var x = new double[k.Order];
        var result = IterativeRefinement.Solve(k.Matrix, factor, b, x);
        Assert.True(result.Converged);
        Assert.InRange(result.RelativeResidual, 0, 1e-12);
        Assert.InRange(result.Rounds, 1, 4);
        for (var i = 0; i < x.Length; i++) Assert.Equal(expected[i], x[i], 1e-9);
    }

    [Fact]
    public void Duplicated_row_gives_the_minimum_norm_multipliers()
    {
        // min x^2/2 - x with x <= 0 twice: both multipliers are 1/2.
        var matrix = CscMatrix.FromTriplets(3, 3, [(0, 0, 1), (0, 1, 1), (0, 2, 1)]);
        var factor = Shifted(new SignedMatrix(matrix, [1, -1, -1]), 1e-7);
        var x = new double[3];
        var result = IterativeRefinement.Solve(matrix, factor, [1, 0, 0], x);
        Assert.True(result.Converged);
        Assert.Equal(0, x[0], 1e-10);
        Assert.Equal(0.5, x[1], 1e-10);
        Assert.Equal(0.5, x[2], 1e-10);
    }

    [Fact]
    public void Inconsistent_system_stops_and_says_so()
    {
        var matrix = CscMatrix.FromTriplets(3, 3, [(0, 0, 1), (0, 1, 1), (0, 2, 1)]);
        var factor = Shifted(new SignedMatrix(matrix, [1, -1, -1]), 1e-7);
        var x = new double[3];
        var result = IterativeRefinement.Solve(matrix, factor, [0, 1, -1], x);
        Assert.False(result.Converged);
        Assert.InRange(result.RelativeResidual, 0.5, 1);
        Assert.All(x, static value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Zero_right_hand_side_needs_no_round()
    {
        var k = Matrices.Banded(10, 2);
        var x = Matrices.RandomVector(10, 1);
        Assert.Equal(new RefinementResult(0, 0, true), IterativeRefinement.Solve(k.Matrix, Shifted(k, 0), new double[10], x));
        Assert.All(x, static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Refinement_with_a_workspace_allocates_nothing()
    {
        var k = Matrices.Kkt(60, 30, 0.1, 0, 5);
        var factor = Shifted(k, 1e-7);
        var b = Matrices.RandomVector(k.Order, 6);
        var x = new double[k.Order];
        var workspace = new double[IterativeRefinement.WorkspaceLength(factor)];
        IterativeRefinement.Solve(k.Matrix, factor, b, x, workspace, new RefinementLimits());
        var before = GC.GetAllocatedBytesForCurrentThread();
        IterativeRefinement.Solve(k.Matrix, factor, b, x, workspace, new RefinementLimits());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var k = Matrices.Banded(10, 2);
        var factor = Shifted(k, 0);
        var b = new double[10];
        Assert.Throws<ArgumentException>(() => IterativeRefinement.Solve(k.Matrix, factor, new double[9], b));
        Assert.Throws<ArgumentException>(() => IterativeRefinement.Solve(k.Matrix, factor, b, new double[9]));
        Assert.Throws<ArgumentException>(() => IterativeRefinement.Solve(k.Matrix, factor, b, new double[10], new double[3], new RefinementLimits()));
        b[7] = double.NaN;
        Assert.Contains("Entry 7", Assert.Throws<ArgumentException>(() => IterativeRefinement.Solve(k.Matrix, factor, b, new double[10])).Message, StringComparison.Ordinal);
    }

    private static LdlFactor Shifted(SignedMatrix k, double shift)
    {
        var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern));
        Assert.Equal(LdlOutcome.Factored, factor.Factor(k.Matrix.Values, k.Signs, new LdlRegularization { Shift = shift }));
        return factor;
    }
}
