using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>Values, multipliers and gradients read by symbol, held to hand-made chains and to solving again.</summary>
public class ModelSolutionTests
{
    private const double Step = 1e-5;
    private static readonly double[] Loads = [4, 7], Costs = [1, 1.5, 2.5];

    public static TheoryData<ProblemClass> Classes => [ProblemClass.Quadratic, ProblemClass.Nonlinear];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Gradients_of_outputs_agree_with_solving_again(ProblemClass @class)
    {
        var (model, load, cost, g, emissions, balance) = Dispatch();
        var layer = model.Build(@class).On(SolverFor(@class));
        var solution = layer.Solve();
        Assert.True(solution.IsSolved);
        var gradient = solution.Gradient(emissions).EnsureTrusted().Data;
        var value = solution.ValueGradient().Data;
        var price = solution.DualGradient(balance[1]).EnsureTrusted().Data;
        foreach (var parameter in load.Elements.Concat(cost.Elements))
        {
            Agree(gradient[parameter], at => at[emissions], parameter);
            Agree(value[parameter], at => at.Objective!.Value, parameter);
            Agree(price[parameter], at => at.Dual(balance[1]), parameter);
        }

        Assert.Equal(value[load], solution.ValueGradient(load));
        Assert.Equal(value[load[0]], solution.ValueGradient(load[0]));

        void Agree(double derivative, Func<ModelSolution, double> output, Parameter parameter)
        {
            double At(double step) => output(layer.With(parameter, layer.Model.Parameters[parameter] + step).Solve());
            var difference = (At(Step) - At(-Step)) / (2 * Step);
            Assert.Equal(difference, derivative, 2e-5 * Math.Max(1, Math.Abs(difference)));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Forward_and_reverse_mode_agree(ProblemClass @class)
    {
        var (model, load, cost, g, emissions, balance) = Dispatch();
        var solution = model.Build(@class).On(SolverFor(@class)).Solve();
        var direction = solution.Parameters.Zero().With(load[1], 2).With(cost, new[] { 0.1, -0.2, 0.3 });
        var tangent = solution.Jvp(direction);
        var gradient = solution.Gradient(Sum(g.Elements));
        Assert.Equal(tangent[g].Sum(), Inner(gradient.Data, direction), 1e-8);
        Assert.Equal(tangent.Dual(balance[1]), Inner(solution.DualGradient(balance[1]).Data, direction), 1e-6);
        Assert.Equal(tangent[g[0, 0]], tangent[g][0]);
    }

    [Fact]
    public void A_quadratic_model_gives_the_adjoint_chained_by_hand()
    {
        // minimise p/2 x² + (p − q) x + y²/2   subject to   p x + y = 2q,  x ≤ q²
        var model = new Model();
        var p = model.Parameter("p", 2);
        var q = model.Parameter("q", 0.5);
        var x = model.Variable("x", upper: q * q);
        var y = model.Variable("y");
        model.Minimize((p / 2 * x * x) + ((p - q) * x) + (y * y / 2));
        model.SubjectTo((p * x) + y == 2 * q);
        var solution = model.Build(Solvers.Highs()).Solve();
        Assert.Equal(ProblemClass.Quadratic, model.Build().Class);
        var seed = Seed.OnPrimal([1, 2]);
        var gradient = solution.Vjp(seed).EnsureTrusted().Data;

        var program = (QuadraticProgram)model.Build().Problem;
        var data = DifferentiableSolver.ForQuadratic(Solvers.Highs()).Forward(program).Vjp(seed).Data;
        // P(0,0) = p, q(0) = p − q, A(0,0) = p, equality 2q, row bound q².
        Assert.Equal(data.P[0, 0] + data.Q[0] + data.A[0, 0], gradient[p], 1e-12);
        Assert.Equal(-data.Q[0] + (2 * (data.Lower[0] + data.Upper[0])) + (2 * 0.5 * data.Upper[1]), gradient[q], 1e-12);
    }

    [Fact]
    public void A_linear_model_gives_prices_and_gradients()
    {
        // Two plants of cost 2 and c, capacities k and 3; a load of 4 by the cheap one up to its capacity.
        var model = new Model();
        var c = model.Parameter("c", 5);
        var k = model.Parameter("k", 2.5);
        var load = model.Parameter("load", 4);
        var cheap = model.Variable("cheap", 0, k);
        var dear = model.Variable("dear", 0, 3);
        model.Minimize((2 * cheap) + (c * dear) + (0.5 * load));
        var balance = model.SubjectTo(cheap + dear == load, "balance");
        var solution = model.Build(Solvers.Highs()).Solve();
        Assert.Equal(5 + 7.5 + 2, solution.Objective!.Value, 1e-9);
        Assert.Equal(1.5, solution[dear], 1e-9);
        Assert.Equal(2.5, solution[cheap], 1e-9);
        // Raising the right-hand side costs c.
        Assert.Equal(-5, solution.Dual(balance), 1e-9);
        Assert.Equal(3, solution.Dual(cheap), 1e-9);
        Assert.Equal(0, solution.Dual(dear), 1e-9);
        var value = solution.ValueGradient().Data;
        Assert.Equal(1.5, value[c], 1e-9);
        Assert.Equal(-3, value[k], 1e-9);
        Assert.Equal(5.5, value[load], 1e-9);
        var gradient = solution.Gradient(dear * load).Data;
        Assert.Equal(4 + 1.5, gradient[load], 1e-9);
        Assert.Equal(-4, gradient[k], 1e-9);
        Assert.Equal(0, gradient[c], 1e-9);
    }

    [Theory]
    [InlineData(ProblemClass.Linear)]
    [InlineData(ProblemClass.Quadratic)]
    [InlineData(ProblemClass.Nonlinear)]
    public void A_maximisation_is_the_negative_of_a_minimisation(ProblemClass @class)
    {
        var (small, a, down) = Make(maximize: false);
        var (large, b, up) = Make(maximize: true);
        Assert.Equal(-small.Objective!.Value, large.Objective!.Value, 1e-8);
        Assert.Equal(-small.Dual(down), large.Dual(up), 1e-6);
        Assert.Equal(-small.ValueGradient(a), large.ValueGradient(b), 1e-6);

        (ModelSolution, Parameter, Constraint) Make(bool maximize)
        {
            var model = new Model();
            var p = model.Parameter("p", 3);
            var x = model.Variable("x", 0, 10);
            var y = model.Variable("y", 0, 10);
            var value = (p * x) + (2 * y);
            if (maximize) model.Maximize(value);
            else model.Minimize(-value);
            var limit = model.SubjectTo(x + y <= p + 1);
            model.SubjectTo(x <= 2.5);
            return (model.Build(@class).On(SolverFor(@class)).Solve(), p, limit);
        }
    }

    [Fact]
    public void Solutions_are_read_by_symbol_and_by_expression()
    {
        var (model, load, _, g, _, balance) = Dispatch();
        var solution = model.Build(Solvers.Highs()).Solve();
        Assert.Equal(solution[g][1], solution[g[0, 1]]);
        Assert.Equal(solution[g[0, 1]] + solution[g[1, 1]] + solution[g[2, 1]], solution[load[1]], 1e-9);
        Assert.Equal(Math.Exp(solution[g[0, 0]]) * 3, solution[3 * Exp(g[0, 0])], 1e-9);
        Assert.Equal(solution.Dual(balance)[1], solution.Dual(balance[1]));
        Assert.Equal(2, solution[2]);
        Assert.Equal("balance[1]", balance[1].Name);
        Assert.Equal("g[2, 1]", g[2, 1].Name);
    }

    [Fact]
    public void Threads_evaluate_one_program_at_once_with_equal_results()
    {
        var (model, _, _, _, emissions, _) = Dispatch();
        model.Minimize(Exp(0.01 * emissions));
        var program = (NonlinearProgram)model.Build().Problem;
        var expected = Evaluate(0);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, k => Assert.Equal(expected, Evaluate(k)));

        double[] Evaluate(int k)
        {
            double[] x = [.. Enumerable.Range(0, program.VariableCount).Select(static j => 0.1 * j)], hessian = new double[program.HessianPattern!.Count], gradient = new double[program.Parameters.Length];
            double[] λ = [.. Enumerable.Range(0, program.ConstraintCount).Select(static i => 0.3 * i)];
            program.LagrangianHessian(x, 1, λ, hessian);
            program.ParameterGradient(x, λ, new ParameterWeights { Objective = 1, Constraints = λ, Stationarity = x }, gradient);
            return [program.ObjectiveAt(x), .. hessian, .. gradient];
        }
    }

    /// <summary>Three plants, two hours, ramps: strictly convex, with a binding ramp.</summary>
    private static (Model Model, Indexed<Parameter, int> Load, Indexed<Parameter, int> Cost, Indexed<Variable, int, int> Output, Expression Emissions, Indexed<Constraint, int> Balance) Dispatch()
    {
        var model = new Model();
        Set<int> plants = Set.Range(3), hours = Set.Range(2);
        var load = model.Parameter("load", hours, Loads);
        var cost = model.Parameter("cost", plants, Costs);
        var g = model.Variable("g", plants, hours, 0, 4);
        model.Minimize(Sum(plants, hours, (i, t) => (cost[i] * g[i, t] * g[i, t]) + (cost[i] * i * g[i, t])));
        var balance = model.SubjectTo(hours, t => Sum(plants, i => g[i, t]) == load[t], "balance");
        model.SubjectTo(g[0, 1] - g[0, 0] <= 0.3 * load[0], "ramp");
        return (model, load, cost, g, Sum(plants, hours, (i, t) => (3 - i) * g[i, t]), balance);
    }

    private static object SolverFor(ProblemClass @class) => @class switch
    {
        ProblemClass.Nonlinear => Solvers.Ipopt(),
        ProblemClass.Quadratic => Solvers.Osqp(),
        _ => Solvers.Highs(),
    };

    private static double Inner(ParameterValues gradient, ParameterValues direction) => gradient.Numbers.Zip(direction.Numbers, static (a, b) => a * b).Sum();
}
