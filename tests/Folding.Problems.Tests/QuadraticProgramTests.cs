namespace Folding.Problems.Tests;

public sealed class QuadraticProgramTests
{
    private const double Inf = double.PositiveInfinity;

    private static QuadraticProgram Example(double constant = 0) => new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), [1, 0, 0], [1, 0.7, 0.7], constant);

    public static TheoryData<Func<QuadraticProgram>, string> Wrong => new()
    {
        { static () => new(CscMatrix.Identity(3), [1, 1], CscMatrix.Zero(0, 2), [], []), "p is 3 x 3; expected 2 x 2" },
        { static () => new(CscMatrix.Identity(2), [1, 1], CscMatrix.Zero(1, 3), [0], [0]), "a is 1 x 3; expected 1 x 2" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(2, 1), [0], [0, 0]), "lower has length 1; expected 2" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(2, 1), [0, 0], [0]), "upper has length 1; expected 2" },
        { static () => new(CscMatrix.Identity(2), [1, double.NaN], CscMatrix.Zero(0, 2), [], []), "q[1] is NaN" },
        { static () => new(CscMatrix.Identity(1), [Inf], CscMatrix.Zero(0, 1), [], []), "q[0] is" },
        { static () => new(CscMatrix.Diagonal([1, double.NaN]), [1, 1], CscMatrix.Zero(0, 2), [], []), "p(1, 1) is NaN" },
        { static () => new(CscMatrix.Identity(2), [1, 1], CscMatrix.FromTriplets(2, 2, [(1, 0, Inf)]), [0, 0], [1, 1]), "a(1, 0) is" },
        { static () => new(CscMatrix.FromDense(new double[,] { { 1, 2 }, { 2, 1 } }), [1, 1], CscMatrix.Zero(0, 2), [], []), "P stores entry (1, 0) below the diagonal" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(1, 1), [double.NaN], [1]), "lower[0] is NaN" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(1, 1), [0], [double.NaN]), "upper[0] is NaN" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(1, 1), [Inf], [Inf]), "lower[0] is +Infinity; no point satisfies row 0" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(1, 1), [-Inf], [-Inf]), "upper[0] is -Infinity; no point satisfies row 0" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(2, 1), [0, 2.5], [1, 1.5]), "lower[1] = 2.5 exceeds upper[1] = 1.5; the bounds of row 1" },
        { static () => new(CscMatrix.Identity(1), [1], CscMatrix.Zero(0, 1), [], [], double.NaN), "constant is NaN" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_data_are_refused_with_place_and_value(Func<QuadraticProgram> make, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void Sizes_are_those_of_the_data()
    {
        var problem = Example();
        Assert.Equal((2, 3, 3), (problem.VariableCount, problem.ConstraintCount, problem.DualCount));
        Assert.Equal("quadratic program, n = 2, m = 3, nnz(P) = 3, nnz(A) = 4", problem.ToString());
    }

    [Fact]
    public void The_vectors_are_copied()
    {
        double[] q = [1, 1], lower = [0], upper = [1];
        var problem = new QuadraticProgram(CscMatrix.Identity(2), q, CscMatrix.Zero(1, 2), lower, upper);
        (q[0], lower[0], upper[0]) = (9, 9, 9);
        Assert.Equal((1, 0, 1), (problem.Q[0], problem.Lower[0], problem.Upper[0]));
    }

    [Fact]
    public void A_session_can_tell_unchanged_blocks_by_identity()
    {
        var problem = Example();
        var q = problem.WithLinearCost([2, 2]);
        Assert.Equal([2, 2], q.Q);
        Shares(problem, q, p: true, a: true, q: false, bounds: true);
        var bounds = problem.WithBounds([0, 0, 0], [1, 1, 1]);
        Assert.Equal([0, 0, 0], bounds.Lower);
        Shares(problem, bounds, p: true, a: true, q: true, bounds: false);
        var p = problem.WithP(CscMatrix.Identity(2));
        Shares(problem, p, p: false, a: true, q: true, bounds: true);
        var a = problem.WithA(problem.A.WithValues([1, 2, 3, 4]));
        Shares(problem, a, p: true, a: false, q: true, bounds: true);
    }

    [Fact]
    public void Changed_blocks_are_validated_and_the_constant_stays()
    {
        var problem = Example(constant: 3);
        Assert.Throws<ArgumentException>(() => problem.WithLinearCost([1]));
        Assert.Throws<ArgumentException>(() => problem.WithLinearCost([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => problem.WithBounds([0, 0, 0], [1, 1, -1]));
        Assert.Throws<ArgumentException>(() => problem.WithBounds([0, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => problem.WithP(CscMatrix.Identity(3)));
        Assert.Throws<ArgumentException>(() => problem.WithP(CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } })));
        Assert.Throws<ArgumentException>(() => problem.WithA(CscMatrix.Identity(2)));
        Assert.Throws<ArgumentException>(() => problem.WithA(problem.A.WithValues([1, double.NaN, 0, 0])));
        foreach (var changed in new[] { problem.WithLinearCost([0, 0]), problem.WithBounds([0, 0, 0], [1, 1, 1]), problem.WithP(problem.P), problem.WithA(problem.A) })
            Assert.Equal(3, changed.Constant);
    }

    [Fact]
    public void Structure_is_sizes_and_patterns_not_values()
    {
        var problem = Example();
        Assert.True(problem.HasStructureOf(problem.WithP(problem.P.WithValues([0, 0, 0])).WithBounds([-Inf, 0, 0], [Inf, 0, 0])));
        Assert.False(problem.HasStructureOf(problem.WithP(CscMatrix.Identity(2))));
        Assert.False(problem.HasStructureOf(problem.WithA(CscMatrix.Zero(3, 2))));
    }

    [Fact]
    public void The_objective_includes_both_triangles_and_the_constant()
    {
        Assert.Equal(1.88 + 10, Example(constant: 10).ObjectiveAt([0.3, 0.7]), 12);
        Assert.Throws<ArgumentException>(static () => Example().ObjectiveAt([1]));
    }

    private static void Shares(QuadraticProgram first, QuadraticProgram second, bool p, bool a, bool q, bool bounds)
    {
        Assert.Equal(p, ReferenceEquals(first.P, second.P));
        Assert.Equal(a, ReferenceEquals(first.A, second.A));
        Assert.Equal(q, first.Q == second.Q);
        Assert.Equal(bounds, first.Lower == second.Lower && first.Upper == second.Upper);
    }
}
