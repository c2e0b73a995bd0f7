namespace Folding.LinearAlgebra;

/// <summary>
/// The numbers of <c>Q K Q' = L D L'</c> in one of two storage schemes. All vectors are in elimination order.
/// Solving reads the factor only, so it is safe from many threads.
/// </summary>
internal abstract class NumericFactor
{
    /// <summary>Right-hand sides that a block solve treats at once, interleaved row by row.</summary>
    public const int BlockWidth = 8;

    /// <summary>Doubles of scratch that a solve with one right-hand side needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>Factors the matrix with the given values, adding <c>sign * shift</c> to the diagonal.</summary>
    public abstract LdlOutcome Factor(ReadOnlySpan<double> values, double shift, PivotRule rule);

    /// <summary>Hands long memory to the next factor; the next factorization takes new.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Overwrites x with the solution.</summary>
    public abstract void Solve(Span<double> x, Span<double> scratch);

    /// <summary>Overwrites <see cref="BlockWidth"/> interleaved right-hand sides with their solutions.</summary>
    public abstract void SolveBlock(Span<double> x);
}
