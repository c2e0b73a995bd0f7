using Folding.Problems;

namespace Folding.Tests;

public class DecisionLossTests
{
    private static readonly GridShortestPath Grid = new(3, 4);

    private static readonly double[] Start = new double[Grid.Edges.Length];

    [Fact]
    public void The_regret_is_what_the_prediction_costs_and_has_no_gradient()
    {
        var oracle = GridOracle();
        for (var k = 0; k < 10; k++)
        {
            var target = oracle.Target(Lengths(k));
            var loss = new Regret(oracle).Evaluate(Lengths(k + 50), target);
            var path = oracle.Minimize(Lengths(k + 50)).X;
            Assert.Equal(Vectors.Dot(target.Cost.AsSpan(), path.AsSpan()) - target.Value, loss.Value);
            Assert.True(loss.Value >= -1e-12);
            Assert.All(loss.Gradient, static g => Assert.Equal(0, g));
        }
    }

    [Theory]
    [InlineData("spo+")]
    [InlineData("pfyl")]
    [InlineData("lower")]
    [InlineData("upper")]
    [InlineData("average")]
    [InlineData("map")]
    [InlineData("nce")]
    public void The_gradient_is_that_of_the_value_away_from_ties(string name)
    {
        var oracle = new CostOracle(Solvers.RequireHighs(), Grid.Program(Start), new() { Cache = new() });
        for (var k = 0; k < 8; k++) _ = oracle.Minimize(Lengths(k + 300));
        DecisionLoss loss = name switch
        {
            "spo+" => new SpoPlus(oracle),
            "pfyl" => new PerturbedFenchelYoung(oracle, 0.5, 5),
            "map" => new MaximumAPosteriori(oracle),
            "nce" => new NoiseContrastive(oracle),
            _ => new LpgdEnvelope(oracle, Enum.Parse<LpgdKind>(name, true), Temperature.Fixed(0.7)),
        };
        var target = oracle.Target(Lengths(1));
        // The pool losses are functions of a pool that does not grow.
        double Value(double[] at) => loss.Evaluate(at, target).Value;
        var predicted = Lengths(2);
        var gradient = loss.Evaluate(predicted, target).Gradient;
        Assert.True(name is "map" || Vectors.MaxNorm(gradient.AsSpan()) > 0);
        for (var k = 0; k < 4; k++)
        {
            var direction = Make.Normals(k + 70, predicted.Length);
            var difference = (Value(Vectors.Sum(predicted, 1e-5, direction)) - Value(Vectors.Sum(predicted, -1e-5, direction))) / 2e-5;
            Assert.Equal(Vectors.Dot(gradient.AsSpan(), direction), difference, 1e-6);
        }
    }

    [Fact]
    public void Spo_plus_is_the_upper_envelope_at_one_half_and_twice_a_fenchel_young_loss()
    {
        var oracle = GridOracle();
        for (var k = 0; k < 20; k++)
        {
            var target = oracle.Target(Lengths(k));
            var predicted = Lengths(k + 100);
            var here = oracle.Minimize(predicted);
            var spo = new SpoPlus(oracle).Evaluate(predicted, target);
            var upper = new LpgdEnvelope(oracle, LpgdKind.Upper, Temperature.Fixed(0.5)).Evaluate(predicted, target);
            var fenchelYoung = Vectors.Dot(predicted, target.X.AsSpan()) - here.Value;
            Assert.Equal(upper.Value + (2 * fenchelYoung), spo.Value, 1e-12);
            LpgdTests.AssertClose([.. upper.Gradient.Select((g, j) => g + (2 * (target.X[j] - here.X[j])))], spo.Gradient, 1e-12);
            Assert.True(spo.Value >= new Regret(oracle).Evaluate(predicted, target).Value - 1e-12);
        }
    }

