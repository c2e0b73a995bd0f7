using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptSolverTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Hs071_has_the_known_solution_and_multipliers()
    {
        var solution = new IpoptSolver().Solve(Programs.Hs071());

        Assert.Equal(TerminationStatus.LocallyOptimal, solution.Termination);
        Assert.Equal((PointStatus.Feasible, PointStatus.Feasible), (solution.PrimalStatus, solution.DualStatus));
        Assert.Equal(17.0140172891563, solution.Objective!.Value, 9);
        Assert.Equal([1, 4.742999643, 3.821149984, 1.379408293], solution.Primal, Close.To(1e-8));
        Assert.Equal([-0.5522936601, 0.1614685668, -1.0878712287, 0, 0, 0], solution.Dual, Close.To(1e-9));
        Assert.True(solution.Residuals!.Value.Worst < 1e-9, solution.ToString());
        Assert.Equal((0, "Solve Succeeded"), (solution.Native.Code, solution.Native.Text));
        Assert.InRange(solution.Statistics.Iterations, 7, 12);
    }

    [Fact]
    public void Hs071_with_the_defaults_of_Ipopt_takes_advantage_of_relaxed_bounds()
    {
        var named = IpoptOptions.Default.Named.Add("honor_original_bounds", "no");
        var solution = new IpoptSolver(new() { Tolerance = 1e-8, ConstraintViolationTolerance = 1e-4, BoundRelaxFactor = 1e-8, Named = named }).Solve(Programs.Hs071());

        Assert.Equal(17.01401714, solution.Objective!.Value, 2e-8);
        Assert.Equal([-0.55229366, 0.16146856], solution.Dual[..2], Close.To(1e-7));
    }

    [Fact]
    public void A_problem_without_a_Hessian_is_solved_from_first_derivatives()
    {
        var solution = new IpoptSolver().Solve(Programs.Hs071(hessian: false));

        Assert.Equal(TerminationStatus.LocallyOptimal, solution.Termination);
        Assert.Equal([1, 4.742999643, 3.821149984, 1.379408293], solution.Primal, Close.To(1e-7));
    }

    [Fact]
    public void An_exact_Hessian_is_not_evaluated_when_the_options_ask_for_an_approximation()
    {
        var problem = new SmallProgram([-Infinity], [Infinity], [], [], [3])
        {
            F = static x => Math.Pow(x[0] - 1, 2),
            Gradient = static (x, g) => g[0] = 2 * (x[0] - 1),
            H = static (_, _, _, _) => throw new InvalidOperationException("not to be called"),
        };

        var solution = new IpoptSolver(new() { Hessian = HessianSource.LimitedMemory }).Solve(problem);

        Assert.Equal([1.0], solution.Primal, Close.To(1e-8));
    }

    [Fact]
    public void An_unconstrained_problem_is_solved()
    {
        var solution = new IpoptSolver().Solve(Programs.Rosenbrock());

        Assert.Equal(TerminationStatus.LocallyOptimal, solution.Termination);
        Assert.Equal([1.0, 1.0], solution.Primal, Close.To(1e-8));
        Assert.Equal([0.0, 0.0], solution.Dual, Close.To(1e-9));
    }

    [Theory]
    [InlineData(FixedVariableTreatment.MakeParameter, 1e-9)]
    [InlineData(FixedVariableTreatment.MakeConstraint, 1e-6)]
    [InlineData(FixedVariableTreatment.RelaxBounds, 1e-6)]
    public void A_fixed_variable_gets_the_multiplier_that_stationarity_gives_it(FixedVariableTreatment treatment, double tolerance)
    {
        // f = (x - 3)² + (y - x)² with x = 1: y = 1, ∂f/∂x = -4, so the upper bound pulls with 4.
        var problem = new SmallProgram([1, -Infinity], [1, Infinity], [], [], [1, 0])
        {
            F = static x => Math.Pow(x[0] - 3, 2) + Math.Pow(x[1] - x[0], 2),
            Gradient = static (x, g) =>
            {
                g[0] = 2 * (x[0] - 3) - 2 * (x[1] - x[0]);
                g[1] = 2 * (x[1] - x[0]);
            },
            H = static (_, s, _, v) => (v[0], v[1], v[2]) = (4 * s, -2 * s, 2 * s),
        };

        var solution = new IpoptSolver(new() { FixedVariables = treatment, BoundRelaxFactor = treatment == FixedVariableTreatment.RelaxBounds ? 1e-8 : 0 }).Solve(problem);

        Assert.True(solution.IsSolved, solution.ToString());
        Assert.Equal([1.0, 1.0], solution.Primal, Close.To(tolerance));
        if (treatment != FixedVariableTreatment.MakeConstraint) Assert.Equal([4.0, 0.0], solution.Dual, Close.To(tolerance));
    }

    [Fact]
    public void A_problem_whose_variables_are_all_fixed_has_multipliers()
    {
        var solution = new IpoptSolver().Solve(Programs.Rosenbrock(lower: [0.5, 0.5], upper: [0.5, 0.5]));

        Assert.Equal(TerminationStatus.LocallyOptimal, solution.Termination);
        Assert.Equal([0.5, 0.5], solution.Primal);
        Assert.Equal([51.0, -50.0], solution.Dual, Close.To(1e-12));
        Assert.Equal(0, solution.Residuals!.Value.Dual!.Value, 1e-12);
    }

    [Fact]
    public void Contradicting_nonlinear_constraints_are_locally_infeasible()
    {
        // x² + y² ≤ 1 and x + y ≥ 3.
        var problem = new SmallProgram([-Infinity, -Infinity], [Infinity, Infinity], [-Infinity, 3], [1, Infinity], [0.1, 0.2])
        {
            F = static x => x[0],
            Gradient = static (_, g) => (g[0], g[1]) = (1, 0),
            G = static (x, g) => (g[0], g[1]) = (x[0] * x[0] + x[1] * x[1], x[0] + x[1]),
            J = static (x, v) => (v[0], v[1], v[2], v[3]) = (2 * x[0], 1, 2 * x[1], 1),
            H = static (_, _, y, v) => (v[0], v[1], v[2]) = (2 * y[0], 0, 2 * y[0]),
        };

        var solution = new IpoptSolver().Solve(problem);

        Assert.Equal(TerminationStatus.LocallyInfeasible, solution.Termination);
        Assert.Equal(PointStatus.Infeasible, solution.PrimalStatus);
        Assert.True(solution.Residuals!.Value.Primal > 0.1);
    }

    [Fact]
    public void An_objective_that_falls_without_limit_is_unbounded()
    {
        var problem = new SmallProgram([-Infinity], [Infinity], [], [], [1])
        {
            F = static x => -Math.Sqrt(1 + x[0] * x[0]),
            Gradient = static (x, g) => g[0] = -x[0] / Math.Sqrt(1 + x[0] * x[0]),
            H = static (x, s, _, v) => v[0] = -s * Math.Pow(1 + x[0] * x[0], -1.5),
        };

        Assert.Equal(TerminationStatus.Unbounded, new IpoptSolver().Solve(problem).Termination);
    }

    [Fact]
    public void A_square_system_is_solved()
    {
        // x² + y² = 2, x = y.
        var problem = new SmallProgram([-Infinity, -Infinity], [Infinity, Infinity], [2, 0], [2, 0], [2, 0.5])
        {
            F = static _ => 0,
            Gradient = static (_, g) => g.Clear(),
            G = static (x, g) => (g[0], g[1]) = (x[0] * x[0] + x[1] * x[1], x[0] - x[1]),
            J = static (x, v) => (v[0], v[1], v[2], v[3]) = (2 * x[0], 1, 2 * x[1], -1),
            H = static (_, _, y, v) => (v[0], v[1], v[2]) = (2 * y[0], 0, 2 * y[0]),
        };

        Assert.Equal([1.0, 1.0], new IpoptSolver().Solve(problem).Primal, Close.To(1e-9));
    }

    [Fact]
    public void A_nonlinear_problem_with_more_equations_than_variables_is_refused_by_status()
    {
        var problem = new SmallProgram([-Infinity], [Infinity], [1, 1], [1, 1], [0.5])
        {
            F = static x => x[0],
            Gradient = static (_, g) => g[0] = 1,
            G = static (x, g) => (g[0], g[1]) = (x[0], x[0]),
            J = static (_, v) => (v[0], v[1]) = (1, 1),
        };

        var solution = new IpoptSolver().Solve(problem);

        Assert.Equal(TerminationStatus.NumericalError, solution.Termination);
        Assert.Equal((-10, "Not Enough Degrees Of Freedom"), (solution.Native.Code, solution.Native.Text));
        Assert.Equal(PointStatus.None, solution.PrimalStatus);
    }

    [Fact]
    public void The_barrier_target_smooths_the_solution()
    {
        // minimise x subject to x ≥ 0 with barrier µ: x = µ / 1.
        var problem = new SmallProgram([0], [Infinity], [], [], [1])
        {
            F = static x => x[0],
            Gradient = static (_, g) => g[0] = 1,
            H = static (_, _, _, v) => v[0] = 0,
        };

        var solution = new IpoptSolver(new() { MuTarget = 1e-3, ComplementarityTolerance = 1 }).Solve(problem);

        Assert.Equal([1e-3], solution.Primal, Close.To(1e-6));
        Assert.Equal([-1.0], solution.Dual, Close.To(1e-6));
    }

    [Fact]
    public void Capabilities_follow_the_library()
    {
        var capabilities = new IpoptSolver().Capabilities;

        Assert.True(capabilities.HasFlag(SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.DetectsInfeasibility));
        Assert.Equal(IpoptLibrary.ParallelSolves, capabilities.HasFlag(SolverCapabilities.ParallelSessions));
        Assert.False(capabilities.HasFlag(SolverCapabilities.InfeasibilityCertificate));
        Assert.Equal(capabilities | SolverCapabilities.DetectsNonConvexity, ((ISolver<QuadraticProgram>)new IpoptSolver()).Capabilities);
    }
}
