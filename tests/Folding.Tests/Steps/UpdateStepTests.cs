namespace Folding.Tests.Steps;

public sealed class UpdateStepTests
{
    /// <summary>Every function there is, with a comparison.</summary>
    private sealed class Everything() : UpdateStep(3, 2)
    {
        public override void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next)
        {
            next[0] = T.Exp(-x[0] * c[0]) + T.Log(2 + T.Abs(x[1])) / (1 + x[2] * x[2]);
            next[1] = T.Sin(x[1]) * T.Cos(c[1]) - T.Tanh(x[0] - x[2]) + T.Pow(1.5 + c[0] * c[0], 1.7);
            next[2] = T.Max(x[0], T.Min(x[1], c[1])) * T.Sqrt(1 + x[2] * x[2]) + 4;
        }
    }

    /// <summary>One entry that depends on nothing.</summary>
    private sealed class Constant() : UpdateStep(2, 1)
    {
        public override void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next)
        {
            next[0] = 3;
            next[1] = c[0];
        }
    }

    [Fact]
    public void Dual_numbers_the_tape_and_central_differences_agree()
    {
        var step = new Everything();
        for (var seed = 0; seed < 20; seed++)
        {
            double[] x = Make.Normals(seed, 3), c = Make.Normals(seed + 1, 2), dx = Make.Normals(seed + 2, 3), dc = Make.Normals(seed + 3, 2), v = Make.Normals(seed + 4, 3);
            var derivative = step.Linearize(x, c);
            double[] forward = new double[3], byParameters = new double[3], back = new double[3], backParameters = new double[2];
            derivative.Multiply(dx, forward);
            derivative.MultiplyParameters(dc, byParameters);
            derivative.MultiplyTransposed(v, back);
            derivative.MultiplyParametersTransposed(v, backParameters);
            // Forward is dual numbers, backward the tape: two ways that share nothing.
            Assert.Equal(Vectors.Dot(v, forward), Vectors.Dot(back, dx), 12);
            Assert.Equal(Vectors.Dot(v, byParameters), Vectors.Dot(backParameters, dc), 12);
            Assert.Equal(0, derivative.Kinks);

            const double h = 1e-6;
            double[] ahead = new double[3], behind = new double[3];
            step.Evaluate(Vectors.Sum(x, h, dx), Vectors.Sum(c, h, dc), ahead);
            step.Evaluate(Vectors.Sum(x, -h, dx), Vectors.Sum(c, -h, dc), behind);
            for (var k = 0; k < 3; k++) Assert.Equal((ahead[k] - behind[k]) / (2 * h), forward[k] + byParameters[k], 1e-7 * (1 + Math.Abs(forward[k])));
        }
    }

    [Fact]
    public void An_undecided_comparison_is_a_kink()
    {
        Assert.Equal(1, new Everything().Linearize([1, 0, 2], [1, 0.5]).Kinks);
        var report = new FixedPointLayer(new Everything()) { FixedPointTolerance = 1e3 }.Record([1, 0, 2], [1, 0.5]).Vjp([1, 1, 1]).Report;
        Assert.Equal(TrustLevel.Subgradient, report.Trust);
        Assert.Equal(1, report.WeaklyActive);
    }

    [Fact]
    public void Entries_that_depend_on_nothing_have_no_derivative()
    {
        var fixedPoint = new FixedPointLayer(new Constant()).Record([3, 5], [5]);
        Assert.Equal(1, Assert.Single(fixedPoint.Vjp([7, 1]).Data), 12);
        var (dx, _, _) = fixedPoint.Jvp([2]);
        Assert.Equal(0, dx[0], 12);
        Assert.Equal(2, dx[1], 12);
    }

    [Fact]
    public void The_step_of_the_documentation_differentiates_a_fit_some_other_program_found()
    {
        double[][] points = [[1, 0.2], [-0.5, 1], [0.3, -0.7], [2, 1], [-1, -1]];
        var step = new LogisticStep(points, [1, -1, 1, 1, -1]);
        double[] Fit(double weight)
        {
            double[] x = new double[2], next = new double[2];
            for (var k = 0; k < 20_000; k++)
            {
                step.Evaluate(x, [weight], next);
                (x, next) = (next, x);
            }

            return x;
        }

        var layer = new FixedPointLayer(step, new GmresRule(), parameters => Fit(parameters[0]));
        var fit = layer.Forward([0.5]);
        var (gradient, report) = fit.Vjp([1, -2]);
        Assert.Equal(TrustLevel.Exact, report.Trust);
        const double h = 1e-5;
        var difference = Enumerable.Range(0, 2).Sum(j => (j == 0 ? 1 : -2) * (Fit(0.5 + h)[j] - Fit(0.5 - h)[j]) / (2 * h));
        Assert.Equal(difference, gradient[0], 1e-8);
    }

    [Fact]
    public void Finite_differences_are_the_last_resort_and_say_so()
    {
        var exact = new Everything();
        double[] x = Make.Normals(1, 3), c = Make.Normals(2, 2);
        var rough = new FiniteDifferenceStep(3, 2, exact.Evaluate);
        FixedPointLayer Layer(Step step) => new(step) { FixedPointTolerance = 1e3 };
        var expected = Layer(exact).Record(x, c).Vjp([1, 2, 3]);
        var (gradient, report) = Layer(rough).Record(x, c).Vjp([1, 2, 3]);
        Assert.Equal(TrustLevel.Approximate, report.Trust);
        Assert.Contains(report.Notes, static note => note.Contains("finite differences", StringComparison.Ordinal));
        Assert.InRange(Make.Distance(gradient.AsSpan(), expected.Data.AsSpan()), 0, 1e-7);
        var (dx, _, _) = Layer(rough).Record(x, c).Jvp([1, -1]);
        Assert.InRange(Make.Distance(dx.AsSpan(), Layer(exact).Record(x, c).Jvp([1, -1]).Primal.AsSpan()), 0, 1e-7);
    }
}
