using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>
/// Folding with the SQP and Newton steps of a nonlinear program (folding/Folding/Folded.cs on the local model): Φ = I − αK_B⁻¹K_W, B = W + δI.
/// </summary>
public sealed class NonlinearFoldedTests
{
    public static TheoryData<double, double> Steps => new()
    {
        { 1, 0 },
        { 0.6, 0 },
        { 1, 2 },
        { 0.7, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_gradient_is_that_of_the_exact_adjoint_whatever_damping_shift_and_rule(double damping, double shift)
    {
        foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule(), new FixedPointRule()])
        {
            QuadraticStep[] steps = damping == 1 && shift == 0 ? [new SqpStep(), new NewtonStep()] : [new SqpStep { Damping = damping, HessianShift = shift }];
            foreach (var step in steps)
            {
                for (var item = 0; item < 6; item++)
                {
                    var problem = Programs.Random(item, 5 + item);
                    var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
                    var solution = Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken).Solution;
                    Tape<NonlinearProgram, NonlinearData> exact = Programs.Layer(new Kkt()).Record(problem, solution, TestContext.Current.CancellationToken), folded = Programs.Layer(new Folded(step, rule)).Record(problem, solution, TestContext.Current.CancellationToken);
                    var gradient = folded.Vjp(seed).EnsureTrusted();
                    Assert.Equal(rule.Name, gradient.Report.Method);
                    Assert.True(Distance(gradient.Data, exact.Vjp(seed).Data) <= 1e-8, $"{step.Name} {rule.Name} item {item}: {Distance(gradient.Data, exact.Vjp(seed).Data)}");
                    foreach (var (_, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
                    {
                        Tangent expected = exact.Jvp(direction), tangent = folded.Jvp(direction);
                        Assert.InRange(Make.Distance([.. tangent.Primal, .. tangent.Dual], [.. expected.Primal, .. expected.Dual]), 0, 1e-8);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0.3, 4)]
    [InlineData(0.8, 2)]
    public void K_products_with_the_exact_Hessian_and_a_damping_give_a_known_fraction_of_the_gradient(double damping, int products)
    {
        for (var item = 0; item < 4; item++)
        {
            var problem = Programs.Random(item);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var exact = Programs.Layer(new Kkt()).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed).Data;
            var method = new Folded(new SqpStep { Damping = damping }, new FixedPointRule { Truncation = products });
            var (data, report) = Programs.Layer(method).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed);
            Assert.Equal(TrustLevel.Approximate, report.Trust);
            var fraction = 1 - Math.Pow(1 - damping, products + 1);
            Assert.InRange(Make.Distance(data.Parameters.AsSpan(), [.. exact.Parameters.Select(value => fraction * value)]), 0, 1e-9);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void An_approximate_Hessian_contracts_by_its_share(double shift)
    {
        // On the disc W = 5I: along the circle Φ = δ/(5 + δ), across it 0.
        var (_, report) = Programs.Layer(new Folded(new SqpStep { HessianShift = shift }, new FixedPointRule())).Forward(Programs.Disc()).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.Exact, report.Trust);
        Assert.Equal(shift / (5 + shift), report.Contraction!.Value, 1e-6);
    }

    [Fact]
    public void A_solution_with_an_indefinite_Hessian_is_folded_exactly()
    {
        // min x0 x1 on x0 − x1 = 2p: x = (p, −p).
        var problem = PolynomialProgram.Create([1], "x0 x1", [new("2 p0", "x0 - x1", "2 p0")], [], [1, 0.3]);
        foreach (var shift in (double[])[0, 0.5])
        {
            var gradient = Programs.Layer(new Folded(new SqpStep { HessianShift = shift }, new GmresRule())).Forward(problem).Vjp(Seed.OnPrimal([1, 0])).EnsureTrusted();
            Assert.Equal(1, gradient.Data.Parameters[0], 1e-10);
        }
    }

    [Fact]
    public void A_stationary_point_that_is_no_minimiser_is_not_called_exact()
    {
        var problem = PolynomialProgram.Create([1], "x0 x1", [new("2 p0", "x0 + x1", "2 p0")], [], [1, 1]);
        var report = Programs.Layer(new Folded(new NewtonStep(), new GmresRule())).Record(problem, Make.Solved(problem, [1, 1], [-1, 0, 0])).Vjp(Seed.OnPrimal([1, 0])).Report;
        Assert.True(report.Trust < TrustLevel.Exact, report.ToString());
    }

    [Fact]
    public void Steps_for_convex_programs_only_are_refused_when_the_layer_is_made() =>
        Assert.Contains("sqp or newton", Assert.Throws<ArgumentException>(static () => Programs.Layer(new Folded())).Message, StringComparison.Ordinal);

    private static double Distance(NonlinearData actual, NonlinearData expected)
    {
        return Make.Distance(All(actual), All(expected));

        static double[] All(NonlinearData data) => [.. data.Parameters, .. data.ConstraintLower, .. data.ConstraintUpper, .. data.VariableLower, .. data.VariableUpper];
    }
}
