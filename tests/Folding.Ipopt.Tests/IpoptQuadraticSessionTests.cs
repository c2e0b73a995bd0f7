using Folding.Problems;
using Folding.TestData;

namespace Folding.Ipopt.Tests;

public sealed class IpoptQuadraticSessionTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void A_dual_point_has_the_length_of_the_rows()
    {
        var solution = new IpoptSolver().Solve(Programs.TwoVariables());

        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([0.3, 0.7], solution.Primal, Close.To(1e-8));
        Assert.Equal([-2.9, 0, 0.2], solution.Dual, Close.To(1e-7));
        Assert.Equal(1.88, solution.Objective!.Value, 9);
    }

    [Fact]
    public void Linear_and_singular_problems_are_solved()
    {
        // minimise x + 2y subject to x + y ≥ 1, x, y ≥ 0.
        var linear = new IpoptSolver().Solve(Quadratic(new double[2, 2], [1, 2], new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }, [1, 0, 0], [Infinity, Infinity, Infinity]));
        Assert.Equal(TerminationStatus.Optimal, linear.Termination);
        Assert.Equal([1.0, 0.0], linear.Primal, Close.To(1e-8));
        Assert.Equal([-1.0, 0.0, -1.0], linear.Dual, Close.To(1e-8));

        // A line of minimisers: x + y = -1.
        var singular = new IpoptSolver().Solve(Quadratic(new double[,] { { 1, 1 }, { 1, 1 } }, [1, 1], new double[,] { { 1, 0 } }, [-1], [2]));
        Assert.Equal(TerminationStatus.Optimal, singular.Termination);
        Assert.Equal(-1, singular.Primal[0] + singular.Primal[1], 1e-8);
    }

    [Fact]
    public void Contradicting_rows_are_infeasible()
    {
        double[,] rows = { { 1, 1 }, { 1, 1 } };
        Assert.Equal(TerminationStatus.Infeasible, new IpoptSolver().Solve(Quadratic(Identity, [0, 0], rows, [2, -Infinity], [Infinity, 1])).Termination);
        Assert.Equal(TerminationStatus.Infeasible, new IpoptSolver().Solve(Quadratic(Identity, [0, 0], rows, [2, 1], [2, 1])).Termination);
        Assert.Equal(TerminationStatus.Infeasible, new IpoptSolver().Solve(Quadratic(new double[2, 2], [1, 0], rows, [2, -Infinity], [Infinity, 1])).Termination);
    }

    [Fact]
    public void Objectives_that_fall_without_limit_are_unbounded()
    {
        Assert.Equal(TerminationStatus.Unbounded, new IpoptSolver().Solve(Quadratic(new double[2, 2], [1, 0], new double[,] { { 1, 1 }, { 0, 1 } }, [-Infinity, 0], [1, 1])).Termination);
        Assert.Equal(TerminationStatus.Unbounded, new IpoptSolver().Solve(new QuadraticProgram(CscMatrix.Zero(2, 2), [1, 2], CscMatrix.Zero(0, 2), [], [])).Termination);
    }

    [Fact]
    public void A_problem_without_rows_is_solved()
    {
        var solution = new IpoptSolver().Solve(new QuadraticProgram(CscMatrix.Identity(2), [1, 2], CscMatrix.Zero(0, 2), [], []));

        Assert.Equal([-1.0, -2.0], solution.Primal, Close.To(1e-9));
        Assert.Empty(solution.Dual);
    }

    [Fact]
    public void Rows_without_entries_hold_or_contradict()
    {
        var holds = new QuadraticProgram(CscMatrix.Identity(2), [1, 2], CscMatrix.Zero(2, 2), [-1, 0], [1, 0]);
        Assert.Equal([-1.0, -2.0], new IpoptSolver().Solve(holds).Primal, Close.To(1e-9));
        Assert.Equal(TerminationStatus.Infeasible, new IpoptSolver().Solve(holds.WithBounds([1, 0], [1, 0])).Termination);
    }

    [Fact]
    public void A_problem_without_variables_is_decided()
    {
        var empty = new QuadraticProgram(CscMatrix.Zero(0, 0), [], CscMatrix.Zero(1, 0), [-1], [1], constant: 3);
        using var session = new IpoptSolver().Open(empty);
        var solution = session.Solve();
        session.Update(empty.WithBounds([1], [2]));

        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal(3, solution.Objective);
        Assert.Equal([0.0], solution.Dual);
        Assert.Equal(TerminationStatus.Infeasible, session.Solve().Termination);
    }

    [Fact]
    public void Rows_that_repeat_each_other_are_no_obstacle()
    {
        var solution = new IpoptSolver().Solve(Quadratic(Identity, [0, 0], new double[,] { { 1, 1 }, { 2, 2 } }, [1, 2], [1, 2]));

        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([0.5, 0.5], solution.Primal, Close.To(1e-9));
    }

    [Fact]
    public void More_equations_than_variables_are_solved_or_contradict()
    {
        double[,] rows = { { 1, 1 }, { 1, -1 }, { 1, 0 } };
        var solved = new IpoptSolver().Solve(Quadratic(Identity, [0, 0], rows, [1, 0, 0.5], [1, 0, 0.5]));
        Assert.Equal(TerminationStatus.Optimal, solved.Termination);
        Assert.Equal([0.5, 0.5], solved.Primal, Close.To(1e-9));
        Assert.True(solved.Residuals!.Value.Worst < 1e-9, solved.ToString());

        var contradiction = new IpoptSolver().Solve(Quadratic(Identity, [0, 0], rows, [1, 0, 0.6], [1, 0, 0.6]));
        Assert.Equal(TerminationStatus.Infeasible, contradiction.Termination);
    }

    [Fact]
    public void An_indefinite_problem_is_not_convex_and_has_a_local_solution_as_a_nonlinear_one()
    {
        var indefinite = Quadratic(new double[,] { { -1, 0 }, { 0, 1 } }, [0.1, 0], new double[,] { { 1, 0 } }, [-1], [2]);
        using var session = new IpoptSolver().Open(indefinite.WithP(CscMatrix.Diagonal([1, 1])));
        Assert.Equal([-0.1, 0], session.Solve().Primal, Close.To(1e-8));
        session.Update(indefinite);
        var refused = session.Solve();
        var local = new IpoptSolver().Solve(new QuadraticNonlinearProgram(indefinite));

        Assert.Equal(TerminationStatus.NonConvex, refused.Termination);
        Assert.Empty(refused.Primal);
        Assert.Equal(TerminationStatus.LocallyOptimal, local.Termination);
        Assert.Equal([-1.0, 0.0], local.Primal, Close.To(1e-8));
    }

    public static TheoryData<string> BenchmarkProblems => ["dense_n100", "markowitz_n50", "portfolio_10", "lasso_20", "svm_20", "control_20", "batch128_n10_000", "batch128_n10_007"];

    [Theory]
    [MemberData(nameof(BenchmarkProblems))]
    public void Benchmark_problems_agree_with_their_references(string name)
    {
        SharedData.Require();
        var problem = Assert.IsType<QuadraticProgram>(ProblemJson.Read(SharedData.File("bench", name + ".json")));
        using var reference = System.Text.Json.JsonDocument.Parse(File.ReadAllText(SharedData.File("bench", name + ".ref.json")));
        var solution = new IpoptSolver().Solve(problem);

        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.True(solution.Residuals!.Value.WorstRelative < 1e-8, solution.ToString());
        Assert.Equal(Vector("x"), solution.Primal, Close.To(1e-6));
        Assert.Equal(Vector("y"), solution.Dual, Close.To(1e-5));

        double[] Vector(string field) => [.. reference.RootElement.GetProperty(field).EnumerateArray().Select(static v => v.GetDouble())];
    }

    private static double[,] Identity => new double[,] { { 1, 0 }, { 0, 1 } };

    private static QuadraticProgram Quadratic(double[,] p, double[] q, double[,] a, double[] lower, double[] upper) =>
        new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper);
}
