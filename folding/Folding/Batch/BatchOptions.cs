namespace Folding;

/// <summary>How a batch of problems is solved.</summary>
public sealed record BatchOptions
{
    /// <summary>Most problems in work at the same time; the machine's processor count by default. Natives stay single-threaded.</summary>
    public int DegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Wall-clock limit of each item; null for none.</summary>
    public TimeSpan? TimeLimitPerItem { get; init; }

    /// <summary>Receives the number of items done, on worker threads.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Start item k from the solution of item k of the batch before, as a training loop does from epoch to epoch.</summary>
    public bool WarmStartFromPrevious { get; init; } = true;
}