    [Fact]
    public void The_envelopes_enclose_the_regret_and_their_mean_is_the_average()
    {
        var oracle = GridOracle();
        for (var k = 0; k < 20; k++)
        {
            var target = oracle.Target(Lengths(k));
            var predicted = Lengths(k + 200);
            var regret = new Regret(oracle).Evaluate(predicted, target).Value;
            LossValue Envelope(LpgdKind kind) => new LpgdEnvelope(oracle, kind, Temperature.Relative(0.5)).Evaluate(predicted, target);
            Assert.True(Envelope(LpgdKind.Lower).Value <= regret + 1e-12);
            Assert.True(Envelope(LpgdKind.Upper).Value >= regret - 1e-12);
            Assert.Equal((Envelope(LpgdKind.Lower).Value + Envelope(LpgdKind.Upper).Value) / 2, Envelope(LpgdKind.Average).Value, 1e-12);
        }
    }

    [Fact]
    public void The_perturbed_loss_tends_to_its_closed_form_on_two_points()
    {
        // min over {e1, e2} under noise σ: with θ = σ√2 and d = (c2 − c1)/θ the mean is c1 Φ(d) + c2 Φ(−d) − θφ(d).
        var oracle = new CostOracle(new Cheapest(), Simplex(2));
        double[] predicted = [0.3, 0.8];
        double sigma = 0.6, theta = sigma * Math.Sqrt(2), d = (predicted[1] - predicted[0]) / theta;
        var loss = new PerturbedFenchelYoung(oracle, sigma, 50_000, 5).Evaluate(predicted, oracle.Target([2, 1]));
        var mean = (predicted[0] * NormalCdf(d)) + (predicted[1] * NormalCdf(-d)) - (theta * Density(d));
        Assert.Equal(predicted[1] - mean, loss.Value, 0.02);
        Assert.Equal(-NormalCdf(d), loss.Gradient[0], 0.01);
        Assert.Equal(1 - NormalCdf(-d), loss.Gradient[1], 0.01);
    }

    [Fact]
    public void The_perturbed_optimizer_tends_to_its_closed_form_on_two_points()
    {
        double[] cost = [0.3, 0.8];
        double sigma = 0.6, theta = sigma * Math.Sqrt(2), d = (cost[1] - cost[0]) / theta;
        var decision = new PerturbedOptimizer(new CostOracle(new Cheapest(), Simplex(2)), sigma, 100_000, 3).Forward(cost);
        Assert.Equal(NormalCdf(d), decision.Mean[0], 0.01);
        var gradient = decision.Vjp([1, 0]);
        Assert.Equal(-Density(d) / theta, gradient.Cost[0], 0.02);
        Assert.Equal(Density(d) / theta, gradient.Cost[1], 0.02);
    }

