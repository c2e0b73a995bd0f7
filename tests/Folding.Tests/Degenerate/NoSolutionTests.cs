using Folding.Highs;
using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>Where the forward pass found no solution there is no gradient: zero, trust none, a reason, no exception unless asked for.</summary>
public sealed class NoSolutionTests
{
    private static readonly QuadraticProgram Problem = Make.WorkedExample([1, 0, 0], [1, 0.7, 0.7]);

    public static TheoryData<TerminationStatus> Failures => [.. Enum.GetValues<TerminationStatus>().Where(static s => !s.IsSolved())];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_has_a_zero_gradient_with_its_reason(TerminationStatus status)
    {
        var failed = new Solution
        {
            Termination = status, PrimalStatus = PointStatus.None, DualStatus = PointStatus.None, Solver = Make.Hand, Native = new(1, "failed"),
        };
        var tape = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer([], [])).Record(Problem, failed);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.None, gradient.Report.Trust);
        Assert.Equal(0, gradient.Data.Inner(gradient.Data));
        Assert.Contains(status.ToWord(), Assert.Single(gradient.Report.Notes), StringComparison.Ordinal);
        Assert.Contains(status.ToWord(), Assert.Throws<UntrustedGradientException>(() => gradient.EnsureTrusted(TrustLevel.Approximate)).Message, StringComparison.Ordinal);
        Assert.Equal(TrustLevel.None, tape.ValueGradient().Report.Trust);
        var tangent = tape.Jvp(new(Problem, q: [1, 1]));
        Assert.Equal(TrustLevel.None, tangent.Report.Trust);
        Assert.Equal([0, 0], tangent.Primal);
        Assert.Equal([0, 0, 0], tangent.Dual);
    }

    [Fact]
    public void Solvers_that_find_no_solution_give_no_gradient()
    {
        var infeasible = new QuadraticProgram(CscMatrix.Identity(1), [0], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [1, double.NegativeInfinity], [double.PositiveInfinity, 0]);
        var unbounded = new QuadraticProgram(CscMatrix.Zero(1, 1), [-1], CscMatrix.Identity(1), [0], [double.PositiveInfinity]);
        foreach (var name in Solvers.Names.Take(2))
        {
            var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(name));
            foreach (var problem in new[] { infeasible, unbounded })
            {
                var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
                Assert.False(tape.Solution.IsSolved);
                var gradient = tape.Vjp(Seed.OnPrimal([1]));
                Assert.Equal(TrustLevel.None, gradient.Report.Trust);
                Assert.Equal(0, gradient.Data.Inner(gradient.Data));
            }
        }
    }

    [Fact]
    public void A_cancelled_solve_gives_no_gradient()
    {
        var tape = DifferentiableSolver.ForQuadratic(Solvers.Require("HiGHS")).Forward(Problem, null, new(canceled: true));
        Assert.Equal(TerminationStatus.Cancelled, tape.Solution.Termination);
        Assert.Equal(TrustLevel.None, tape.Vjp(Seed.OnPrimal([1, 1])).Report.Trust);
    }

    [Fact]
    public void A_point_that_hit_the_iteration_limit_counts_only_where_it_is_certified()
    {
        var stopped = Make.Solved(Problem, [0.3, 0.7], [-2.9, 0, 0.2]) with { Termination = TerminationStatus.IterationLimit };
        var certified = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer([], [])).Record(Problem, stopped);
        Assert.Equal(TerminationStatus.Optimal, certified.Solution.Termination);
        Assert.Equal(TrustLevel.Exact, certified.Vjp(Seed.OnPrimal([1, 2])).Report.Trust);

        var asItIs = new DifferentiableSolver<QuadraticProgram, QuadraticData>(new Make.KnownAnswer([], []), new Auto(), QuadraticSpace.Instance) { Refine = false }.Record(Problem, stopped);
        Assert.Equal(TrustLevel.None, asItIs.Vjp(Seed.OnPrimal([1, 2])).Report.Trust);
    }

    [Fact]
    public void A_wrong_point_that_claims_to_be_optimal_is_never_exact()
    {
        // Far from optimal, and the right active set out of reach: the multipliers have no meaning.
        var (problem, _, _) = Make.StrictlyComplementary(3, 20, 4, 30);
        for (var item = 0; item < 20; item++)
        {
            var tape = Make.Tape(problem, Make.Normals(item, 20), Make.Normals(item + 100, 34));
            var gradient = tape.Vjp(Seed.OnPrimal(Make.Normals(0, 20)));
            var optimal = tape.Solution.Residuals is { } residuals && residuals.WorstRelative < 1e-9;
            Assert.True(optimal || gradient.Report.Trust < TrustLevel.Exact, $"{tape.Solution}; {gradient.Report}");
        }
    }

    [Fact]
    public void Seeds_that_do_not_fit_are_refused_by_name()
    {
        var tape = Make.Tape(Problem, [0.3, 0.7], [-2.9, 0, 0.2]);
        Assert.Contains("seed on x has length 3; expected 2", Refused(Seed.OnPrimal([1, 2, 3])), StringComparison.Ordinal);
        Assert.Contains("seed on y has length 2; expected 3", Refused(Seed.On([1, 2], [1, 2])), StringComparison.Ordinal);
        Assert.Contains("seed on x[1] is NaN", Refused(Seed.OnPrimal([1, double.NaN])), StringComparison.Ordinal);
        Assert.Contains("seed on y[2] is", Refused(Seed.OnDual([0, 0, double.PositiveInfinity])), StringComparison.Ordinal);
        Assert.Contains("seed is empty", Refused(Seed.OnPrimal([])), StringComparison.Ordinal);

        string Refused(Seed seed) => Assert.Throws<ArgumentException>(() => tape.Vjp(seed)).Message;
    }
}
