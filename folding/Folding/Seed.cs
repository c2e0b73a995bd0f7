using System.Collections.Immutable;

namespace Folding;

/// <summary>
/// What flows back from the loss: dLoss/dx and optionally dLoss/dy, in the sign convention of the solution's multipliers.
/// </summary>
public sealed class Seed
{
    private Seed(ImmutableArray<double> primal, ImmutableArray<double> dual)
    {
        Primal = primal;
        Dual = dual;
    }

    /// <summary>dLoss/dx, length n; empty for zero.</summary>
    public ImmutableArray<double> Primal { get; }

    /// <summary>dLoss/dy, length of the dual point; empty for zero.</summary>
    public ImmutableArray<double> Dual { get; }

    /// <summary>A seed on x alone.</summary>
    public static Seed OnPrimal(ReadOnlySpan<double> lossByPrimal) => new([.. lossByPrimal], []);

    /// <summary>A seed on y alone.</summary>
    public static Seed OnDual(ReadOnlySpan<double> lossByDual) => new([], [.. lossByDual]);

    /// <summary>A seed on x and y.</summary>
    public static Seed On(ReadOnlySpan<double> lossByPrimal, ReadOnlySpan<double> lossByDual) => new([.. lossByPrimal], [.. lossByDual]);

    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite; the message names it.</exception>
    internal void Validate(int variableCount, int dualCount)
    {
        if (!Primal.IsEmpty) Vectors.RequireFinite(Primal.AsSpan(), variableCount, "seed on x");
        if (!Dual.IsEmpty) Vectors.RequireFinite(Dual.AsSpan(), dualCount, "seed on y");
        if (Primal.IsEmpty && Dual.IsEmpty && variableCount > 0)
            throw new ArgumentException("The seed is empty: give dLoss/dx, dLoss/dy or both.");
    }
}
