using Folding.Problems;

namespace Folding.Tests.Steps;

public sealed class FoldedTests
{
    private static readonly double[] LineX = [0.25, 0.75];
    private static readonly double[] LineY = [-2.75, 0, 0];

    public static TheoryData<string> Steps => ["admm", "admm, one rho", "pgd", "pgd, fixed stepsize", "fdpg", "sqp", "sqp, damped and shifted", "newton"];

    private static QuadraticStep Named(string name) => name switch
    {
        "admm" => new AdmmStep(),
        "admm, one rho" => new AdmmStep { Rho = 0.7, Sigma = 1e-2, Relaxation = 1.6 },
        "pgd" => new ProjectedGradientStep(),
        "pgd, fixed stepsize" => new ProjectedGradientStep { Stepsize = 0.3 },
        "fdpg" => new DualProximalGradientStep(),
        "sqp" => new SqpStep(),
        "sqp, damped and shifted" => new SqpStep { Damping = 0.8, HessianShift = 0.2 },
        _ => new NewtonStep(),
    };

    private static Tape<QuadraticProgram, QuadraticData> Line(GradientMethod method) => Make.Tape(Make.WorkedExample([1, -2, -2], [1, 2, 2]), LineX, LineY, method);

    [Theory]
    [InlineData(0.1, 1, 1, 1, -0.237012315479, 0.165533921088)]
    [InlineData(0.1, 1, 1, 10, -0.249973108559, 0.249919846247)]
    [InlineData(1e-6, 0.1, 1.6, 10, -0.263565344013, 0.210354002847)]
    [InlineData(1e-6, 0.1, 1.6, 100, -0.250003769503, 0.249988648074)]
    public void Truncated_iteration_of_the_admm_step_has_the_worked_digits(double sigma, double rho, double relaxation, int steps, double first, double second)
    {
        var step = new AdmmStep { Sigma = sigma, Rho = rho, Relaxation = relaxation };
        var gradient = Line(new Folded(step, new FixedPointRule { Truncation = steps })).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(first, gradient.Data.Q[0], 12);
        Assert.Equal(second, gradient.Data.Q[1], 12);
        Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
    }

    [Theory]
    [InlineData(0.1, 1, 1, 0.51446225457)]
    [InlineData(1e-6, 0.1, 1.6, 0.913345786447)]
    public void The_admm_step_has_the_worked_contraction(double sigma, double rho, double relaxation, double expected)
    {
        var report = Line(new Folded(new AdmmStep { Sigma = sigma, Rho = rho, Relaxation = relaxation }, new FixedPointRule())).Vjp(Seed.OnPrimal([1, 0])).Report;
        Assert.Equal(expected, report.Contraction!.Value, 4);
        Assert.Equal(TrustLevel.Exact, report.Trust);
    }

    [Fact]
    public void The_report_has_the_stepsize_or_the_penalty_of_all_rows()
    {
        static double? Of(QuadraticStep step) => Line(new Folded(step, new GmresRule())).Vjp(Seed.OnPrimal([1, 0])).Report.Stepsize;
        Assert.Equal(0.3, Of(new ProjectedGradientStep { Stepsize = 0.3 }));
        // One direction along x_1 + x_2 = 1, of curvature (4 − 2 + 2)/2 = 2: 2/(m + M) = 1/2.
        Assert.Equal(0.5, Of(new ProjectedGradientStep())!.Value, 1e-12);
        Assert.Equal(0.7, Of(new AdmmStep { Rho = 0.7 }));
        Assert.Null(Of(new AdmmStep()));
        Assert.Null(Of(new NewtonStep()));
    }

