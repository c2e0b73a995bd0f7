using Folding.Problems;

namespace Folding.Tests;

/// <summary>Perturbed problems without a solution, settings that make no sense: a defined answer and a reason, never a difference of nothing.</summary>
public class LpgdFailureTests
{
    // min x on x ≥ 0: a cost below zero is unbounded.
    private static readonly LinearProgram HalfLine = new([1], CscMatrix.Zero(0, 1), [], [], [0], [double.PositiveInfinity]);

    [Fact]
    public void An_unbounded_perturbed_problem_halves_the_temperature_until_it_is_bounded()
    {
        var (data, report) = Vjp(HalfLine, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(3) }, Seed.OnPrimal([-1]));
        Assert.Equal(0.75, report.Temperature);
        Assert.Contains(report.Notes, static note => note.Contains("halved 2 times", StringComparison.Ordinal));
        Assert.Equal(0, data.Cost[0]);
        Assert.Equal(TrustLevel.Approximate, report.Trust);
    }

    [Fact]
    public void Where_one_side_has_no_solution_the_other_is_used_alone()
    {
        var (_, report) = Vjp(HalfLine, new Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(3) }, Seed.OnPrimal([-1]));
        Assert.Equal(3, report.Temperature);
        Assert.Contains(report.Notes, static note => note.Contains("+t ended as", StringComparison.Ordinal) && note.Contains("unbounded", StringComparison.OrdinalIgnoreCase) && note.Contains("other side", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_solution_at_any_temperature_there_is_no_gradient_and_the_report_says_why()
    {
        var (data, report) = Vjp(HalfLine.WithCost([0]), new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(1) }, Seed.OnPrimal([-1]));
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Equal(0, data.Inner(data));
        Assert.Contains(report.Notes, static note => note.Contains("nbounded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_seed_on_a_multiplier_that_makes_the_perturbed_problem_infeasible_leaves_the_other_side()
    {
        // x = 1 as a row, x ≤ 1 as a bound: the row may only move down.
        var program = new LinearProgram([1], CscMatrix.Identity(1), [1], [1], [0], [1]);
        var (data, report) = Vjp(program, new Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(0.5) }, Seed.OnDual([-1, 0]));
        Assert.Contains(report.Notes, static note => note.Contains("infeasible", StringComparison.OrdinalIgnoreCase));
        // y = −c, so dy/dc = −1 and the gradient by c is (x* − x_−)/τ = (1 − 1/2)/(1/2) = 1.
        Assert.Equal(1, data.Cost[0], 1e-12);
    }

    [Theory]
    [InlineData(TerminationStatus.TimeLimit, 1)]
    [InlineData(TerminationStatus.NumericalError, 11)]
    public void A_re_solve_that_ends_badly_is_never_used_and_a_limit_is_not_tried_again(TerminationStatus status, int solves)
    {
        var solver = new Costly(Solvers.RequireHighs(), status);
        var (data, report) = DifferentiableSolver.ForLinear(solver, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(1) }).Forward(LpgdTests.Vertex).Vjp(Seed.OnPrimal([1, 0.5]));
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Equal(0, data.Inner(data));
        Assert.Contains(report.Notes, note => note.Contains(status.ToWord(), StringComparison.Ordinal));
        Assert.Equal(1 + solves, solver.Solves);
    }

    [Fact]
    public void An_infeasible_problem_has_no_gradient()
    {
        var program = new LinearProgram([1], CscMatrix.Identity(1), [2], [3], [0], [1]);
        var (_, report) = Vjp(program, new Lpgd(), Seed.OnPrimal([1]));
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Contains("infeasible", report.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_mixed_integer_program_has_no_use_for_a_seed_on_multipliers_and_says_so()
    {
        var program = new Knapsack(new double[,] { { 2, 3, 4 } }, [5]).Program([3, 4, 5.5]);
        var (data, report) = Vjp(program, Lpgd.Blackbox(1), Seed.On([1, 0, 0], [1, 0, 0, 0]));
        var (plain, _) = Vjp(program, Lpgd.Blackbox(1), Seed.OnPrimal([1, 0, 0]));
        Assert.Equal(plain.Cost, data.Cost);
        Assert.Contains(report.Notes, static note => note.Contains("seed on y", StringComparison.Ordinal));
    }

    [Fact]
    public void Augmentation_needs_a_solver_for_quadratic_programs_and_no_integers()
    {
        var method = new Lpgd { Augmentation = 1 };
        var linearOnly = DifferentiableSolver.ForLinear(new Costly(Solvers.RequireHighs()), method).Forward(LpgdTests.Vertex);
        Assert.Contains("solves no quadratic programs", Assert.Throws<ArgumentException>(() => linearOnly.Vjp(Seed.OnPrimal([1, 0]))).Message, StringComparison.Ordinal);
        var integer = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(new Knapsack(new double[,] { { 1, 1 } }, [1]).Program([1, 2]));
        Assert.Contains("integer", Assert.Throws<ArgumentException>(() => integer.Vjp(Seed.OnPrimal([1, 0]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Temperatures_that_are_none_are_refused(double tau)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Temperature.Fixed(tau));
        Assert.Throws<ArgumentOutOfRangeException>(() => Temperature.Relative(tau));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lpgd.Blackbox(tau));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Augmentations_that_are_none_are_refused(double rho) => Assert.Throws<ArgumentOutOfRangeException>(() => new Lpgd { Augmentation = rho });

    [Fact]
    public void A_time_limit_must_be_positive() => Assert.Throws<ArgumentOutOfRangeException>(static () => new Lpgd { TimeLimit = TimeSpan.Zero });

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public void Seeds_of_any_size_give_finite_gradients(double size)
    {
        var (data, report) = Vjp(LpgdTests.Vertex, new Lpgd(), Seed.OnPrimal([size, size / 2]));
        Assert.True(double.IsFinite(data.Cost[0]), report.ToString());
        Assert.NotEqual(TrustLevel.Exact, report.Trust);
    }

    private static Gradient<LinearData> Vjp(LinearProgram program, GradientMethod method, Seed seed) =>
        DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(program).Vjp(seed);
}
