using System.Globalization;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>What tapes of nonlinear programs share with those of quadratic ones: value gradients, several seeds, threads, batches, and the quadratic case itself.</summary>
public sealed class NonlinearTapeTests
{
    [Fact]
    public void The_value_gradient_is_the_central_difference_of_the_optimal_value()
    {
        var layer = Programs.Layer();
        for (var item = 0; item < 8; item++)
        {
            var problem = Programs.Random(item);
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            var gradient = tape.ValueGradient();
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
            {
                var difference = (4 * Difference(5e-5) - Difference(1e-4)) / 3;
                var product = gradient.Data.Inner(direction);
                Assert.True(Math.Abs(product - difference) <= 1e-7 * Math.Max(1, Math.Abs(product)), $"item {item}, {block}: {product} and {difference}");

                double Difference(double h) => (Value(h) - Value(-h)) / (2 * h);

                double Value(double step) => layer.Forward(direction.Move(problem, step), new() { WarmStart = tape.Solution.WarmStart }, TestContext.Current.CancellationToken).Solution.Objective!.Value;
            }
        }
    }

    [Fact]
    public void A_quadratic_program_written_as_a_nonlinear_one_has_the_same_gradients()
    {
        for (var item = 0; item < 5; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 7, 2, 9);
            double[] gx = Make.Normals(item, x.Length), gy = Make.Normals(item + 5, y.Length);
            var expected = Make.Tape(problem, x, y).Vjp(Seed.On(gx, gy)).Data;

            var (written, starts) = Written(problem);
            var solution = Make.Solved(written, x, [.. y, .. new double[x.Length]]) with { Termination = TerminationStatus.LocallyOptimal };
            var gradient = Programs.Layer().Record(written, solution).Vjp(Seed.On(gx, [.. gy, .. new double[x.Length]])).EnsureTrusted().Data;
            Close(expected.Q.AsSpan(), gradient.Parameters.AsSpan()[..starts[1]]);
            Close(expected.P.Values, gradient.Parameters.AsSpan()[starts[1]..starts[2]]);
            Close(expected.A.Values, gradient.Parameters.AsSpan()[starts[2]..]);
            Close(expected.Lower.AsSpan(), gradient.ConstraintLower.AsSpan());
            Close(expected.Upper.AsSpan(), gradient.ConstraintUpper.AsSpan());

            var wrapped = new QuadraticNonlinearProgram(problem);
            gradient = Programs.Layer().Record(wrapped, solution).Vjp(Seed.On(gx, [.. gy, .. new double[x.Length]])).EnsureTrusted().Data;
            Close(expected.Upper.AsSpan(), gradient.ConstraintUpper.AsSpan());
            Assert.Empty(gradient.Parameters);
        }
    }

    [Fact]
    public void A_fixed_variable_has_a_multiplier_and_the_gradient_of_its_value()
    {
        // min ½(x0 − p)² + ½(x0 + x1)², x1 fixed at b = 1: x0 = (p − 1)/2, stationarity in x1: x0 + x1 + z = 0.
        var problem = PolynomialProgram.Create([2], "x0^2 - p0 x0 + x0 x1 + 0.5 x1^2", [], [(null, null), ("1", "1")], [0, 1]);
        var tape = Programs.Layer().Forward(problem);
        Assert.Equal(0.5, tape.Solution.Primal[0], 1e-14);
        Assert.Equal(-1.5, tape.Solution.Dual[1], 1e-14);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0])).EnsureTrusted().Data;
        Assert.Equal(0.5, gradient.Parameters[0], 1e-14);
        Assert.Equal(-0.5, gradient.VariableLower[1] + gradient.VariableUpper[1], 1e-14);
        // z = −(x0 + b): dz/dp = −½, dz/db = −½.
        gradient = tape.Vjp(Seed.OnDual([0, 1])).EnsureTrusted().Data;
        Assert.Equal(-0.5, gradient.Parameters[0], 1e-14);
        Assert.Equal(-0.5, gradient.VariableLower[1] + gradient.VariableUpper[1], 1e-14);
    }

    [Fact]
    public void Several_seeds_and_several_threads_share_a_tape()
    {
        var problem = Programs.Random(5, 10);
        var tape = Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken);
        Seed[] seeds = [.. Enumerable.Range(0, 12).Select(k => Seed.On(Make.Normals(k, problem.VariableCount), Make.Normals(k + 50, problem.DualCount)))];
        var together = tape.Vjp(seeds);
        Parallel.For(0, 48, k => Assert.Equal(tape.Vjp(seeds[k % 12]).Data.Parameters, tape.Vjp(seeds[k % 12]).Data.Parameters));
        for (var k = 0; k < seeds.Length; k++)
        {
            Close(tape.Vjp(seeds[k]).Data.Parameters.AsSpan(), together[k].Data.Parameters.AsSpan());
            Close(tape.Vjp(seeds[k]).Data.VariableUpper.AsSpan(), together[k].Data.VariableUpper.AsSpan());
        }

        // One program on several tapes: its evaluations take turns, also for the value.
        var value = tape.ValueGradient().Data.Parameters;
        Parallel.For(0, 48, _ => Assert.Equal(value, tape.ValueGradient().Data.Parameters));
    }

    [Fact]
    public void A_batch_has_an_infeasible_item_that_harms_nobody()
    {
        NonlinearProgram[] problems = [Programs.Disc(), PolynomialProgram.Create([1], "x0^2", [new("p0", "-1 x0^2", null)], [], [0.5]), Programs.Disc()];
        var batch = Programs.Layer().ForwardBatch(problems, null, null, TestContext.Current.CancellationToken);
        Assert.Equal(TrustLevel.None, batch.Items[1].Vjp(Seed.OnPrimal([1])).Report.Trust);
        Assert.Equal(0.128, batch.Items[2].Vjp(Seed.OnPrimal([1, 0])).Data.Parameters[0], 1e-14);
    }

    [Fact]
    public void Without_refinement_the_solution_is_left_alone_and_the_gradient_is_still_exact()
    {
        var problem = Programs.Random(7);
        var plain = Programs.Layer(refine: false).Forward(problem, null, TestContext.Current.CancellationToken);
        Assert.Equal(RefinementOutcome.NotRun, plain.Solution.Statistics.Refinement);
        var seed = Seed.OnPrimal(Make.Normals(7, problem.VariableCount));
        var gradient = plain.Vjp(seed).EnsureTrusted();
        Close(Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed).Data.Parameters.AsSpan(), gradient.Data.Parameters.AsSpan());
    }

    /// <summary>½x'Px + q'x, l ≤ Ax ≤ u with all of q, P (stored) and A as parameters, in this order; and where each begins.</summary>
    private static (PolynomialProgram Program, int[] Starts) Written(QuadraticProgram problem)
    {
        int n = problem.VariableCount, np = n + problem.P.Pattern.Count;
        var objective = string.Concat(Enumerable.Range(0, n).Select(static j => $"+ p{j} x{j} "))
            + string.Concat(problem.P.Entries().Select((e, k) => e.Row == e.Column ? $"+ 0.5 p{n + k} x{e.Row}^2 " : $"+ p{n + k} x{e.Row} x{e.Column} "));
        var functions = problem.A.Entries().Select((e, k) => (e.Row, Term: $"+ p{np + k} x{e.Column} ")).GroupBy(static e => e.Row).ToDictionary(static g => g.Key, static g => string.Concat(g.Select(static e => e.Term)));
        var rows = Enumerable.Range(0, problem.ConstraintCount).Select(i => new Row(Text(problem.Lower[i]), functions[i], Text(problem.Upper[i]))).ToArray();
        return (PolynomialProgram.Create([.. problem.Q, .. problem.P.Values, .. problem.A.Values], objective, rows, [], new double[n]), [0, n, np]);

        static string? Text(double bound) => double.IsFinite(bound) ? bound.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal) : null;
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual) =>
        Assert.True(Make.Distance(actual, expected) < 1e-9, $"relative distance {Make.Distance(actual, expected)}");
}
