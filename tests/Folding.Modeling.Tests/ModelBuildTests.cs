using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>The class a model becomes, and that the program says what the model says.</summary>
public class ModelBuildTests
{
    [Fact]
    public void Linear_functions_make_a_linear_program()
    {
        var model = new Model();
        var x = model.Variable("x", lower: 0, upper: 4);
        var y = model.Variable("y");
        var p = model.Parameter("p", 3);
        model.Minimize((2 * x) - (y / 4) + (p * x) + 7);
        model.SubjectTo(p - 1 <= (x + (2 * y)) - 5 <= 10);
        model.SubjectTo(x >= y + p);
        var built = model.Build();
        Assert.Equal(ProblemClass.Linear, built.Class);
        var program = Assert.IsType<LinearProgram>(built.Problem);
        Assert.Equal([5, -0.25], program.Cost);
        Assert.Equal(7, program.Constant);
        Assert.Equal(new double[,] { { 1, 2 }, { 1, -1 } }, program.A.ToDense());
        Assert.Equal([7, 3], program.RowLower);
        Assert.Equal([15, double.PositiveInfinity], program.RowUpper);
        Assert.Equal([0, double.NegativeInfinity], program.ColumnLower);
        Assert.Equal([4, double.PositiveInfinity], program.ColumnUpper);
        Assert.Equal([7, -0.25], ((LinearProgram)built.With(p, 5).Problem).Cost);
    }

    [Fact]
    public void Integer_variables_make_a_mixed_integer_program()
    {
        var model = new Model();
        var x = model.Variable("x", Set.Range(3), 0, 1, integer: true);
        var y = model.Variable("y", lower: 0);
        model.Maximize(Sum(Set.Range(3), i => (i + 1) * x[i]) - y);
        model.SubjectTo(x[0] + x[1] + x[2] <= 2 + y);
        var built = model.Build();
        Assert.Equal(ProblemClass.MixedIntegerLinear, built.Class);
        Assert.Equal([0, 1, 2], ((LinearProgram)built.Problem).IntegerColumns);
        var solution = built.On(Solvers.Highs()).Solve();
        Assert.Equal(5, solution.Objective!.Value, 1e-9);
        Assert.Equal([0, 1, 1], solution[x].Select(Math.Round));
    }

    [Fact]
    public void A_convex_quadratic_objective_makes_a_quadratic_program()
    {
        var model = new Model();
        var x = model.Variable("x", lower: -1);
        var y = model.Variable("y");
        // (x − y + 1)² + 3y² − 3 = x² − 2xy + 4y² + 2x − 2y − 2
        model.Minimize(Pow(x - y + 1, 2) + (3 * y * y) - 3);
        model.SubjectTo(x + y <= 1);
        var built = model.Build();
        Assert.Equal(ProblemClass.Quadratic, built.Class);
        var program = Assert.IsType<QuadraticProgram>(built.Problem);
        Assert.Equal(new double[,] { { 2, -2 }, { 0, 8 } }, program.P.ToDense());
        Assert.Equal([2, -2], program.Q);
        Assert.Equal(-2, program.Constant);
        // The free variable has no row.
        Assert.Equal(new double[,] { { 1, 1 }, { 1, 0 } }, program.A.ToDense());
        Assert.Equal([double.NegativeInfinity, -1], program.Lower);
    }

    [Fact]
    public void An_indefinite_objective_and_quadratic_constraints_make_nonlinear_programs()
    {
        var model = new Model();
        var x = model.Variable("x", -1, 1);
        var y = model.Variable("y", -1, 1);
        model.Minimize(x * y);
        model.SubjectTo(x + y >= 0);
        Assert.Equal(ProblemClass.Nonlinear, model.Build().Class);
        model.Minimize((x * x) + (y * y));
        Assert.Equal(ProblemClass.Quadratic, model.Build().Class);
        Assert.Equal(ProblemClass.Nonlinear, model.Build(ProblemClass.Nonlinear).Class);
        model.SubjectTo(x * y <= 1);
        Assert.Equal(ProblemClass.Nonlinear, model.Build().Class);
    }

    [Fact]
    public void The_smallest_class_that_a_solver_takes_is_built_for_it()
    {
        var model = new Model();
        var x = model.Variable("x", 0, 3);
        model.Minimize(-x);
        model.SubjectTo(x <= 2);
        Assert.Equal(ProblemClass.Linear, model.Build(Solvers.Highs()).Model.Class);
        Assert.Equal(ProblemClass.Quadratic, model.Build(Solvers.Osqp()).Model.Class);
        Assert.Equal(2, model.Build(Solvers.Osqp()).Solve()[x], 1e-9);
    }

    [Fact]
    public void Terms_that_cancel_leave_no_trace()
    {
        var model = new Model();
        var x = model.Variable("x");
        var y = model.Variable("y");
        model.Minimize((x * x) - (y * x) + (x * y) + Sin(y) - Sin(y));
        model.SubjectTo((x + y) - y >= 1);
        var program = Assert.IsType<QuadraticProgram>(model.Build().Problem);
        Assert.Equal(1, program.P.Pattern.Count);
        Assert.Equal(1, program.A.Pattern.Count);
    }

    [Fact]
    public void Equal_elements_share_one_template()
    {
        var model = new Model();
        var set = Set.Range(1000);
        var x = model.Variable("x", Set.Range(1001));
        model.SubjectTo(set, i => Sin((1.5 + i) * (x[i] - x[i + 1])) + (x[i] * Exp(x[i + 1])) <= i);
        model.Minimize(Sum(set, i => Pow(x[i], 4)));
        var program = (NonlinearProgram)model.Build().Problem;
        Assert.Equal(2000, program.JacobianPattern.Count);
        Assert.Equal(2001, program.HessianPattern!.Count);
        var structure = (NonlinearStructure)model.Build().Structure;
        // sin and x exp x have the same variables and so make one element.
        Assert.Single(structure.Constraints.Groups);
        Assert.Single(structure.Objective.Groups);
    }

    [Fact]
    public void A_long_chain_of_operations_needs_no_deep_stack()
    {
        var model = new Model();
        var x = model.Variable("x", start: 0.5);
        Expression y = x;
        for (var k = 0; k < 5_000; k++) y = Sin(y) + 0.1;
        model.Minimize(y);
        var gradient = new double[1];
        var program = (NonlinearProgram)model.Build().Problem;
        program.ObjectiveGradient([0.5], gradient);
        Assert.True(double.IsFinite(gradient[0]) && program.HessianPattern!.Count == 1);
    }

    [Fact]
    public void A_subexpression_used_twice_at_every_level_costs_no_more_than_its_levels()
    {
        var model = new Model();
        var x = model.Variable("x");
        Expression y = x;
        for (var k = 0; k < 50; k++) y = 0.5 * (y + y);
        model.Minimize(y);
        Assert.Equal([1.0], ((LinearProgram)model.Build().Problem).Cost);
    }

    [Fact]
    public void A_model_may_be_empty()
    {
        var model = new Model();
        Assert.Equal(0, model.Build().Problem.VariableCount);
        var x = model.Variable("x", 1, 2);
        Assert.InRange(model.Build(Solvers.Highs()).Solve()[x], 1, 2);
    }
}
