namespace Folding.LinearAlgebra;

/// <summary>Which triangle of a matrix, diagonal included, is meant; the other is not read.</summary>
public enum Triangle
{
    /// <summary>On and below the diagonal.</summary>
    Lower,

    /// <summary>On and above the diagonal.</summary>
    Upper,
}
