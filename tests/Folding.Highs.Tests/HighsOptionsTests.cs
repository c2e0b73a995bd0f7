using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsOptionsTests
{
    [Theory]
    [InlineData("no_such_option", "1", "no option no_such_option")]
    [InlineData("simplex_iterations_limit", "1", "Did you mean simplex_iteration_limit")]
    [InlineData("simplex_iteration_limit", "many", "integer in [0, 2147483647]")]
    [InlineData("simplex_iteration_limit", "-1", "integer in [0, 2147483647]")]
    [InlineData("primal_feasibility_tolerance", "1e-11", "number in [1E-10, ")]
    [InlineData("primal_feasibility_tolerance", "NaN", "number in [1E-10, ")]
    [InlineData("mip_detect_symmetry", "perhaps", "boolean")]
    [InlineData("solver", "hipo", "without the HiPO solver")]
    [InlineData("solver", "magic", "choose, simplex, ipm")]
    [InlineData("presolve", "maybe", "off, choose, on")]
    [InlineData("output_flag", "true", "SolveRequest.Log")]
    [InlineData("threads", "4", "HighsOptions.Threads")]
    public void A_wrong_option_is_refused_with_its_type_and_range(string name, string value, string expected)
    {
        var refused = Assert.Throws<ArgumentException>(() => new HighsSolver(HighsOptions.ForGradients.With(name, value)).Open(Programs.Corner()));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_option_out_of_range_is_refused_too()
    {
        var refused = Assert.Throws<ArgumentException>(() => new HighsSolver(HighsOptions.ForGradients with { Threads = -1 }).Open(Programs.Corner()));
        Assert.Contains("threads", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_limit", "inf")]
    [InlineData("mip_detect_symmetry", "false")]
    [InlineData("mip_max_nodes", "1000")]
    [InlineData("run_crossover", "on")]
    public void Any_native_option_passes_through(string name, string value) =>
        Assert.True(new HighsSolver(HighsOptions.ForGradients.With(name, value)).Solve(Programs.Knapsack()).IsSolved);

    [Fact]
    public void An_iteration_limit_ends_a_solve()
    {
        var options = HighsOptions.ForGradients with { IterationLimit = 0, Presolve = false };
        Assert.Equal(TerminationStatus.IterationLimit, new HighsSolver(options).Solve(Programs.Corner()).Termination);
        Assert.Equal(TerminationStatus.IterationLimit, new HighsSolver(options).Solve(Programs.Line()).Termination);
    }

    [Theory]
    [InlineData(HighsAlgorithm.Choose, 1e-9)]
    [InlineData(HighsAlgorithm.Simplex, 1e-9)]
    [InlineData(HighsAlgorithm.InteriorPoint, 1e-6)]
    [InlineData(HighsAlgorithm.FirstOrder, 1e-3)]
    public void Every_algorithm_solves_an_LP(HighsAlgorithm algorithm, double tolerance)
    {
        var solution = new HighsSolver(HighsOptions.ForGradients with { Algorithm = algorithm }).Solve(Programs.Corner());
        Assert.True(solution.IsSolved, solution.ToString());
        Assert.InRange(solution.Objective!.Value, -5 - tolerance, -5 + tolerance);
    }

    [Fact]
    public void Two_thread_counts_may_follow_each_other_on_one_thread()
    {
        foreach (var threads in new[] { 1, 2, 1 })
            Assert.True(new HighsSolver(HighsOptions.ForGradients with { Threads = threads }).Solve(Programs.Knapsack()).IsSolved);
    }

    [Fact]
    public void Options_for_small_integer_programs_give_the_same_answers()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 10; trial++)
        {
            var weights = new double[2, 12];
            for (var k = 0; k < weights.Length; k++) weights[k / 12, k % 12] = random.Next(300, 800);
            double[] cost = [.. Enumerable.Range(0, 12).Select(_ => -2 - (6 * random.NextDouble()))];
            var program = new LinearProgram(
                cost, CscMatrix.FromDense(weights), [double.NegativeInfinity, double.NegativeInfinity], [2000, 2000], new double[12], [.. Enumerable.Repeat(1.0, 12)], [.. Enumerable.Range(0, 12)]);
            // Every choice of items, one after the other.
            var best = Enumerable.Range(0, 1 << 12)
                .Where(set => Enumerable.Range(0, 2).All(d => Enumerable.Range(0, 12).Sum(k => (set >> k & 1) * weights[d, k]) <= 2000))
                .Min(set => Enumerable.Range(0, 12).Sum(k => (set >> k & 1) * cost[k]));
            foreach (var options in new[] { HighsOptions.ForSmallIntegerPrograms, HighsOptions.ForGradients })
                Assert.Equal(best, new HighsSolver(options).Solve(program).Objective!.Value, 9);
        }
    }
}
