namespace Folding.Problems.Tests;

public sealed class LinearProgramTests
{
    private const double Inf = double.PositiveInfinity;

    private static LinearProgram Example(params int[] integers) => new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [-Inf, -Inf], [4, 6], [0, 0], [Inf, 3], integers, constant: 7);

    public static TheoryData<Func<LinearProgram>, string> Wrong => new()
    {
        { static () => new([1], CscMatrix.Identity(2), [0, 0], [1, 1], [0], [1]), "a is 2 x 2; expected 2 x 1" },
        { static () => new([1, double.NaN], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1]), "cost[1] is NaN" },
        { static () => new([1], CscMatrix.Diagonal([double.NaN]), [0], [1], [0], [1]), "a(0, 0) is NaN" },
        { static () => new([1], CscMatrix.Identity(1), [0, 0], [1, 1], [0], [1]), "rowLower has length 2; expected 1" },
        { static () => new([1], CscMatrix.Identity(1), [0], [1], [0, 0], [1]), "columnLower has length 2; expected 1" },
        { static () => new([1], CscMatrix.Identity(1), [2], [1], [0], [1]), "the bounds of row 0 contradict" },
        { static () => new([1], CscMatrix.Identity(1), [0], [1], [2], [1]), "columnLower[0] = 2 exceeds columnUpper[0] = 1; the bounds of variable 0" },
        { static () => new([1, 1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1], [1, 0]), "Integer column 0 follows 1" },
        { static () => new([1, 1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1], [1, 1]), "Integer column 1 follows 1" },
        { static () => new([1, 1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1], [2]), "Integer column 2" },
        { static () => new([1, 1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1], [-1]), "Integer column -1" },
        { static () => new([1], CscMatrix.Zero(0, 1), [], [], [0], [1], [], Inf), "constant" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_data_are_refused_with_place_and_value(Func<LinearProgram> make, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void Sizes_are_those_of_the_data()
    {
        var problem = Example(1);
        Assert.Equal((2, 2, 4), (problem.VariableCount, problem.ConstraintCount, problem.DualCount));
        Assert.True(problem.HasIntegers);
        Assert.False(Example().HasIntegers);
        Assert.Equal("mixed-integer linear program, n = 2, m = 2, nnz(A) = 4, 1 integer", problem.ToString());
        Assert.Equal("linear program, n = 2, m = 2, nnz(A) = 4", Example().ToString());
    }

    [Fact]
    public void A_session_can_tell_unchanged_blocks_by_identity()
    {
        var problem = Example(0);
        Shares(problem, problem.WithCost([3, 4]), cost: false, a: true, bounds: true);
        Shares(problem, problem.WithBounds([0, 0], [9, 9], [1, 1], [2, 2]), cost: true, a: true, bounds: false);
        Shares(problem, problem.WithA(CscMatrix.Identity(2)), cost: true, a: false, bounds: true);
        Shares(problem, problem.WithoutIntegrality(), cost: true, a: true, bounds: true);
        Assert.Same(Example().GetType(), Example().WithoutIntegrality().GetType());
        Assert.Empty(problem.WithoutIntegrality().IntegerColumns);
        var relaxed = Example();
        Assert.Same(relaxed, relaxed.WithoutIntegrality());
    }

    [Fact]
    public void Changes_keep_integers_and_constant_and_are_validated()
    {
        var problem = Example(0, 1);
        foreach (var changed in new[] { problem.WithCost([0, 0]), problem.WithBounds([0, 0], [1, 1], [0, 0], [1, 1]), problem.WithA(CscMatrix.Identity(2)) })
        {
            Assert.Equal([0, 1], changed.IntegerColumns);
            Assert.Equal(7, changed.Constant);
        }

        Assert.Equal([1, 1], problem.WithBounds([0, 0], [1, 1], [0, 0], [1, 1]).ColumnUpper);
        Assert.Throws<ArgumentException>(() => problem.WithCost([1]));
        Assert.Throws<ArgumentException>(() => problem.WithBounds([0, 0], [1, 1], [0, 0], [1, -1]));
        Assert.Throws<ArgumentException>(() => problem.WithBounds([0], [1], [0, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => problem.WithA(CscMatrix.Identity(3)));
        Assert.Throws<ArgumentException>(() => problem.WithA(CscMatrix.Diagonal([1, double.NaN])));
    }

    [Fact]
    public void Structure_includes_the_integer_columns()
    {
        Assert.True(Example(0).HasStructureOf(Example(0).WithCost([5, 5])));
        Assert.False(Example(0).HasStructureOf(Example(1)));
        Assert.False(Example(0).HasStructureOf(Example()));
        Assert.False(Example().HasStructureOf(Example().WithA(CscMatrix.Identity(2))));
    }

    [Fact]
    public void The_objective_includes_the_constant()
    {
        Assert.Equal(2, Example().ObjectiveAt([3, 1]));
        Assert.Throws<ArgumentException>(static () => Example().ObjectiveAt([1]));
    }

    [Fact]
    public void ToQuadratic_appends_the_bounds_as_rows_and_keeps_residuals()
    {
        var problem = Example();
        var quadratic = problem.ToQuadratic();
        Assert.Equal((2, 4, 0), (quadratic.VariableCount, quadratic.ConstraintCount, quadratic.P.Pattern.Count));
        Assert.Equal([-Inf, -Inf, 0, 0], quadratic.Lower);
        Assert.Equal([4, 6, Inf, 3], quadratic.Upper);
        Assert.Equal(new double[,] { { 1, 1 }, { 1, 3 }, { 1, 0 }, { 0, 1 } }, quadratic.A.ToDense());
        Assert.Equal(problem.ObjectiveAt([1, 2]), quadratic.ObjectiveAt([1, 2]));
        double[] x = [5, -1], y = [0.5, -0.25, 0.1, 2];
        Assert.Equal(problem.ResidualsAt(x, y), quadratic.ResidualsAt(x, y));
    }

    private static void Shares(LinearProgram first, LinearProgram second, bool cost, bool a, bool bounds)
    {
        Assert.Equal(cost, first.Cost == second.Cost);
        Assert.Equal(a, ReferenceEquals(first.A, second.A));
        Assert.Equal(bounds, first.RowLower == second.RowLower && first.RowUpper == second.RowUpper && first.ColumnLower == second.ColumnLower && first.ColumnUpper == second.ColumnUpper);
    }
}
