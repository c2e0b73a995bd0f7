namespace Folding.Problems.Tests;

public sealed class QuadraticNonlinearProgramTests
{
    private static readonly QuadraticProgram Quadratic = new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), [1, 0, 0], [1, 0.7, 0.7], constant: 5);

    private readonly QuadraticNonlinearProgram _problem = new(Quadratic);

    [Fact]
    public void It_has_the_rows_of_the_program_and_free_variables()
    {
        Assert.Equal((2, 3, 5), (_problem.VariableCount, _problem.ConstraintCount, _problem.DualCount));
        Assert.All(_problem.VariableLower, static l => Assert.Equal(double.NegativeInfinity, l));
        Assert.All(_problem.VariableUpper, static u => Assert.Equal(double.PositiveInfinity, u));
        Assert.Equal(Quadratic.Lower, _problem.ConstraintLower);
        Assert.Equal([0, 0], _problem.Start);
        Assert.Equal([1, 2], new QuadraticNonlinearProgram(Quadratic, [1, 2]).Start);
        Assert.Same(Quadratic, _problem.Quadratic);
        Assert.Throws<ArgumentNullException>(static () => new QuadraticNonlinearProgram(null!));
    }

    [Fact]
    public void Its_functions_are_those_of_the_program()
    {
        double[] x = [2, -1], gradient = new double[2], rows = new double[3], jacobian = new double[4], hessian = new double[3];
        Assert.Equal(Quadratic.ObjectiveAt(x), _problem.ObjectiveAt(x));
        _problem.ObjectiveGradient(x, gradient);
        Assert.Equal([8, 1], gradient);
        _problem.Constraints(x, rows);
        Assert.Equal([1, 2, -1], rows);
        _problem.Jacobian(x, jacobian);
        Assert.Equal(Quadratic.A.ValueArray, jacobian);
        _problem.LagrangianHessian(x, 0.5, [9, 9, 9], hessian);
        Assert.Equal([2, 0.5, 1], hessian);
    }

    [Fact]
    public void Residuals_at_the_optimum_vanish()
    {
        var residuals = _problem.ResidualsAt([0.3, 0.7], [-2.9, 0, 0.2, 0, 0]);
        Assert.InRange(residuals.Worst, 0, 1e-15);
    }

    [Fact]
    public async Task One_program_may_be_evaluated_on_many_threads()
    {
        var expected = Quadratic.ObjectiveAt([2, -1]);
        var threads = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            double[] x = thread % 2 == 0 ? [2, -1] : [-30, 40];
            return Enumerable.Range(0, 20_000).Select(_ => _problem.ObjectiveAt(x)).Distinct().Count();
        }));
        Assert.All(await Task.WhenAll(threads), static distinct => Assert.Equal(1, distinct));
        Assert.Equal(expected, _problem.ObjectiveAt([2, -1]));
    }
}
