using Folding.Problems;

namespace Folding.Tests;

/// <summary>Small instances against enumeration, permutations and recursion.</summary>
public class CombinatorialTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    public void The_shortest_path_of_a_grid_is_that_of_the_recursion(int rows, int columns)
    {
        var grid = new GridShortestPath(rows, columns);
        Assert.Equal((rows * (columns - 1)) + ((rows - 1) * columns), grid.Edges.Length);
        for (var k = 0; k < 5; k++)
        {
            var lengths = Make.Normals(k, grid.Edges.Length);
            var distance = new double[rows * columns];
            Array.Fill(distance, double.PositiveInfinity);
            distance[0] = 0;
            for (var e = 0; e < lengths.Length; e++)
            {
                var (from, to) = grid.Edges[e];
                distance[to] = Math.Min(distance[to], distance[from] + lengths[e]);
            }

            foreach (var integer in (ReadOnlySpan<bool>)[false, true])
            {
                var solution = Solvers.RequireHighs().Open(grid.Program(lengths, integer)).Solve();
                Assert.Equal(distance[^1], solution.Objective!.Value, 1e-9);
                Assert.All(solution.Primal, static v => Assert.Equal(Math.Round(v), v, 1e-9));
                Assert.Equal(rows + columns - 2, solution.Primal.Sum(), 1e-9);
            }
        }
    }

    [Fact]
    public void A_knapsack_in_two_dimensions_is_that_of_enumeration()
    {
        var random = new Random(3);
        for (var k = 0; k < 5; k++)
        {
            var weights = new double[2, 9];
            for (var i = 0; i < 18; i++) weights[i / 9, i % 9] = random.Next(1, 8);
            var program = new Knapsack(weights, [15, 12]).Program(Make.Normals(k, 9));
            var expected = Enumerate.Cheapest(program, program.Cost.AsSpan());
            var solution = Solvers.RequireHighs().Open(program).Solve();
            LpgdTests.AssertClose(expected, solution.Primal, 1e-6);
        }
    }

    [Fact]
    public void An_assignment_is_that_of_all_permutations()
    {
        var assignment = new Assignment(5);
        for (var k = 0; k < 5; k++)
        {
            var costs = Make.Normals(k, 25);
            var least = Permutations(5).Min(p => p.Select((task, worker) => costs[(worker * 5) + task]).Sum());
            var solution = Solvers.RequireHighs().Open(assignment.Program(costs)).Solve();
            Assert.Equal(least, solution.Objective!.Value, 1e-9);
            Assert.All(solution.Primal, static v => Assert.Equal(Math.Round(v), v, 1e-9));
        }
    }

    [Fact]
    public void A_ranking_is_that_of_sorting_and_its_score_gradient_sums_over_ranks()
    {
        var ranking = new Ranking(6);
        var scores = Make.Normals(8, 6);
        var decision = Solvers.RequireHighs().Open(ranking.Program(scores)).Solve().Primal;
        double[] expected = [.. scores.Select(s => (double)scores.Count(other => other >= s))];
        LpgdTests.AssertClose(expected, [.. ranking.Ranks(decision.AsSpan())], 1e-9);
        var gradient = new double[36];
        (gradient[0], gradient[5], gradient[7]) = (1, 1, 3);
        Assert.Equal([7, 6, 0, 0, 0, 0], ranking.ScoreGradient(gradient));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_tour_is_that_of_all_permutations(int cities)
    {
        var salesman = new TravellingSalesman(cities);
        for (var k = 0; k < 3; k++)
        {
            double[] xs = Make.Normals(k, cities), ys = Make.Normals(k + 9, cities);
            double[] distances = [.. salesman.Edges.Select(e => double.Hypot(xs[e.From] - xs[e.To], ys[e.From] - ys[e.To]))];
            double Distance(int a, int b) => double.Hypot(xs[a] - xs[b], ys[a] - ys[b]);
            var shortest = Permutations(cities - 1).Min(p =>
            {
                int[] tour = [.. p, cities - 1];
                return tour.Select((city, i) => Distance(city, tour[(i + 1) % cities])).Sum();
            });
            var solution = Solvers.RequireHighs().Open(salesman.Program(distances)).Solve();
            Assert.Equal(shortest, solution.Objective!.Value, 1e-9);
            Assert.Equal(cities, solution.Primal.Sum(), 1e-6);
        }
    }

    [Fact]
    public void Two_far_groups_of_cities_still_make_one_tour()
    {
        // Without subtour rows two triangles would be cheaper.
        var salesman = new TravellingSalesman(6);
        double[] xs = [0, 1, 0, 100, 101, 100], ys = [0, 0, 1, 0, 0, 1];
        double[] distances = [.. salesman.Edges.Select(e => double.Hypot(xs[e.From] - xs[e.To], ys[e.From] - ys[e.To]))];
        Assert.True(Solvers.RequireHighs().Open(salesman.Program(distances)).Solve().Objective > 198);
    }

    [Fact]
    public void What_is_no_instance_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GridShortestPath(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GridShortestPath(1, 1));
        Assert.Throws<ArgumentException>(static () => new GridShortestPath(2, 2).Program([1]));
        Assert.Throws<ArgumentException>(static () => new GridShortestPath(2, 2).Program([1, 2, 3, double.NaN]));
        Assert.Contains("weights[0, 1]", Assert.Throws<ArgumentException>(static () => new Knapsack(new double[,] { { 1, -1 } }, [1])).Message, StringComparison.Ordinal);
        Assert.Contains("capacities[0]", Assert.Throws<ArgumentException>(static () => new Knapsack(new double[,] { { 1, 1 } }, [-1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new Knapsack(new double[,] { { 1, 1 } }, [1, 2]));
        Assert.Throws<ArgumentException>(static () => new Knapsack(new double[1, 0], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Assignment(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Ranking(0));
        Assert.Throws<ArgumentException>(static () => new Ranking(2).Ranks([1]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TravellingSalesman(2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TravellingSalesman(TravellingSalesman.MaximumCities + 1));
    }

    private static IEnumerable<int[]> Permutations(int n)
    {
        if (n == 0) return [[]];
        return from shorter in Permutations(n - 1) from place in Enumerable.Range(0, n) select (int[])[.. shorter[..place], n - 1, .. shorter[place..]];
    }
}
