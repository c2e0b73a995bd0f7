using Folding.Problems;

namespace Folding.Highs.Tests;

public class SimplexStartTests
{
    private static readonly HighsSolver Solver = new();

    /// <summary>An assignment of six to six has many optimal bases, of which costs of few values leave several optimal vertices.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_solve_from_a_basis_does_not_depend_on_what_was_solved_before(int seed)
    {
        var random = new Random(seed);
        var problem = seed % 2 == 0 ? Assignment(random) : Dense(random);
        var moved = Moved(problem, random);
        using var straight = Solver.Open(problem);
        var start = straight.Solve().WarmStart!;
        straight.Update(moved);
        var expected = straight.Solve(new() { WarmStart = start });
        Assert.True(expected.IsSolved);

        using var detour = Solver.Open(problem);
        for (var k = 0; k < 3; k++)
        {
            detour.Update(Moved(problem, random));
            Assert.True(detour.Solve(k == 1 ? new() { WarmStart = start } : null).IsSolved);
        }

        detour.Update(moved);
        HasBits(expected, detour.Solve(new() { WarmStart = start }));
        HasBits(expected, Solver.Solve(moved, new() { WarmStart = start }));
        // Back to the start and there again: now the session holds another basis of its own.
        straight.Update(problem);
        Assert.True(straight.Solve(new() { WarmStart = start }).IsSolved);
        straight.Update(moved);
        HasBits(expected, straight.Solve(new() { WarmStart = start }));
    }

    [Fact]
    public void Many_iterations_from_a_basis_leave_the_digits_of_the_answer()
    {
        var problem = Dense(new Random(7));
        using var session = Solver.Open(problem);
        var start = session.Solve().WarmStart!;
        session.Update(problem.WithCost([.. problem.Cost.Select(static (c, j) => j % 2 == 0 ? -c : 2 * c)]));
        var solution = session.Solve(new() { WarmStart = start });
        Assert.True(solution.Statistics.Iterations > 5);
        Assert.True(solution.Residuals!.Value.WorstRelative < 1e-13);
    }

    [Fact]
    public void A_basis_is_used_again_after_bounds_and_matrix_moved()
    {
        var problem = Dense(new Random(5));
        using var session = Solver.Open(problem);
        var start = session.Solve().WarmStart!;
        LinearProgram[] moves =
        [
            problem.WithBounds([.. problem.RowLower], [.. problem.RowUpper.Select(static u => 1.1 * u)], [.. problem.ColumnLower], [.. problem.ColumnUpper.Select(static u => 0.9 * u)]),
            problem.WithA(problem.A.WithValues([.. problem.A.ValueArray.Select(static v => 1.01 * v)])),
        ];
        foreach (var moved in moves)
        {
            session.Update(moved);
            HasBits(Solver.Solve(moved, new() { WarmStart = start }), session.Solve(new() { WarmStart = start }));
        }
    }

    [Fact]
    public void A_basis_of_all_variables_is_a_start_too()
    {
        // Two rows fix both variables: none of them is nonbasic.
        var problem = new LinearProgram([1, 1], CscMatrix.FromDense(new double[,] { { 2, 1 }, { 1, 3 } }), [4, 7], [4, 7], [-9, -9], [9, 9]);
        using var session = new HighsSolver(HighsOptions.ForGradients with { Presolve = false }).Open(problem);
        var first = session.Solve();
        Assert.All(first.WarmStart!.Basis!.Columns, static status => Assert.Equal(BasisStatus.Basic, status));
        session.Update(problem.WithCost([-1, 2]));
        var second = session.Solve(new() { WarmStart = first.WarmStart });
        Assert.Equal([1.0, 2.0], second.Primal, static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(0, second.Statistics.Iterations);
        HasBits(new HighsSolver(HighsOptions.ForGradients with { Presolve = false }).Solve(problem.WithCost([-1, 2]), new() { WarmStart = first.WarmStart }), second);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_renewed_session_solves_as_a_new_one(bool integer)
    {
        var random = new Random(3);
        using var session = Solver.Open(Problem());
        for (var k = 0; k < 6; k++)
        {
            var before = session.Solve();
            session.Update(Moved(Problem(), random));
            _ = session.Solve(integer ? null : new() { WarmStart = before.WarmStart });
            var next = Moved(Problem(), random);
            session.Renew(next);
            HasBits(Solver.Solve(next), session.Solve());
            session.Renew(Programs.Corner());
            HasBits(Solver.Solve(Programs.Corner()), session.Solve());
            session.Renew(Problem());
        }

        LinearProgram Problem() => integer ? Programs.Knapsack() : Dense(new Random(9));
    }

    [Fact]
    public void A_refused_renewal_leaves_the_session_with_the_problem_it_had()
    {
        using var session = Solver.Open(Programs.Corner());
        Assert.Throws<ArgumentException>(() => session.Renew(Programs.Corner().WithA(Programs.Corner().A.WithValues([1, 1, 1, 1e16]))));
        Assert.Equal(-5, session.Solve().Objective!.Value, 12);
    }

    private static void HasBits(Solution expected, Solution actual)
    {
        Assert.Equal(expected.Termination, actual.Termination);
        Assert.Equal(expected.Primal, actual.Primal);
        Assert.Equal(expected.Dual, actual.Dual);
        Assert.Equal(expected.Statistics.Iterations, actual.Statistics.Iterations);
    }

    private static LinearProgram Moved(LinearProgram problem, Random random) =>
        problem.WithCost([.. problem.Cost.Select(c => c + 0.5 * (random.NextDouble() - 0.5))]);

    private static LinearProgram Dense(Random random)
    {
        const int Rows = 12, Columns = 20;
        var a = new double[Rows, Columns];
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++) a[i, j] = random.NextDouble() < 0.4 ? random.NextDouble() : 0;
        }

        double[] zero = new double[Columns], most = [.. Enumerable.Repeat(2.0, Columns)];
        return new(
            [.. Enumerable.Range(0, Columns).Select(_ => -random.NextDouble())], CscMatrix.FromDense(a), [.. Enumerable.Repeat(double.NegativeInfinity, Rows)],
            [.. Enumerable.Range(0, Rows).Select(_ => 1 + random.NextDouble())], zero, most);
    }

    private static LinearProgram Assignment(Random random)
    {
        const int Size = 6;
        var entries = new List<(int Row, int Column, double Value)>();
        for (var k = 0; k < Size * Size; k++)
        {
            entries.Add((k / Size, k, 1));
            entries.Add((Size + (k % Size), k, 1));
        }

        double[] ones = [.. Enumerable.Repeat(1.0, 2 * Size)], most = [.. Enumerable.Repeat(1.0, Size * Size)];
        return new([.. most.Select(_ => (double)random.Next(3))], CscMatrix.FromTriplets(2 * Size, Size * Size, entries), ones, ones, new double[Size * Size], most);
    }
}
