using Folding.Problems;

namespace Folding.Tests;

/// <summary>The named methods of the literature are LPGD at stated settings.</summary>
public class SpecialCaseTests
{
    private static readonly Knapsack Items = new(new double[,] { { 3, 4, 2, 5, 1, 3 }, { 2, 1, 4, 3, 3, 2 } }, [9, 8]);

    private static readonly double[] Values = [4, 5, 3, 6, 2, 4.5];

    private static readonly double[] Seed0 = [1, -1, 0.5, 2, -0.5, 0];

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(20)]
    public void Blackbox_is_the_lower_envelope_bit_for_bit(double lambda)
    {
        var program = Items.Program(Values);
        var blackbox = Vjp(program, Lpgd.Blackbox(lambda));
        Assert.Equal(Vjp(program, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(lambda) }).Cost, blackbox.Cost);
        var oracle = new CostOracle(Solvers.RequireHighs(), program);
        var moved = oracle.Minimize(Vectors.Sum(program.Cost.AsSpan(), lambda, Seed0)).X;
        var here = oracle.Minimize(program.Cost.AsSpan()).X;
        Assert.Equal([.. moved.Select((v, j) => (v - here[j]) / lambda)], blackbox.Cost);
    }

    [Fact]
    public void Direct_loss_minimisation_of_a_linear_loss_is_a_one_sided_envelope()
    {
        // Hamming distance to t = (1, 0, 1, 0, 1, 0): Σ (1 − 2t_j) x_j up to a constant.
        double[] hamming = [-1, 1, -1, 1, -1, 1];
        var program = Items.Program(Values);
        foreach (var towards in (ReadOnlySpan<bool>)[true, false])
        {
            var epsilon = 4.0;
            var data = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), Lpgd.DirectLoss(epsilon, towards)).Forward(program).Vjp(Seed.OnPrimal(hamming)).Data;
            var sign = towards ? epsilon : -epsilon;
            double[] best = Cheapest(program.Cost.AsSpan()), moved = Cheapest(Vectors.Sum(program.Cost.AsSpan(), sign, hamming));
            LpgdTests.AssertClose([.. moved.Select((v, j) => (v - best[j]) / sign)], data.Cost, 1e-15);
        }
    }

    [Fact]
    public void The_identity_is_lpgd_on_the_unconstrained_surrogate()
    {
        var surrogate = new QuadraticProgram(CscMatrix.Identity(6), Values, CscMatrix.Zero(0, 6), [], []);
        var expected = DifferentiableSolver.ForQuadratic(Solvers.Require("OSQP"), new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(0.7) }).Forward(surrogate).Vjp(Seed.OnPrimal(Seed0)).Data.Q;
        var (data, report) = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Identity()).Forward(Items.Program(Values)).Vjp(Seed.OnPrimal(Seed0));
        LpgdTests.AssertClose([.. data.Cost], expected, 1e-14);
        Assert.Equal([.. Seed0.Select(static v => 0 - v)], data.Cost);
        Assert.Equal("identity", report.Method);
    }

    [Fact]
    public void The_envelope_loss_has_the_gradient_of_the_layer_bit_for_bit()
    {
        var program = Items.Program(Values);
        var oracle = new CostOracle(Solvers.RequireHighs(), program);
        double[] trueCost = [.. Make.Normals(3, 6).Select(static v => -Math.Abs(v))];
        foreach (var kind in (ReadOnlySpan<LpgdKind>)[LpgdKind.Lower, LpgdKind.Upper, LpgdKind.Average])
        {
            var loss = new LpgdEnvelope(oracle, kind, Temperature.Fixed(0.8)).Evaluate(program.Cost.AsSpan(), oracle.Target(trueCost));
            var layer = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd { Kind = kind, Temperature = Temperature.Fixed(0.8) }).Forward(program).Vjp(Seed.OnPrimal(trueCost)).Data;
            Assert.Equal(layer.Cost, loss.Gradient);
        }
    }

    [Fact]
    public void Implicit_mle_is_the_mean_of_lower_envelopes_at_perturbed_costs()
    {
        var program = Items.Program(Values);
        var solver = Solvers.RequireHighs();
        var mle = new ImplicitMle(new CostOracle(solver, program), lambda: 2, amplitude: 0.5, samples: 7, seed: 4).Forward(program.Cost.AsSpan());
        var gradient = mle.Vjp(Seed0);
        var sample = new PerturbationSample(6, 0.5, 7, 4, Noise.SumOfGamma);
        double[] mean = new double[6], decision = new double[6];
        for (var s = 0; s < 7; s++)
        {
            var tape = DifferentiableSolver.ForLinear(solver, Lpgd.Blackbox(2)).Forward(program.WithCost(sample.Perturb(program.Cost.AsSpan(), s)));
            mean = Vectors.Sum(mean, 1.0 / 7, tape.Vjp(Seed.OnPrimal(Seed0)).Data.Cost.AsSpan());
            decision = Vectors.Sum(decision, 1.0 / 7, tape.Solution.Primal.AsSpan());
        }

        LpgdTests.AssertClose(mean, gradient.Cost, 1e-14);
        LpgdTests.AssertClose(decision, mle.Mean, 1e-6);
        Assert.Equal(TerminationStatus.Optimal, gradient.Termination);
    }

    [Fact]
    public void Blackbox_never_points_against_the_seed()
    {
        for (var k = 0; k < 20; k++)
        {
            var seed = Make.Normals(k, 6);
            var data = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), Lpgd.Blackbox(Math.Pow(4, k % 4))).Forward(Items.Program(Values)).Vjp(Seed.OnPrimal(seed)).Data;
            Assert.True(Vectors.Dot(seed, data.Cost.AsSpan()) <= 0);
        }
    }

    private static LinearData Vjp(LinearProgram program, GradientMethod method) =>
        DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(program).Vjp(Seed.OnPrimal(Seed0)).Data;

    private static double[] Cheapest(ReadOnlySpan<double> cost) => Enumerate.Cheapest(Items.Program(Values), cost);
}
