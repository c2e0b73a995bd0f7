using Folding.Highs;
using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>Linear programs: x moves with the bounds, not with the cost.</summary>
public sealed class LinearProgramTests
{
    private static readonly DifferentiableSolver<LinearProgram, LinearData> Layer = DifferentiableSolver.ForLinear(new HighsSolver());

    /// <summary>min −x1 − 2 x2, x1 + x2 ≤ 4, x1 + 3 x2 ≤ 6, x1 ≥ 0, 0 ≤ x2 ≤ 3.</summary>
    private static readonly LinearProgram Worked = new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [double.NegativeInfinity, double.NegativeInfinity], [4, 6], [0, 0], [double.PositiveInfinity, 3]);

    private static Tape<LinearProgram, LinearData> Tape(LinearProgram problem, double[] x, double[] y) => Layer.Record(problem, Make.Solved(problem, x, y));

    [Fact]
    public void The_worked_program_has_its_gradient()
    {
        Check(Tape(Worked, [3, 1], [0.5, 0.5, 0, 0]));
        _ = Solvers.RequireHighs();
        Check(Layer.Forward(Worked));

        static void Check(Tape<LinearProgram, LinearData> tape)
        {
            var gradient = tape.Vjp(Seed.OnPrimal([1, 0.5]));
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            Assert.Equal(1.25, gradient.Data.RowUpper[0], 1e-12);
            Assert.Equal(-0.25, gradient.Data.RowUpper[1], 1e-12);
            Assert.Equal(0, Vectors.MaxNorm(gradient.Data.Cost.AsSpan()), 1e-12);
        }
    }

    [Fact]
    public void Multipliers_move_with_the_cost()
    {
        // B'y = −c with B = [[1, 1], [1, 3]]: dy1/dc = −(first column of B⁻¹) = (−3/2, 1/2).
        var gradient = Tape(Worked, [3, 1], [0.5, 0.5, 0, 0]).Vjp(Seed.OnDual([1, 0, 0, 0]));
        Assert.Equal(-1.5, gradient.Data.Cost[0], 1e-12);
        Assert.Equal(0.5, gradient.Data.Cost[1], 1e-12);
    }

    [Fact]
    public void A_degenerate_vertex_is_a_subgradient()
    {
        // A third line through (3, 1): 2 x1 + 4 x2 ≤ 10, without force.
        var problem = new LinearProgram(
            [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 }, { 2, 4 } }),
            [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], [4, 6, 10], [0, 0], [double.PositiveInfinity, 3]);
        foreach (var y in new double[][] { [0.5, 0.5, 0, 0, 0], [0, 0, 0.5, 0, 0], [0.25, 0.25, 0.25, 0, 0] })
        {
            var gradient = Tape(problem, [3, 1], y).Vjp(Seed.OnPrimal([1, 0.5]));
            Assert.True(gradient.Report.Trust is TrustLevel.Subgradient or TrustLevel.Approximate, $"{gradient.Report}");
            Assert.True(double.IsFinite(gradient.Data.Inner(gradient.Data)));
        }
    }

    [Fact]
    public void An_optimal_edge_has_no_exact_gradient()
    {
        // min −x1 − x2, x1 + x2 ≤ 1, x ≥ 0: every point of the edge is optimal.
        var problem = new LinearProgram([-1, -1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [double.NegativeInfinity], [1], [0, 0], [double.PositiveInfinity, double.PositiveInfinity]);
        foreach (var x in new double[][] { [0.5, 0.5], [1, 0], [0.25, 0.75] })
        {
            var gradient = Tape(problem, x, [1, 0, 0]).Vjp(Seed.OnPrimal([1, 0]));
            Assert.True(gradient.Report.Trust < TrustLevel.Exact, $"{gradient.Report}");
            Assert.True(double.IsFinite(gradient.Data.Inner(gradient.Data)));
        }
    }

    [Fact]
    public void A_program_with_integers_has_no_gradient_and_the_report_says_what_to_do()
    {
        var problem = new LinearProgram([-1, -1], CscMatrix.FromDense(new double[,] { { 2, 3 } }), [double.NegativeInfinity], [4], [0, 0], [1, 1], [0, 1]);
        var solution = Make.Solved(problem, [1, 0], [0, 0, 0]) with { Dual = [] };
        var tape = Layer.Record(problem, solution);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.None, gradient.Report.Trust);
        Assert.Equal(0, gradient.Data.Inner(gradient.Data));
        Assert.Contains("relaxation", Assert.Single(gradient.Report.Notes), StringComparison.Ordinal);
        Assert.Contains("relaxation", Assert.Throws<UntrustedGradientException>(() => gradient.EnsureTrusted(TrustLevel.Approximate)).Message, StringComparison.Ordinal);
        Assert.Equal(TrustLevel.None, tape.ValueGradient().Report.Trust);
    }
}