    [Theory]
    [InlineData(0.1, 0.8)]
    [InlineData(0.25, 0.5)]
    [InlineData(0.6, 0.2)]
    public void The_projected_gradient_step_has_the_worked_contraction_and_gradient(double stepsize, double contraction)
    {
        var (data, report) = Line(new Folded(new ProjectedGradientStep { Stepsize = stepsize }, new FixedPointRule())).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(contraction, report.Contraction!.Value, 9);
        Assert.Equal(-0.25, data.Q[0], 11);
        Assert.Equal(0.25, data.Q[1], 11);
        Assert.Equal("lfpi", report.Method);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Every_rule_agrees_with_the_exact_adjoint_on_random_programs(string name)
    {
        var step = Named(name);
        var contractions = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, 2 + (seed % 14), seed % 3 % 2, 1 + (seed % 15));
            var direction = Seed.On(Make.Normals(seed + 1, x.Length), Make.Normals(seed + 2, y.Length));
            var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(direction);
            Assert.Equal(TrustLevel.Exact, exact.Report.Trust);
            foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule(), new FixedPointRule()])
            {
                var (data, report) = Make.Tape(problem, x, y, new Folded(step, rule)).Vjp(direction);
                if (rule is FixedPointRule && report.Contraction is >= 0.98) continue;
                if (rule is FixedPointRule) contractions++;
                Assert.True(report.Trust == TrustLevel.Exact, $"{seed}, {rule.Name}: {report}");
                Assert.True(Distance(data, exact.Data) <= (rule is FixedPointRule ? 1e-6 : 1e-8), $"{seed}, {rule.Name}: {Distance(data, exact.Data)}; {report}");
            }
        }

        Assert.True(contractions > 20, $"only {contractions} contractions");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Reverse_and_forward_mode_satisfy_the_adjoint_identity_and_central_differences(string name)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, 8, 2, 10);
            var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y), new Folded(Named(name), new GmresRule()));
            var check = GradientCheck.Run(layer, problem, Seed.On(Make.Normals(seed, 8), Make.Normals(seed + 1, 12)));
            Assert.True(check.Passed, string.Join('\n', check.Directions.AsEnumerable()));
            Assert.InRange(check.WorstAdjointError, 0, 1e-9);
        }
    }

    [Fact]
    public void The_searched_penalty_contracts_at_least_as_well()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, 10, 2, 12);
            double Contraction(AdmmStep step) => Make.Tape(problem, x, y, new Folded(step, new FixedPointRule())).Vjp(Seed.OnPrimal(Make.Normals(seed, 10))).Report.Contraction!.Value;
            Assert.True(Contraction(new() { Search = true }) <= Contraction(new()) + 1e-3);
        }
    }

    [Fact]
    public void The_chosen_stepsize_contracts_best()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, 10, 2, 8);
            var point = new QuadraticPoint(problem, x, y, null, new SymbolicCache());
            var best = new ProjectedGradientMap(point, null);
            double Contraction(double stepsize) => new ProjectedGradientMap(point, stepsize).At(point.X)!.SpectralRadius;
            Assert.InRange(Contraction(best.Stepsize), 0, 1 - 1e-6);
            foreach (var factor in (double[])[0.3, 0.8, 1.25]) Assert.True(Contraction(best.Stepsize) <= Contraction(factor * best.Stepsize) + 2e-3);
        }
    }

    [Fact]
    public void A_step_that_does_not_contract_is_refused_with_the_number_and_solved_by_gmres()
    {
        var (problem, x, y) = Make.StrictlyComplementary(4, 8, 1, 8);
        var tooLarge = new ProjectedGradientStep { Stepsize = 100 };
        var seed = Seed.OnPrimal(Make.Normals(1, 8));
        var (data, report) = Make.Tape(problem, x, y, new Folded(tooLarge, new FixedPointRule())).Vjp(seed);
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.True(report.Contraction > 1);
        Assert.Contains(report.Notes, static note => note.Contains("spectral radius", StringComparison.Ordinal));
        Assert.Equal(0, data.Inner(data));
        var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
        Assert.InRange(Distance(Make.Tape(problem, x, y, new Folded(tooLarge, new GmresRule())).Vjp(seed).Data, exact), 0, 1e-8);
    }

    [Fact]
    public void A_minimiser_that_is_not_unique_has_no_derivative_along_the_flat_direction()
    {
        // min 0 s.t. x1 + x2 = 1.
        var problem = new QuadraticProgram(CscMatrix.Zero(2, 2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], [1]);
        foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule()])
        {
            var along = Make.Tape(problem, [0.5, 0.5], [0], new Folded(new AdmmStep(), rule)).Vjp(Seed.OnPrimal([1, -1])).Report;
            Assert.Equal(TrustLevel.None, along.Trust);
            Assert.True(along.RankDeficient);
            var across = Make.Tape(problem, [0.5, 0.5], [0], new Folded(new AdmmStep(), rule)).Vjp(Seed.OnPrimal([1, 1]));
            Assert.Equal(TrustLevel.Subgradient, across.Report.Trust);
            Assert.Equal(1, across.Data.Lower[0] + across.Data.Upper[0], 9);
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_point_that_is_no_solution_is_refused_with_its_residual(string name)
    {
        var problem = Make.WorkedExample([1, -2, -2], [1, 2, 2]);
        var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer([0.3, 0.7], LineY), new Folded(Named(name), new GmresRule()), refine: false);
        // A statement that refinement ran and failed keeps the tape from repairing the point.
        var solution = Make.Solved(problem, [0.3, 0.7], LineY);
        var (_, report) = layer.Record(problem, solution with { Statistics = solution.Statistics with { Refinement = RefinementOutcome.NotCertified } }).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Contains("not its fixed point", report.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_kink_is_flagged()
    {
        var (problem, x, y) = Make.WithWeakRow(3, 8, 1, 8);
        var report = Make.Tape(problem, x, y, new Folded()).Vjp(Seed.OnPrimal(Make.Normals(1, 8))).Report;
        Assert.Equal(TrustLevel.Subgradient, report.Trust);
        Assert.Equal(1, report.WeaklyActive);
    }

    [Fact]
    public void The_dual_step_refuses_a_singular_hessian_and_says_what_takes_it()
    {
        var problem = new QuadraticProgram(CscMatrix.Zero(1, 1), [1], CscMatrix.Identity(1), [0], [1]);
        var report = Make.Tape(problem, [0], [-1], new Folded(new DualProximalGradientStep(), new GmresRule())).Vjp(Seed.OnPrimal([1])).Report;
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Contains("positive definite", report.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    public void Truncated_iteration_of_a_damped_exact_sqp_step_returns_the_known_share(int steps)
    {
        var (problem, x, y) = Make.StrictlyComplementary(2, 6, 1, 6);
        var seed = Seed.OnPrimal(Make.Normals(5, 6));
        var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
        var share = 1 - Math.Pow(1 - 0.3, steps + 1);
        var truncated = Make.Tape(problem, x, y, new Folded(new SqpStep { Damping = 0.3 }, new FixedPointRule { Truncation = steps })).Vjp(seed).Data;
        Assert.InRange(Make.Distance(truncated.Q.AsSpan(), [.. exact.Q.Select(v => share * v)]), 0, 1e-9);
    }

    [Fact]
    public void The_interior_point_step_is_the_barrier_derivative()
    {
        var (problem, x, y) = Make.StrictlyComplementary(2, 6, 1, 6);
        var seed = Seed.On(Make.Normals(5, 6), Make.Normals(6, 7));
        var barrier = Make.Tape(problem, x, y, new Barrier { Mu = 1e-4 }).Vjp(seed).Data;
        foreach (var rule in (Rule[])[new FixedPointRule(), new GmresRule(), new JacobianRule()])
        {
            var (data, report) = Make.Tape(problem, x, y, new Folded(new InteriorPointStep { Mu = 1e-4 }, rule)).Vjp(seed);
            Assert.Equal(TrustLevel.Approximate, report.Trust);
            Assert.InRange(Distance(data, barrier), 0, 1e-12);
        }
    }

    [Fact]
    public void Programs_of_one_variable_or_without_rows_are_folded()
    {
        var one = new QuadraticProgram(CscMatrix.Identity(1), [-2], CscMatrix.Identity(1), [0], [1]);
        foreach (var step in (QuadraticStep[])[new AdmmStep(), new ProjectedGradientStep(), new DualProximalGradientStep(), new NewtonStep()])
        {
            foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule(), new FixedPointRule()])
            {
                Assert.Equal(1, Make.Tape(one, [1], [1], new Folded(step, rule)).Vjp(Seed.OnPrimal([1])).Data.Upper[0], 9);
                if (step is DualProximalGradientStep) continue;
                var free = new QuadraticProgram(CscMatrix.Identity(1), [-2], CscMatrix.Zero(0, 1), [], []);
                Assert.Equal(-1, Make.Tape(free, [2], [], new Folded(step, rule)).Vjp(Seed.OnPrimal([1])).Data.Q[0], 9);
            }
        }
    }

    [Fact]
    public void Two_threads_on_one_tape_get_the_bits_of_one()
    {
        var (problem, x, y) = Make.StrictlyComplementary(2, 20, 3, 20);
        var seeds = Enumerable.Range(0, 16).Select(k => Seed.OnPrimal(Make.Normals(k, 20))).ToArray();
        foreach (var step in (QuadraticStep[])[new AdmmStep(), new ProjectedGradientStep(), new DualProximalGradientStep()])
        {
            foreach (var rule in (Rule[])[new GmresRule(), new FixedPointRule(), new JacobianRule()])
            {
                var method = new Folded(step, rule);
                var alone = Make.Tape(problem, x, y, method);
                var expected = seeds.Select(seed => alone.Vjp(seed).Data.Q.ToArray()).ToArray();
                var shared = Make.Tape(problem, x, y, method);
                var actual = new double[seeds.Length][];
                Parallel.For(0, seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, k => actual[k] = [.. shared.Vjp(seeds[k]).Data.Q]);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdmmStep { Rho = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdmmStep { Sigma = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdmmStep { Relaxation = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProjectedGradientStep { Stepsize = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqpStep { Damping = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqpStep { HessianShift = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InteriorPointStep { Mu = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Folded { FixedPointTolerance = 0 });
    }

    internal static double Distance(QuadraticData actual, QuadraticData expected)
    {
        double difference = 0, size = 0;
        foreach (var (a, b) in Blocks(actual).Zip(Blocks(expected)))
        {
            for (var k = 0; k < b.Length; k++)
            {
                difference = Math.Max(difference, Math.Abs(a[k] - b[k]));
                size = Math.Max(size, Math.Abs(b[k]));
            }
        }

        return difference == 0 ? 0 : difference / size;
    }

    private static double[][] Blocks(QuadraticData data) => [[.. data.Q], [.. data.Lower], [.. data.Upper], data.P.Values.ToArray(), data.A.Values.ToArray()];
}
