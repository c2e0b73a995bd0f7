using Folding.Problems;

namespace Folding.Tests;

/// <summary>From a rough point the central path shows the active set of the solution.</summary>
public sealed class CentralPathTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(10.0)]
    public void The_path_from_any_point_settles_on_the_active_set_of_the_solution(double noise)
    {
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 20, 3, 25);
            double[] errors = Make.Normals(item, x.Length + y.Length);
            var path = new CentralPath(problem, [.. x.Select((v, j) => v + (noise * errors[j]))], [.. y.Select((v, i) => v + (noise * errors[x.Length + i]))], new());
            AssertShows(ActiveSet.Identify(problem, x, y), path, steps: 20);
        }
    }

    [Fact]
    public void From_nowhere_it_takes_hardly_longer()
    {
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 20, 3, 25);
            AssertShows(ActiveSet.Identify(problem, x, y), new(problem, new double[x.Length], new double[y.Length], new()), steps: 20);
        }
    }

    [Fact]
    public void At_a_vertex_all_rows_that_hold_are_shown()
    {
        for (var item = 0; item < 5; item++)
        {
            var (problem, x, y) = Make.Vertex(item, 6);
            AssertShows(ActiveSet.Identify(problem, x, y), new(problem, new double[x.Length], new double[y.Length], new()), steps: 20);
        }
    }

    [Fact]
    public void The_point_approaches_the_solution()
    {
        var (problem, x, y) = Make.StrictlyComplementary(3, 20, 3, 25);
        var path = new CentralPath(problem, new double[x.Length], new double[y.Length], new());
        for (var step = 0; step < 10; step++) Assert.True(path.Step());
        Assert.True(Make.Distance(path.X, x) < 1e-4, $"x is off by {Make.Distance(path.X, x)}");
        Assert.True(Make.Distance(path.Y, y) < 1e-3, $"y is off by {Make.Distance(path.Y, y)}");
    }

    [Fact]
    public void Bounds_on_variables_and_two_sided_rows_are_told_apart_by_side()
    {
        // min ½|x − (3, −3, 0.2, 5)|² in the box [−1, 1]⁴ with x1 + x2 + x3 + x4 ≤ 4, which does not bind: x = (1, −1, 0.2, 1).
        var a = CscMatrix.FromDense(new double[,] { { 1, 0, 0, 0 }, { 0, 2, 0, 0 }, { 0, 0, -4, 0 }, { 0, 0, 0, -1 }, { 1, 1, 1, 1 } });
        var problem = new QuadraticProgram(
            CscMatrix.Identity(4), [-3, 3, -0.2, -5], a, [-1, -2, -4, -1, double.NegativeInfinity], [1, 2, 4, 1, 4]);
        var path = new CentralPath(problem, new double[4], new double[5], new());
        AssertShows([RowActivity.Upper, RowActivity.Lower, RowActivity.Inactive, RowActivity.Lower, RowActivity.Inactive], path, steps: 12);
    }

    [Fact]
    public void Without_inequalities_or_without_a_feasible_point_there_is_no_path()
    {
        var equality = new QuadraticProgram(CscMatrix.Identity(2), [1, 1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], [1]);
        Assert.False(new CentralPath(equality, new double[2], new double[1], new()).Step());

        var empty = new QuadraticProgram(CscMatrix.Identity(1), [0], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [double.NegativeInfinity, 1], [-1, double.PositiveInfinity]);
        var path = new CentralPath(empty, new double[1], new double[2], new());
        var steps = 0;
        while (steps < 100 && path.Step()) steps++;
        Assert.True(steps < 100);
    }

    /// <summary>Within so many steps it settles on this active set; it may have settled on another one too early.</summary>
    private static void AssertShows(RowActivity[] expected, CentralPath path, int steps)
    {
        var shows = false;
        for (var step = 0; step < steps && !shows && path.Step(); step++) shows = path.IsSettled && path.Activity.AsSpan().SequenceEqual(expected);
        Assert.Equal(expected, path.Activity);
        Assert.True(shows);
    }
}