    [Fact]
    public void Sum_of_gamma_noise_adds_up_to_a_gumbel_variable()
    {
        // Five of them: mean close to Euler's constant, variance close to π²/6.
        var sample = new PerturbationSample(50_000, 1, 1, 2, Noise.SumOfGamma)[0];
        double[] sums = [.. sample.ToArray().Chunk(5).Select(static five => five.Sum())];
        var mean = sums.Average();
        Assert.Equal(0.5772, mean, 0.1);
        Assert.Equal(Math.PI * Math.PI / 6, sums.Average(v => (v - mean) * (v - mean)), 0.25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        var oracle = GridOracle();
        var target = oracle.Target(Lengths(1));
        var first = new PerturbedFenchelYoung(oracle, 1, 6, 9).Evaluate(Lengths(2), target);
        var again = new PerturbedFenchelYoung(oracle, 1, 6, 9).Evaluate(Lengths(2), target);
        Assert.Equal(first.Value, again.Value);
        Assert.Equal(first.Gradient, again.Gradient);
        Assert.NotEqual(first.Value, new PerturbedFenchelYoung(oracle, 1, 6, 10).Evaluate(Lengths(2), target).Value);
    }

    [Fact]
    public void A_batch_on_several_threads_has_the_bits_of_a_loop()
    {
        var oracle = GridOracle();
        double[][] predicted = [.. Enumerable.Range(0, 40).Select(static k => Lengths(k + 1000))];
        DecisionTarget[] targets = [.. Enumerable.Range(0, 40).Select(k => oracle.Target(Lengths(k)))];
        var loss = new SpoPlus(oracle);
        var batch = loss.EvaluateBatch(predicted, targets, degreeOfParallelism: 4);
        for (var k = 0; k < 40; k++)
        {
            var alone = loss.Evaluate(predicted[k], targets[k]);
            Assert.Equal(alone.Value, batch[k].Value);
            Assert.Equal(alone.Gradient, batch[k].Gradient);
        }
    }

    [Fact]
    public void A_solve_without_a_decision_makes_the_loss_undefined_and_its_gradient_zero()
    {
        // x ≥ 0 alone: 2ĉ − c < 0 is unbounded.
        var oracle = new CostOracle(Solvers.RequireHighs(), new([1], CscMatrix.Zero(0, 1), [], [], [0], [double.PositiveInfinity]));
        var loss = new SpoPlus(oracle).Evaluate([1], oracle.Target([5]));
        Assert.False(loss.IsDefined);
        Assert.Equal((0.0, 0.0), (loss.Value, loss.Gradient[0]));
        Assert.Throws<InvalidOperationException>(() => oracle.Target([-1]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var oracle = GridOracle();
        var target = oracle.Target(Lengths(1));
        Assert.Throws<ArgumentException>(() => new Regret(oracle).Evaluate([1], target));
        Assert.Throws<ArgumentException>(() => new Regret(oracle).Evaluate(Lengths(1), target with { X = [] }));
        Assert.Throws<ArgumentException>(() => new Regret(oracle).EvaluateBatch([Lengths(1)], [target, target]));
        Assert.Throws<ArgumentException>(() => new NoiseContrastive(oracle));
        Assert.Throws<ArgumentException>(() => new MaximumAPosteriori(oracle));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerturbedFenchelYoung(oracle, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerturbedFenchelYoung(oracle, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerturbedOptimizer(oracle, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImplicitMle(oracle, 0));
        Assert.Throws<ArgumentException>(() => oracle.Minimize([double.NaN]));
    }

    private static CostOracle GridOracle() => new(Solvers.RequireHighs(), Grid.Program(Start));

    private static double[] Lengths(int seed) => [.. Make.Normals(seed, Start.Length).Select(static v => 1 + Math.Abs(v))];

    private static LinearProgram Simplex(int n)
    {
        double[] zero = new double[n], one = new double[n];
        Array.Fill(one, 1);
        return new(zero, CscMatrix.FromTriplets(1, n, Enumerable.Range(0, n).Select(static j => (0, j, 1.0))), [1], [1], zero, one);
    }

    private static double Density(double d) => Math.Exp(-d * d / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ by its series Φ(d) = 1/2 + φ(d)(d + d³/3 + d⁵/15 + …).</summary>
    private static double NormalCdf(double d)
    {
        double term = d, sum = d;
        for (var k = 1; k < 60; k++) sum += term *= d * d / ((2 * k) + 1);
        return 0.5 + (Density(d) * sum);
    }

    /// <summary>Solves over the simplex by looking.</summary>
    private sealed class Cheapest : ISolver<LinearProgram>
    {
        public SolverIdentity Identity => Make.Hand;

        public SolverCapabilities Capabilities => SolverCapabilities.None;

        public ISolverSession<LinearProgram> Open(LinearProgram problem) => new Session(problem);

        private sealed class Session(LinearProgram problem) : ISolverSession<LinearProgram>
        {
            private LinearProgram _problem = problem;

            public void Update(LinearProgram problem) => _problem = problem;

            public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default)
            {
                var x = new double[_problem.VariableCount];
                x[_problem.Cost.IndexOf(_problem.Cost.Min())] = 1;
                return new()
                {
                    Termination = TerminationStatus.Optimal,
                    PrimalStatus = PointStatus.Feasible,
                    DualStatus = PointStatus.None,
                    Solver = Make.Hand,
                    Native = new(0, ""),
                    Primal = [.. x],
                };
            }

            public void Dispose()
            {
            }
        }
    }
}
