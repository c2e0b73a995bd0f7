using Folding.Problems;

namespace Folding.Tests;

public sealed class BatchTests
{
    private static readonly int[] Broken = [0, 17, 18, 77, 127];

    /// <summary>128 programs, those of <see cref="Broken"/> infeasible.</summary>
    private static QuadraticProgram[] Problems() => [.. Enumerable.Range(0, 128).Select(static k =>
    {
        var (problem, _, _) = Make.StrictlyComplementary(k, 8 + k % 5, 2, 10);
        // Two rows that exclude each other.
        return !Broken.Contains(k) ? problem : new(
            problem.P, problem.Q.AsSpan(), CscMatrix.Stack(problem.A, CscMatrix.FromTriplets(2, problem.VariableCount, [(0, 0, 1.0), (1, 0, 1.0)])),
            [.. problem.Lower, 1, double.NegativeInfinity], [.. problem.Upper, double.PositiveInfinity, -1]);
    })];

    [Theory]
    [InlineData("HiGHS")]
    [InlineData("OSQP")]
    [InlineData("Ipopt")]
    public void Infeasible_items_harm_nobody_and_the_others_are_bitwise_those_of_a_loop(string name)
    {
        var solver = Solvers.Require(name);
        var problems = Problems();
        Seed[] seeds = [.. problems.Select(static (p, k) => Seed.OnPrimal(Make.Normals(k, p.VariableCount)))];
        var layer = DifferentiableSolver.ForQuadratic(solver);
        var batch = layer.ForwardBatch(problems, new() { DegreeOfParallelism = 4 }, null, TestContext.Current.CancellationToken);
        var gradients = batch.Vjp(seeds, TestContext.Current.CancellationToken);
        Assert.True(batch.SolvedCount == 123, string.Join('\n', batch.Items.Select(static (t, k) => (t.Solution, k)).Where(p => !p.Solution.IsSolved && !Broken.Contains(p.k)).Select(static p => $"{p.k}: {p.Solution}, {p.Solution.Native.Text}")));

        var alone = DifferentiableSolver.ForQuadratic(solver);
        for (var k = 0; k < problems.Length; k++)
        {
            if (Broken.Contains(k))
            {
                Assert.False(batch.Items[k].Solution.IsSolved);
                Assert.Equal(TrustLevel.None, gradients[k].Report.Trust);
                Assert.Equal(0, gradients[k].Data.Inner(gradients[k].Data));
                continue;
            }

            var tape = alone.Forward(problems[k], null, TestContext.Current.CancellationToken);
            var gradient = tape.Vjp(seeds[k]);
            Assert.Equal(tape.Solution.Termination, batch.Items[k].Solution.Termination);
            Assert.Equal(tape.Solution.Primal, batch.Items[k].Solution.Primal);
            Assert.Equal(tape.Solution.Dual, batch.Items[k].Solution.Dual);
            Assert.Equal(gradient.Report.Trust, gradients[k].Report.Trust);
            Assert.Equal(gradient.Data.Q, gradients[k].Data.Q);
            Assert.Equal(gradient.Data.P.ValueArray, gradients[k].Data.P.ValueArray);
            Assert.Equal(gradient.Data.A.ValueArray, gradients[k].Data.A.ValueArray);
            Assert.Equal(gradient.Data.Lower, gradients[k].Data.Lower);
            Assert.Equal(gradient.Data.Upper, gradients[k].Data.Upper);
        }
    }

    [Fact]
    public void A_cancelled_batch_keeps_what_was_done_and_marks_the_rest()
    {
        using var cancellation = new CancellationTokenSource();
        var (problem, x, y) = Make.StrictlyComplementary(1, 6, 1, 6);
        var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y));
        var progress = new Counter(done => { if (done == 20) cancellation.Cancel(); });
        var batch = layer.ForwardBatch([.. Enumerable.Repeat(problem, 100)], new() { DegreeOfParallelism = 1, Progress = progress }, null, cancellation.Token);
        Assert.Equal(100, batch.Items.Length);
        Assert.Equal(20, batch.SolvedCount);
        var cancelled = batch.Items.Where(static t => !t.Solution.IsSolved).ToArray();
        Assert.All(cancelled, static t => Assert.Equal(TerminationStatus.Cancelled, t.Solution.Termination));
        Assert.All(cancelled, static t => Assert.Equal(TrustLevel.None, t.Vjp(Seed.OnPrimal(new double[6])).Report.Trust));
        Assert.Throws<OperationCanceledException>(() => batch.Vjp([.. Enumerable.Repeat(Seed.OnPrimal(new double[6]), 100)], cancellation.Token));
    }

    [Fact]
    public void Progress_counts_every_item_once()
    {
        var (problem, x, y) = Make.StrictlyComplementary(1, 6, 1, 6);
        var seen = new List<int>();
        _ = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y)).ForwardBatch(
            [.. Enumerable.Repeat(problem, 50)], new() { DegreeOfParallelism = 4, Progress = new Counter(seen.Add) }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 50), seen.Order());
    }

    [Fact]
    public void Items_start_from_the_batch_before_where_it_was_solved_and_has_their_size()
    {
        var (small, x, y) = Make.StrictlyComplementary(1, 6, 1, 6);
        var (other, otherX, otherY) = Make.StrictlyComplementary(2, 7, 1, 6);
        var solver = new Make.KnownAnswer(x, y);
        var layer = DifferentiableSolver.ForQuadratic(solver);
        var options = new BatchOptions { DegreeOfParallelism = 1 };
        var first = layer.ForwardBatch([small, small], options, null, TestContext.Current.CancellationToken);
        Assert.All(solver.Starts, Assert.Null);
        solver.Starts.Clear();
        _ = layer.ForwardBatch([small, small, small], options, first, TestContext.Current.CancellationToken);
        Assert.Equal([true, true, false], solver.Starts.Select(static s => s is not null));
        Assert.Equal(x, solver.Starts[0]!.Primal);
        solver.Starts.Clear();
        _ = layer.ForwardBatch([small], options with { WarmStartFromPrevious = false }, first, TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(solver.Starts));

        // The start of another size is not handed on: the solver would refuse it.
        var another = new Make.KnownAnswer(otherX, otherY);
        _ = DifferentiableSolver.ForQuadratic(another).ForwardBatch([other], options, first, TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(another.Starts));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        var (problem, x, y) = Make.StrictlyComplementary(1, 6, 1, 6);
        var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y));
        Assert.Contains("Problem 1 is null", Assert.Throws<ArgumentException>(() => layer.ForwardBatch([problem, null!], null, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        var batch = layer.ForwardBatch([problem, problem], null, null, TestContext.Current.CancellationToken);
        Assert.Contains("1 seeds for 2 items", Assert.Throws<ArgumentException>(() => batch.Vjp([Seed.OnPrimal(x)], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("Seed 1 is null", Assert.Throws<ArgumentException>(() => batch.Vjp([Seed.OnPrimal(x), null!], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => batch.Vjp([Seed.OnPrimal(x), Seed.OnPrimal([.. x, 0])], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.ForwardBatch([problem], new() { DegreeOfParallelism = 0 }, null, TestContext.Current.CancellationToken));
        Assert.Empty(layer.ForwardBatch([], null, null, TestContext.Current.CancellationToken).Items);
    }

    private sealed class Counter(Action<int> seen) : IProgress<int>
    {
        private readonly Lock _gate = new();

        public void Report(int value)
        {
            lock (_gate) seen(value);
        }
    }
}
