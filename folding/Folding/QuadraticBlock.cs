namespace Folding;

/// <summary>A block of the data of a quadratic program, in the order in which its numbers are stored.</summary>
public enum QuadraticBlock
{
    /// <summary>The stored entries of P: upper triangle, tied.</summary>
    P,

    /// <summary>q, length n.</summary>
    Q,

    /// <summary>The stored entries of A.</summary>
    A,

    /// <summary>l, length m.</summary>
    Lower,

    /// <summary>u, length m.</summary>
    Upper,
}
