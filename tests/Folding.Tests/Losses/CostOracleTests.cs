namespace Folding.Tests;

public class CostOracleTests
{
    private static readonly Knapsack Items = new(new double[,] { { 3, 4, 2, 5, 1, 3 } }, [9]);

    [Fact]
    public void The_cache_collects_distinct_decisions_in_order_of_arrival()
    {
        var cache = new SolutionCache();
        var oracle = new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6]), new() { Cache = cache });
        var first = oracle.Minimize(Cost(1)).X;
        _ = oracle.Minimize(Cost(1));
        Assert.Single(cache.Solutions);
        for (var k = 2; k < 30; k++) _ = oracle.Minimize(Cost(k));
        Assert.True(cache.Solutions.Count > 2);
        Assert.Equal(first, cache.Solutions[0]);
        Assert.Equal(cache.Solutions.Count, cache.Solutions.Select(static x => string.Join(' ', x)).Distinct().Count());
        Assert.Throws<ArgumentException>(() => cache.Add([1]));
    }

    [Fact]
    public void Without_solves_the_best_of_the_cache_answers()
    {
        var cache = new SolutionCache();
        var exact = new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6]), new() { Cache = cache });
        for (var k = 0; k < 5; k++) _ = exact.Minimize(Cost(k));
        var count = cache.Solutions.Count;
        var lookup = new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6]), new() { Cache = cache, SolveShare = 0 });
        for (var k = 0; k < 20; k++)
        {
            var decision = lookup.Minimize(Cost(k + 40));
            Assert.Equal(cache.Solutions.Min(x => Vectors.Dot(Cost(k + 40), x.AsSpan())), decision.Value);
            Assert.True(decision.Value >= exact.Minimize(Cost(k + 40)).Value - 1e-12 || cache.Solutions.Count > count);
        }

        Assert.Throws<ArgumentException>(static () => new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6]), new() { SolveShare = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CostOracleOptions { SolveShare = 1.5 });
    }

    [Fact]
    public void About_the_share_asked_for_is_solved_and_always_the_same_questions()
    {
        var solver = new Costly(Solvers.RequireHighs());
        var cache = new SolutionCache();
        var oracle = new CostOracle(solver, Items.Program(new double[6]), new() { Cache = cache, SolveShare = 0.3 });
        for (var k = 0; k < 200; k++) _ = oracle.Minimize(Cost(k));
        var once = solver.Solves;
        Assert.InRange(once, 30, 100);
        for (var k = 0; k < 200; k++) _ = oracle.Minimize(Cost(k));
        Assert.InRange(solver.Solves - once, once - 5, once);
    }

    [Fact]
    public void The_relaxation_is_at_least_as_cheap_and_may_be_fractional()
    {
        double[] cost = [-1, -5, -3, -6, -2, -4.5];
        var whole = new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6])).Minimize(cost);
        var relaxed = new CostOracle(Solvers.RequireHighs(), Items.Program(new double[6]), new() { Relax = true }).Minimize(cost);
        Assert.All(whole.X, static v => Assert.True(v is 0 or 1));
        Assert.True(relaxed.Value < whole.Value - 1e-9);
        Assert.Contains(relaxed.X, static v => v is > 0.01 and < 0.99);
    }

    [Fact]
    public void Ties_are_broken_alike_whatever_was_asked_before()
    {
        var grid = new GridShortestPath(4, 4);
        var even = new double[grid.Edges.Length];
        Array.Fill(even, 1);
        foreach (var integer in (ReadOnlySpan<bool>)[false, true])
        {
            var fresh = new CostOracle(Solvers.RequireHighs(), grid.Program(new double[even.Length], integer)).Minimize(even).X;
            var used = new CostOracle(Solvers.RequireHighs(), grid.Program(new double[even.Length], integer));
            for (var k = 0; k < 10; k++) _ = used.Minimize(Make.Normals(k, even.Length));
            Assert.Equal(fresh, used.Minimize(even).X);
        }
    }

    private static double[] Cost(int seed) => [.. Make.Normals(seed, 6).Select(static v => -Math.Abs(v))];
}
