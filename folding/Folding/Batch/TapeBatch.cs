using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The tapes of a batch, one per problem in the order given. An item whose solve failed has a status that says so and a
/// zero gradient of trust <see cref="TrustLevel.None"/>; it does not touch the others.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
/// <typeparam name="TData">Its data space.</typeparam>
public sealed class TapeBatch<TProblem, TData>
    where TProblem : class, IProblem
    where TData : class
{
    private readonly int _degreeOfParallelism;

    internal TapeBatch(ImmutableArray<Tape<TProblem, TData>> items, int degreeOfParallelism)
    {
        Items = items;
        _degreeOfParallelism = degreeOfParallelism;
    }

    /// <summary>One tape per problem.</summary>
    public ImmutableArray<Tape<TProblem, TData>> Items { get; }

    /// <summary>Number of items that were solved.</summary>
    public int SolvedCount => Items.Count(static t => t.Solution.IsSolved);

    /// <summary>Reverse mode for every item; bitwise what a loop over <see cref="Tape{TProblem, TData}.Vjp(Seed)"/> gives.</summary>
    /// <param name="seeds">One seed per item; the list is read from several threads.</param>
    /// <param name="cancellation">Stops between items.</param>
    /// <exception cref="ArgumentException">The number of seeds differs from the number of items, or a seed does not fit its item.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ImmutableArray<Gradient<TData>> Vjp(IReadOnlyList<Seed> seeds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count != Items.Length)
            throw new ArgumentException($"{seeds.Count} seeds for {Items.Length} items; give one per item.", nameof(seeds));
        var gradients = new Gradient<TData>[Items.Length];
        // Seeds are looked at by who needs them: one thread that reads them all would keep the others waiting.
        Workers.Run(Items.Length, _degreeOfParallelism, k => gradients[k] = Items[k].Vjp(seeds[k] ?? throw new ArgumentException($"Seed {k} is null.", nameof(seeds))), cancellation);
        return ImmutableCollectionsMarshal.AsImmutableArray(gradients);
    }
}
