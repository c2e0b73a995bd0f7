using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>The exact adjoint of nonlinear programs (folding/Folding/Nonlinear/NonlinearLinearization.cs).</summary>
public sealed class NonlinearKktTests
{
    [Fact]
    public void Worked_example_on_the_unit_disc()
    {
        // W = 5I, J = 2x', so dx/dp = (I − xx')/5 and dx/dgU = x/2.
        var tape = Programs.Layer(new Kkt()).Forward(Programs.Disc());
        Assert.Equal(TerminationStatus.LocallyOptimal, tape.Solution.Termination);
        Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
        Assert.Equal(0.6, tape.Solution.Primal[0], 1e-14);
        Assert.Equal(0.8, tape.Solution.Primal[1], 1e-14);
        Assert.Equal(2, tape.Solution.Dual[0], 1e-13);
        double[][] expected = [[0.128, -0.096], [-0.096, 0.072]];
        double[] byBound = [0.3, 0.4];
        for (var j = 0; j < 2; j++)
        {
            var seed = new double[2];
            seed[j] = 1;
            var gradient = tape.Vjp(Seed.OnPrimal(seed)).EnsureTrusted();
            Assert.Equal(expected[j][0], gradient.Data.Parameters[0], 1e-14);
            Assert.Equal(expected[j][1], gradient.Data.Parameters[1], 1e-14);
            Assert.Equal(byBound[j], gradient.Data.ConstraintUpper[0], 1e-14);
            Assert.Equal(0, gradient.Data.ConstraintLower[0]);
        }

        // λ = |p|/√gU/2 − 1/2 : dλ/dp = x/2, dλ/dgU = −|p|/4.
        var ofMultiplier = tape.Vjp(Seed.OnDual([1, 0, 0])).Data;
        Assert.Equal(0.3, ofMultiplier.Parameters[0], 1e-14);
        Assert.Equal(0.4, ofMultiplier.Parameters[1], 1e-14);
        Assert.Equal(-1.25, ofMultiplier.ConstraintUpper[0], 1e-13);
    }

    [Fact]
    public void A_bound_that_depends_on_parameters_is_part_of_their_gradient()
    {
        // gU = p0/3 is 1 as well: dx/dp0 gains x/2 · 1/3.
        var tape = Programs.Layer(new Kkt()).Forward(Programs.Disc("0.3333333333333333 p0"));
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0])).EnsureTrusted().Data;
        Assert.Equal(0.128 + 0.1, gradient.Parameters[0], 1e-14);
        Assert.Equal(-0.096, gradient.Parameters[1], 1e-14);
        Assert.Equal(-2.0 / 3 + 3 - 0.6, tape.ValueGradient().Data.Parameters[0], 1e-13);
    }

    [Fact]
    public void Gradients_agree_with_central_differences_of_the_solver_alone()
    {
        var layer = Programs.Layer(new Kkt());
        // Ipopt's own answers, not refined: nothing of the adjoint takes part.
        var solver = Programs.Ipopt(Ipopt.IpoptOptions.ForGradients with { Tolerance = 1e-12 });
        var probed = 0;
        for (var item = 0; item < 12; item++)
        {
            var problem = Programs.Random(item);
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var gradient = tape.Vjp(seed);
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
            {
                double product = gradient.Data.Inner(direction), scale = Math.Sqrt(gradient.Data.Inner(gradient.Data) * direction.Inner(direction));
                var difference = (4 * Difference(5e-5) - Difference(1e-4)) / 3;
                Assert.True(Math.Abs(product - difference) <= 1e-6 * scale, $"item {item}, {block}: {product} and {difference}");
                probed++;

                double Difference(double h) => (Loss(h) - Loss(-h)) / (2 * h);

                double Loss(double step)
                {
                    var solution = solver.Solve(direction.Move(problem, step), new() { WarmStart = tape.Solution.WarmStart }, TestContext.Current.CancellationToken);
                    Assert.True(solution.IsSolved);
                    return Vectors.Dot(seed.Primal.AsSpan(), solution.Primal.AsSpan()) + Vectors.Dot(seed.Dual.AsSpan(), solution.Dual.AsSpan());
                }
            }
        }

        Assert.Equal(36, probed);
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("10000000")]
    public void Units_of_the_objective_decide_nothing(string scale)
    {
        // min s/2 |x − p|² on the disc and a line through it: the solution is the same, the multipliers are s times as large.
        var problem = PolynomialProgram.Create(
            [3, 4], $"{scale} 0.5 x0^2 + {scale} 0.5 x1^2 - {scale} p0 x0 - {scale} p1 x1", [new(null, "x0^2 + x1^2", "1")], [("- 1", "2"), ("- 1", "2")], [0.1, 0.2]);
        var tape = Programs.Layer(new Kkt()).Forward(problem);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0])).EnsureTrusted().Data;
        Assert.Equal(0.128, gradient.Parameters[0], 1e-13);
        Assert.Equal(-0.096, gradient.Parameters[1], 1e-13);
        Assert.Equal(0.3, gradient.ConstraintUpper[0], 1e-13);
        Assert.Equal(2 * double.Parse(scale, System.Globalization.CultureInfo.InvariantCulture), tape.Solution.Dual[0], 1e-8 * tape.Solution.Dual[0]);
    }

    [Fact]
    public void Gradient_check_passes_and_forward_mode_is_the_adjoint_of_reverse_mode()
    {
        var layer = Programs.Layer();
        for (var item = 20; item < 30; item++)
        {
            var problem = Programs.Random(item, 4 + item % 9);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var check = GradientCheck.Run(layer, problem, seed, null, TestContext.Current.CancellationToken);
            Assert.Equal("kkt", check.Report.Method);
            Assert.Equal(TrustLevel.Exact, check.Report.Trust);
            Assert.True(check.Passed, $"item {item}: {string.Join('\n', check.Directions)}");
            Assert.True(check.WorstAdjointError <= 1e-10, $"item {item}: adjoint {check.WorstAdjointError}");
        }
    }

    [Fact]
    public void Nothing_that_claims_to_be_exact_is_wrong()
    {
        var items = Study.IsOn ? 400 : 10;
        var (tally, layer) = (new Study.Tally(), Programs.Layer());
        for (var item = 0; item < items; item++)
        {
            var problem = Programs.Random(1000 + item, 4 + item % 12);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            tally.Add(GradientCheck.Run(layer, problem, seed, new() { Directions = 1 }, TestContext.Current.CancellationToken), $"item {item}");
        }

        Study.Write($"{tally}");
        Assert.Empty(tally.Lies);
        Assert.True(tally.Count(TrustLevel.Exact) >= 0.9 * items, $"{tally}");
        Assert.True(tally.WorstAdjoint <= 1e-8, $"{tally}");
    }
}
