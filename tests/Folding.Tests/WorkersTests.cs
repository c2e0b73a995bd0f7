namespace Folding.Tests;

/// <summary>Alone, because the helpers belong to the process and one test asks which of them comes.</summary>
[CollectionDefinition(nameof(WorkersTests), DisableParallelization = true)]
[Collection(nameof(WorkersTests))]
public sealed class WorkersTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(7, 2)]
    [InlineData(128, 2)]
    [InlineData(1000, 3)]
    [InlineData(5, 200)]
    public void Every_item_runs_once(int count, int degree)
    {
        var runs = new int[count];
        Workers.Run(count, degree, k => Interlocked.Increment(ref runs[k]), TestContext.Current.CancellationToken);
        Assert.All(runs, static times => Assert.Equal(1, times));
    }

    [Fact]
    public void The_caller_works_too_and_alone_where_one_worker_is_asked_for()
    {
        var threads = new int[50];
        Workers.Run(threads.Length, 1, k => threads[k] = Environment.CurrentManagedThreadId, TestContext.Current.CancellationToken);
        Assert.All(threads, static thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));

        // None of the items ends before all have begun: two quick ones could both be taken by the helper.
        using var both = new System.Threading.Barrier(2);
        Workers.Run(2, 2, k =>
        {
            Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            threads[k] = Environment.CurrentManagedThreadId;
        }, TestContext.Current.CancellationToken);
        Assert.Contains(Environment.CurrentManagedThreadId, threads[..2]);
        Assert.NotEqual(threads[0], threads[1]);
    }

    [Fact]
    public void Two_workers_are_at_work_at_the_same_time()
    {
        // Neither of the two items ends before the other has begun.
        using var both = new System.Threading.Barrier(2);
        Workers.Run(2, 2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_first_exception_is_rethrown_and_nothing_more_is_handed_out()
    {
        var last = -1;
        var thrown = Assert.Throws<InvalidOperationException>(() => Workers.Run(1000, 1, k =>
        {
            last = k;
            if (k == 5) throw new InvalidOperationException("item 5");
        }, TestContext.Current.CancellationToken));
        Assert.Equal("item 5", thrown.Message);
        Assert.Equal(5, last);
        Assert.Throws<InvalidOperationException>(() => Workers.Run(1000, 4, k =>
        {
            if (k == 5) throw new InvalidOperationException();
        }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Cancellation_ends_the_work_after_the_present_item()
    {
        using var cancellation = new CancellationTokenSource();
        var runs = 0;
        Assert.Throws<OperationCanceledException>(() => Workers.Run(1000, 1, _ =>
        {
            if (++runs == 3) cancellation.Cancel();
        }, cancellation.Token));
        Assert.Equal(3, runs);
    }

    [Fact]
    public void Workers_can_be_nested_without_waiting_for_each_other()
    {
        var runs = 0;
        Workers.Run(8, 8, _ => Workers.Run(8, 8, _ => Interlocked.Increment(ref runs), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(64, runs);
    }

    [Fact]
    public void The_same_helper_comes_back_for_the_same_part()
    {
        // Every part waits for the others, so that nobody takes an item of another's.
        const int workers = 3;
        var before = Threads();
        for (var k = 0; k < 5; k++)
        {
            // Time for the helpers to go to sleep in some batches, and none in others.
            TestContext.Current.CancellationToken.WaitHandle.WaitOne(k % 2 == 0 ? 0 : 20);
            Assert.Equal(before, Threads());
        }

        static int[] Threads()
        {
            var threads = new int[workers];
            using var all = new System.Threading.Barrier(workers);
            Workers.Run(workers, workers, k =>
            {
                Assert.True(all.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
                threads[k] = Environment.CurrentManagedThreadId;
            }, TestContext.Current.CancellationToken);
            Assert.Equal(workers, threads.Distinct().Count());
            return threads;
        }
    }

    [Fact]
    public void Helpers_work_in_the_execution_context_of_the_caller()
    {
        var local = new AsyncLocal<string> { Value = "of the caller" };
        for (var batch = 0; batch < 2; batch++)
        {
            using var both = new System.Threading.Barrier(2);
            var seen = new string?[2];
            Workers.Run(2, 2, k =>
            {
                Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
                seen[k] = local.Value;
                if (k == 1) local.Value = "changed by a helper";
            }, TestContext.Current.CancellationToken);
            Assert.Equal(["of the caller", "of the caller"], seen);
            Assert.Equal("of the caller", local.Value);
        }
    }

    [Fact]
    public void More_batches_than_helpers_all_end()
    {
        var runs = 0;
        var callers = Enumerable.Range(0, 16).Select(_ => new Thread(() => Workers.Run(50, 4, _ => Interlocked.Increment(ref runs), CancellationToken.None))).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.Equal(16 * 50, runs);
    }
}
