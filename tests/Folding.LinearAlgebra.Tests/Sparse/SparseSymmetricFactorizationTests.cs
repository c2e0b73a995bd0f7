using Folding.Natives;
using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

/// <summary>What every sparse solver must do, the managed one and those that are installed.</summary>
public class SparseSymmetricFactorizationTests
{
    public static TheoryData<SparseSolver> Solvers => [SparseSolver.Managed, SparseSolver.Pardiso, SparseSolver.Umfpack];

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Solves_saddle_point_systems(SparseSolver solver)
    {
        foreach (var (n, m) in ((int, int)[])[(1, 0), (1, 1), (5, 2), (60, 25), (400, 150)])
        {
            var (matrix, signs) = SaddlePoint(n, m, seed: n);
            var factor = Create(matrix.Pattern, solver);
            Assert.Equal(n + m, factor.Order);
            Assert.Equal(LdlOutcome.Factored, factor.Factor(matrix.Values, signs));
            var b = RightHandSides(n + m, 1);
            var x = (double[])b.Clone();
            factor.Solve(x);
            Assert.True(Residual(matrix, x, b) <= 1e-9, $"{n} {m}");
        }
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Many_right_hand_sides_are_solved_as_one_is(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(50, 20, seed: 3);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs);
        var many = RightHandSides(70, 11);
        var one = many[(70 * 4)..(70 * 5)];
        factor.SolveMany(many, 11);
        factor.Solve(one);
        for (var i = 0; i < 70; i++) Assert.Equal(one[i], many[(70 * 4) + i], 1e-10);
        factor.SolveMany([], 0);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void The_pattern_is_refilled_with_other_values_and_a_shift_goes_to_the_diagonal(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(30, 10, seed: 4);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs);
        var (other, _) = SaddlePoint(30, 10, seed: 4, scale: 3);
        Assert.Equal(matrix.Pattern, other.Pattern);
        factor.Factor(other.Values, signs, new LdlRegularization { Shift = 0.25 });

        var shifted = CscMatrix.FromTriplets(40, 40, other.Entries().Concat(Enumerable.Range(0, 40).Select(i => (i, i, 0.25 * signs[i]))));
        double[] b = RightHandSides(40, 1), x = (double[])b.Clone();
        factor.Solve(x);
        Assert.True(Residual(shifted, x, b) <= 1e-10);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Missing_entries_of_the_diagonal_count_as_zero(SparseSolver solver)
    {
        // [2 1; 1 0] x = (3, 1) has the solution (1, 1).
        var pattern = CscMatrix.FromTriplets(2, 2, [(0, 0, 2.0), (0, 1, 1.0)]).Pattern;
        var factor = Create(pattern, solver);
        Assert.Equal(LdlOutcome.Factored, factor.Factor([2, 1]));
        double[] x = [3, 1];
        factor.Solve(x);
        Assert.Equal(1, x[0], 1e-14);
        Assert.Equal(1, x[1], 1e-14);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Inertia_is_the_count_of_variables_and_constraints_where_it_is_known(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(45, 17, seed: 5);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs);
        if (solver == SparseSolver.Umfpack) Assert.Null(factor.FindInertia());
        else Assert.Equal(new Inertia(45, 17, 0), factor.FindInertia());
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Solves_with_workspaces_of_their_own_run_at_once(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(120, 50, seed: 6);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs);
        var b = RightHandSides(170, 1);
        var expected = (double[])b.Clone();
        factor.Solve(expected);
        var wrong = 0;
        Parallel.For(0, 100, _ =>
        {
            var x = (double[])b.Clone();
            factor.Solve(x, new double[factor.WorkspaceLength]);
            for (var i = 0; i < x.Length; i++)
            {
                if (Math.Abs(x[i] - expected[i]) > 1e-13) Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Refinement_works_with_every_solver(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(60, 25, seed: 7);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs, new LdlRegularization { Shift = 1e-6 });
        var b = RightHandSides(85, 1);
        var x = new double[85];
        Assert.True(IterativeRefinement.Solve(matrix, factor, b, x).Converged);
        Assert.True(Residual(matrix, x, b) <= 1e-11);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Bad_input_is_refused(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(4, 2, seed: 8);
        var factor = Create(matrix.Pattern, solver);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[6]));
        Assert.Throws<ArgumentException>(() => factor.Factor(matrix.Values[1..]));
        Assert.Throws<ArgumentException>(() => factor.Factor(matrix.Values, new sbyte[5]));
        Assert.Throws<ArgumentException>(() => factor.Factor(matrix.Values, [1, 1, 1, 1, 2, 1]));
        Assert.Throws<ArgumentException>(() => factor.Factor(matrix.Values, default, new LdlRegularization { Shift = 1 }));
        var broken = matrix.Values.ToArray();
        broken[0] = double.NaN;
        Assert.Throws<ArgumentException>(() => factor.Factor(broken));
        factor.Factor(matrix.Values, signs);
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[5]));
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[6], new double[3]));
        Assert.ThrowsAny<ArgumentException>(() => factor.SolveMany(new double[6], -1));
        Assert.Throws<ArgumentException>(() => factor.Solve([1, 2, 3, 4, 5, double.NaN]));
        Assert.Throws<ArgumentException>(() => SparseSymmetricFactorization.Create(new SparsityPattern(2, 2, [0, 2, 3], [0, 1, 1]), solver));
        Assert.Throws<ArgumentException>(() => SparseSymmetricFactorization.Create(new SparsityPattern(2, 3, [0, 0, 0, 0], []), solver));
    }

    [Theory]
    [InlineData(SparseSolver.Pardiso)]
    [InlineData(SparseSolver.Umfpack)]
    public void A_matrix_that_needs_pivoting_is_solved_by_the_solvers_that_pivot(SparseSolver solver)
    {
        // The diagonal is zero: no LDL' without pivoting, whatever the order.
        var matrix = CscMatrix.FromTriplets(4, 4, [(0, 1, 1.0), (1, 2, 2.0), (2, 3, 3.0), (0, 3, 4.0), (0, 2, 0.5)]);
        var factor = Create(matrix.Pattern, solver);
        Assert.Equal(LdlOutcome.ZeroPivot, Create(matrix.Pattern, SparseSolver.Managed).Factor(matrix.Values));
        Assert.Equal(LdlOutcome.Factored, factor.Factor(matrix.Values));
        double[] b = [1, 2, 3, 4], x = (double[])b.Clone();
        factor.Solve(x);
        Assert.True(Residual(matrix, x, b) <= 1e-6);
    }

    [Fact]
    public void A_singular_matrix_is_an_outcome_of_the_solver_that_notices()
    {
        var matrix = CscMatrix.FromTriplets(2, 2, [(0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0)]);
        var umfpack = Create(matrix.Pattern, SparseSolver.Umfpack);
        Assert.Equal(LdlOutcome.ZeroPivot, umfpack.Factor(matrix.Values));
        Assert.Throws<InvalidOperationException>(() => umfpack.Solve(new double[2]));
        Assert.Equal(LdlOutcome.Factored, umfpack.Factor([1, 1, 3]));
    }

    [Fact]
    public void The_managed_factorization_is_chosen_while_it_can_store_the_factor()
    {
        var (matrix, _) = SaddlePoint(30, 10, seed: 9);
        Assert.IsType<LdlFactor>(SparseSymmetricFactorization.Create(matrix.Pattern));
        if (PardisoLibrary.IsAvailable) Assert.IsType<PardisoFactorization>(SparseSolverRule.Choose(matrix.Pattern, mostEntries: 10));
        else Assert.Throws<NativeLibraryException>(() => SparseSolverRule.Choose(matrix.Pattern, mostEntries: 10));
        Assert.Throws<ArgumentException>(() => SparseSymmetricFactorization.Create(matrix.Pattern, (SparseSolver)9));
    }

    [Theory]
    [InlineData(SparseSolver.Pardiso)]
    [InlineData(SparseSolver.Umfpack)]
    public void Nothing_works_after_disposal(SparseSolver solver)
    {
        var (matrix, signs) = SaddlePoint(4, 2, seed: 8);
        var factor = Create(matrix.Pattern, solver);
        factor.Factor(matrix.Values, signs);
        ((IDisposable)factor).Dispose();
        ((IDisposable)factor).Dispose();
        Assert.Throws<ObjectDisposedException>(() => factor.Solve(new double[6]));
        Assert.Throws<ObjectDisposedException>(() => factor.Factor(matrix.Values, signs));
    }

    private static SparseSymmetricFactorization Create(SparsityPattern pattern, SparseSolver solver)
    {
        try
        {
            return SparseSymmetricFactorization.Create(pattern, solver);
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip($"{solver} is not here: {missing.Message}");
            throw;
        }
    }

    /// <summary><c>[H A'; A -D]</c> with positive diagonals H and D.</summary>
    private static (CscMatrix Upper, sbyte[] Signs) SaddlePoint(int n, int m, int seed, double scale = 1)
    {
        var random = new Random(seed);
        List<(int, int, double)> entries = [];
        for (var j = 0; j < n; j++)
        {
            entries.Add((j, j, scale * (1 + random.NextDouble())));
            for (var r = 0; r < m; r++)
            {
                if (random.NextDouble() < 0.1) entries.Add((j, n + r, scale * (random.NextDouble() - 0.5)));
            }
        }

        for (var r = 0; r < m; r++) entries.Add((n + r, n + r, -0.1 * (1 + random.NextDouble())));
        var signs = new sbyte[n + m];
        signs.AsSpan(0, n).Fill(1);
        signs.AsSpan(n).Fill(-1);
        return (CscMatrix.FromTriplets(n + m, n + m, entries), signs);
    }

    private static double[] RightHandSides(int n, int count)
    {
        var random = new Random(1);
        var b = new double[n * count];
        foreach (ref var value in b.AsSpan()) value = (2 * random.NextDouble()) - 1;
        return b;
    }

    private static double Residual(CscMatrix upper, double[] x, double[] b)
    {
        var product = new double[b.Length];
        upper.MultiplySymmetric(x, product);
        return b.Zip(product, static (want, got) => Math.Abs(want - got)).Max();
    }
}
