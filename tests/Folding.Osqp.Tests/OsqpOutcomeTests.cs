using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class OsqpOutcomeTests
{
    public OsqpOutcomeTests() => Osqp.Require();

    [Fact]
    public void An_infeasible_problem_comes_with_a_proof_of_size_one()
    {
        var problem = Osqp.Textbook([3, 0, 0], [4, 1, 1]);
        var solution = new OsqpSolver().Solve(problem);
        Assert.Equal((TerminationStatus.Infeasible, PointStatus.None, PointStatus.Certificate), (solution.Termination, solution.PrimalStatus, solution.DualStatus));
        Osqp.AssertClose([-1, 1, 1], solution.DualRay, 1e-6);
        Assert.InRange(CertificateCheck.Infeasibility(problem, solution.DualRay.AsSpan()), 0, 1e-6);
        Assert.Empty(solution.Primal);
        Assert.Null(solution.Objective);
    }

    [Fact]
    public void An_unbounded_problem_comes_with_a_direction_of_size_one()
    {
        var problem = new QuadraticProgram(CscMatrix.Diagonal([1, 0]), [0, -1], CscMatrix.Identity(2), [-1, 0], [1, double.PositiveInfinity]);
        var solution = new OsqpSolver().Solve(problem);
        Assert.Equal((TerminationStatus.Unbounded, PointStatus.Certificate, PointStatus.None), (solution.Termination, solution.PrimalStatus, solution.DualStatus));
        Osqp.AssertClose([0, 1], solution.PrimalRay, 1e-6);
        Assert.InRange(CertificateCheck.Unboundedness(problem, solution.PrimalRay.AsSpan()), 0, 1e-6);
    }

    [Fact]
    public void A_claim_that_the_certificate_does_not_prove_is_not_repeated()
    {
        // With a tolerance of 1 OSQP calls a feasible problem infeasible on the first look.
        var options = OsqpOptions.Native with { PrimalInfeasibilityTolerance = 1, TerminationInterval = 1, Adaptation = PenaltyAdaptation.None };
        var solution = new OsqpSolver(options).Solve(Osqp.Textbook([1, -9, -9], [2, 9, 9]));
        Assert.NotEqual(TerminationStatus.Infeasible, solution.Termination);
    }

    [Theory]
    [InlineData(4, 3, 2)]
    [InlineData(-1, 0, 2)]
    [InlineData(0, 1, 0)]
    public void An_indefinite_P_gives_NonConvex(double p11, double p12, double p22)
    {
        var problem = Osqp.Vertex();
        var solution = new OsqpSolver().Solve(problem.WithP(problem.P.WithValues([p11, p12, p22])));
        Assert.Equal((TerminationStatus.NonConvex, PointStatus.None, PointStatus.None), (solution.Termination, solution.PrimalStatus, solution.DualStatus));
        Assert.Equal("problem non convex", solution.Native.Text);
    }
}
