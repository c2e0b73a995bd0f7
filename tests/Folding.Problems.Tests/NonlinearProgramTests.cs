namespace Folding.Problems.Tests;

public sealed class NonlinearProgramTests
{
    private const double Inf = double.PositiveInfinity;

    public static TheoryData<Func<NonlinearProgram>, string> Wrong => new()
    {
        { static () => new Parabola([0, 0], [1], [], [], [0, 0], SparsityPattern.Empty(0, 2), null), "variableUpper has length 1; expected 2" },
        { static () => new Parabola([2], [1], [], [], [0], SparsityPattern.Empty(0, 1), null), "the bounds of variable 0 contradict" },
        { static () => new Parabola([0], [1], [double.NaN], [1], [0], SparsityPattern.Empty(1, 1), null), "constraintLower[0] is NaN" },
        { static () => new Parabola([0], [1], [3], [2], [0], SparsityPattern.Empty(1, 1), null), "the bounds of constraint 0 contradict" },
        { static () => new Parabola([0], [1], [], [], [double.NaN], SparsityPattern.Empty(0, 1), null), "start[0] is NaN" },
        { static () => new Parabola([0], [1], [], [], [0, 1], SparsityPattern.Empty(0, 1), null), "start has length 2; expected 1" },
        { static () => new Parabola([0], [1], [], [], [0], SparsityPattern.Empty(1, 1), null), "The Jacobian pattern is 1 x 1; expected 0 x 1" },
        { static () => new Parabola([0], [1], [], [], [0], SparsityPattern.Empty(0, 1), SparsityPattern.Empty(2, 2)), "upper triangle of a 1 x 1 matrix" },
        { static () => new Parabola([0, 0], [1, 1], [], [], [0, 0], SparsityPattern.Empty(0, 2), new(2, 2, [0, 1, 1], [1])), "upper triangle of a 2 x 2 matrix" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_data_are_refused_with_place_and_value(Func<NonlinearProgram> make, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void Sizes_are_those_of_the_data()
    {
        var problem = new Parabola([-Inf, 0], [Inf, 1], [0], [1], [5, 5], SparsityPattern.Empty(1, 2), null);
        Assert.Equal((2, 1, 3), (problem.VariableCount, problem.ConstraintCount, problem.DualCount));
        Assert.Equal([5, 5], problem.Start);
        Assert.Equal("nonlinear program, n = 2, m = 1, nnz(J) = 0", problem.ToString());
    }

    [Fact]
    public void Without_a_Hessian_pattern_the_Hessian_is_refused_with_the_mend()
    {
        var problem = new Parabola([0], [1], [], [], [0], SparsityPattern.Empty(0, 1), null);
        Assert.Null(problem.HessianPattern);
        var error = Assert.Throws<InvalidOperationException>(() => problem.LagrangianHessian([0], 1, [], []));
        Assert.Contains("override LagrangianHessian", error.Message, StringComparison.Ordinal);
    }

    /// <summary>f = x1², constraints without entries.</summary>
    private sealed class Parabola(double[] lower, double[] upper, double[] gL, double[] gU, double[] start, SparsityPattern jacobian, SparsityPattern? hessian)
        : NonlinearProgram(lower, upper, gL, gU, start, jacobian, hessian)
    {
        public override double ObjectiveAt(ReadOnlySpan<double> primal) => primal[0] * primal[0];

        public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            gradient.Clear();
            gradient[0] = 2 * x[0];
        }

        public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => values.Clear();

        public override void Jacobian(ReadOnlySpan<double> x, Span<double> values) => values.Clear();
    }
}
