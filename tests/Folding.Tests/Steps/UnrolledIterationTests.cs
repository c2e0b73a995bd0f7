namespace Folding.Tests.Steps;

public sealed class UnrolledIterationTests
{
    private static readonly double[][] Points = [[1, 0.5], [-0.3, 1.2], [0.4, -1], [2, 0.1]];
    private static readonly double[] Labels = [1, -1, 1, -1];

    private static FixedPointLayer Layer() => new(new LogisticStep(Points, Labels));

    private static double[] Fit(double weight, int steps)
    {
        var step = new LogisticStep(Points, Labels);
        double[] x = [0, 0], next = new double[2];
        for (var k = 0; k < steps; k++)
        {
            step.Evaluate(x, [weight], next);
            (x, next) = (next, x);
        }

        return x;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void The_gradient_is_that_of_the_truncated_algorithm(int steps)
    {
        const double weight = 0.5, h = 1e-5;
        var unrolled = Layer().Unroll([0, 0], [weight], steps);
        Assert.Equal(Fit(weight, steps), unrolled.Output);
        double[] seed = [1, -2], up = Fit(weight + h, steps), down = Fit(weight - h, steps);
        var difference = (Vectors.Dot(seed, up) - Vectors.Dot(seed, down)) / (2 * h);
        var (gradient, report) = unrolled.Vjp(seed);
        Assert.Equal(difference, gradient[0], 9);
        Assert.Equal(TrustLevel.Approximate, report.Trust);
        Assert.Equal(steps, report.Iterations);
        Assert.Equal(gradient[0], Vectors.Dot(seed, unrolled.Jvp([1]).Primal.AsSpan()), 13);
    }

    [Fact]
    public void From_the_solution_it_is_truncated_fixed_point_iteration()
    {
        var solution = Fit(0.5, 4000);
        foreach (var steps in (int[])[1, 3, 10])
        {
            var folded = new FixedPointLayer(new LogisticStep(Points, Labels), new FixedPointRule { Truncation = steps - 1 }).Record(solution, [0.5]).Vjp([1, -2]);
            Assert.Equal(folded.Data[0], Layer().Unroll(solution, [0.5], steps).Vjp([1, -2]).Data[0], 11);
        }
    }

    [Fact]
    public void Memory_grows_with_the_number_of_steps_and_is_reported()
    {
        var few = Layer().Unroll([0, 0], [0.5], 10);
        var many = Layer().Unroll([0, 0], [0.5], 100);
        Assert.InRange((double)many.RecordedBytes / few.RecordedBytes, 8, 12);
        Assert.Contains(many.Vjp([1, 0]).Report.Notes, static note => note.EndsWith("MB recorded", StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_that_depends_on_the_parameters_directly_is_differentiated_at_the_end()
    {
        // One step of s ← s/2 + c and the answer s + 3c: dx/dc = 1 + 3.
        var unrolled = new FixedPointLayer(new Shifted()).Unroll([2], [1], 1);
        Assert.Equal(5, unrolled.Output[0]);
        Assert.Equal(4, unrolled.Vjp([1]).Data[0]);
        Assert.Equal(4, unrolled.Jvp([1]).Primal[0]);
    }

    [Fact]
    public void An_iteration_that_overflows_has_no_gradient_and_says_so()
    {
        var unrolled = new FixedPointLayer(new Shifted(1e200)).Unroll([1], [1], 10);
        var (gradient, report) = unrolled.Vjp([1]);
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Equal(0, gradient[0]);
        Assert.Contains("overflows after 2 steps", report.Notes[0], StringComparison.Ordinal);
        Assert.Equal(TrustLevel.None, unrolled.Jvp([1]).Report.Trust);
    }

    [Fact]
    public void Wrong_lengths_and_counts_are_refused()
    {
        var layer = new FixedPointLayer(new Shifted());
        Assert.Throws<ArgumentException>(() => layer.Unroll([1, 2], [1], 1));
        Assert.Throws<ArgumentException>(() => layer.Unroll([double.NaN], [1], 1));
        Assert.Throws<ArgumentException>(() => layer.Unroll([1], [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Unroll([1], [1], 0));
        Assert.Throws<ArgumentException>(() => layer.Unroll([1], [1], 1).Vjp([1, 2]));
        Assert.Throws<ArgumentException>(() => layer.Unroll([1], [1], 1).Jvp([double.NaN]));
    }

    /// <summary>s ← factor s + c with the answer s + 3c.</summary>
    private sealed class Shifted(double factor = 0.5) : Step(1, 1)
    {
        public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next) => next[0] = (factor * state[0]) + parameters[0];

        public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> output) => output[0] = state[0] + (3 * parameters[0]);

        public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) => new Derivative(factor);

        private sealed class Derivative(double factor) : StepLinearization
        {
            public override int StateCount => 1;

            public override int ParameterCount => 1;

            public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => result[0] = factor * v[0];

            public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => result[0] = factor * v[0];

            public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => result[0] = direction[0];

            public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient) => gradient[0] = v[0];

            public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> output) => output[0] = state[0] + (3 * direction[0]);

            public override void OutputTransposed(ReadOnlySpan<double> seed, Span<double> state, Span<double> gradient)
            {
                state[0] = seed[0];
                gradient[0] += 3 * seed[0];
            }
        }
    }
}
