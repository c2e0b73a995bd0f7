using System.Diagnostics;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>A nonconvex program of many variables: is the adjoint right there, and what does it cost beside the solver?</summary>
public sealed class NonlinearCostTests
{
    [Fact]
    public void Prices_and_gradients_of_a_grid_are_right()
    {
        var layer = Programs.Layer();
        var problem = Programs.Grid(6);
        var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
        Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
        // A load raises the cost by the multiplier of its node's balance; at equal bounds dValue/dload = −λ.
        var prices = tape.ValueGradient().Data.Parameters.AsSpan()[..36];
        Assert.True(Make.Distance(prices, Vectors.Sum(new double[36], -1, tape.Solution.Dual.AsSpan()[..36])) < 1e-12);
        var check = GradientCheck.Run(layer, problem, Seed.On(Make.Normals(1, problem.VariableCount), Make.Normals(2, problem.DualCount)), null, TestContext.Current.CancellationToken);
        Assert.Equal(TrustLevel.Exact, check.Report.Trust);
        Assert.True(check.Passed, string.Join('\n', check.Directions));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(100)]
    public void The_cost_of_an_adjoint_beside_iterations_of_the_solver(int side)
    {
        Study.Require();
        var problem = Programs.Grid(side);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var layer = Programs.Layer();
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            var statistics = tape.Solution.Statistics;
            var seed = Seed.OnPrimal(Make.Normals(repeat, problem.VariableCount));
            var start = Stopwatch.GetTimestamp();
            var gradient = tape.Vjp(seed);
            var first = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            _ = tape.Vjp(seed);
            var second = Stopwatch.GetElapsedTime(start);
            // Factorization and all, as where nothing was refined.
            var plain = Programs.Layer(refine: false).Record(problem, tape.Solution with { Statistics = new() });
            start = Stopwatch.GetTimestamp();
            _ = plain.Vjp(seed);
            var alone = Stopwatch.GetElapsedTime(start);
            var iteration = statistics.SolveTime / statistics.Iterations;
            Study.Write($"{problem}: {statistics.Iterations} iterations of {iteration.TotalMilliseconds:F2} ms; refinement {statistics.RefinementTime.TotalMilliseconds:F2} ms ({statistics.Refinement}, {statistics.RefinementRounds}); Vjp {first.TotalMilliseconds:F2}, again {second.TotalMilliseconds:F2}, without refinement {alone.TotalMilliseconds:F2}; {gradient.Report}; {tape.Solution.Residuals}");
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            start = Stopwatch.GetTimestamp();
            var smoothed = Programs.Layer(new Barrier()).Record(problem, tape.Solution).Vjp(seed);
            Study.Write($"smoothed: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms, {smoothed.Report}; distance {Make.Distance(smoothed.Data.Parameters.AsSpan(), gradient.Data.Parameters.AsSpan()):G2}");
            Assert.Equal(TrustLevel.Approximate, smoothed.Report.Trust);
        }
    }
}
