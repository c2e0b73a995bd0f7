namespace Folding.Tests.Steps;

public sealed class UnrolledTests
{
    public static TheoryData<string> Steps => ["admm", "pgd", "fdpg"];

    private static QuadraticStep Named(string name) => name switch
    {
        "admm" => new AdmmStep { Rho = 1, Sigma = 1e-3 },
        "pgd" => new ProjectedGradientStep { Stepsize = 0.2 },
        _ => new DualProximalGradientStep { Stepsize = 0.01 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Unfolding_at_the_solution_is_truncated_fixed_point_iteration(string name)
    {
        var (problem, x, y) = Make.StrictlyComplementary(3, 6, 1, 6);
        var seed = Seed.OnPrimal(Make.Normals(1, 6));
        foreach (var steps in (int[])[1, 2, 7])
        {
            var unfolded = Make.Tape(problem, x, y, new Unrolled(Named(name), steps, UnrollFrom.Solution)).Vjp(seed);
            var iterated = Make.Tape(problem, x, y, new Folded(Named(name), new FixedPointRule { Truncation = steps - 1 })).Vjp(seed);
            Assert.InRange(FoldedTests.Distance(unfolded.Data, iterated.Data), 0, 1e-12);
            Assert.Equal(TrustLevel.Approximate, unfolded.Report.Trust);
            Assert.Equal(steps, unfolded.Report.Iterations);
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Unrolling_from_zero_arrives_at_the_exact_adjoint(string name)
    {
        var (problem, x, y) = Make.StrictlyComplementary(3, 6, 1, 6);
        var seed = Seed.On(Make.Normals(1, 6), Make.Normals(2, 7));
        var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
        var few = Make.Tape(problem, x, y, new Unrolled(Named(name), 5)).Vjp(seed);
        var many = Make.Tape(problem, x, y, new Unrolled(Named(name), 6000)).Vjp(seed);
        Assert.InRange(FoldedTests.Distance(many.Data, exact), 0, 1e-5);
        Assert.True(FoldedTests.Distance(few.Data, exact) > 1e-3, "five steps cannot have arrived");
        Assert.Contains(many.Report.Notes, static note => note.EndsWith("MB recorded", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Reverse_mode_through_the_steps_is_the_adjoint_of_forward_mode(string name)
    {
        var (problem, x, y) = Make.StrictlyComplementary(5, 6, 1, 6);
        foreach (var steps in (int[])[1, 4, 30])
        {
            var tape = Make.Tape(problem, x, y, new Unrolled(Named(name), steps));
            double[] gx = Make.Normals(1, 6), gy = Make.Normals(2, 7);
            var direction = new QuadraticData(problem, Make.Normals(3, problem.P.Pattern.Count), Make.Normals(4, 6), Make.Normals(5, problem.A.Pattern.Count), Bounds(6, problem.Lower), Bounds(7, problem.Upper));
            var gradient = tape.Vjp(Seed.On(gx, gy)).Data;
            var tangent = tape.Jvp(direction);
            var forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan());
            Assert.Equal(forward, gradient.Inner(direction), 1e-9 * (1 + Math.Abs(forward)));
        }
    }

    [Fact]
    public void A_step_that_is_taken_at_the_solution_only_says_so()
    {
        var (problem, x, y) = Make.StrictlyComplementary(5, 6, 1, 6);
        var report = Make.Tape(problem, x, y, new Unrolled(new NewtonStep(), 3)).Vjp(Seed.OnPrimal(Make.Normals(1, 6))).Report;
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Contains("admm, pgd or fdpg", report.Notes[0], StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make.Tape(problem, x, y, new Unrolled(new AdmmStep(), 0)).Vjp(Seed.OnPrimal(Make.Normals(1, 6))));
    }

    private static double[] Bounds(int seed, IReadOnlyList<double> bounds) => [.. Make.Normals(seed, bounds.Count).Select((value, i) => double.IsFinite(bounds[i]) ? value : 0)];
}
