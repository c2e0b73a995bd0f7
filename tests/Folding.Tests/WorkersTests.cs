namespace Folding.Tests;

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
        Workers.Run(threads.Length, 4, k => threads[k] = Environment.CurrentManagedThreadId, TestContext.Current.CancellationToken);
        Assert.Contains(Environment.CurrentManagedThreadId, threads);
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
}
