namespace Folding.LinearAlgebra;

/// <summary>What became of a numeric factorization; <see cref="LdlFactor.FailedPivot"/> says where it stopped.</summary>
public enum LdlOutcome
{
    /// <summary>The factor is ready to solve with.</summary>
    Factored,

    /// <summary>A pivot was exactly zero and no replacement was allowed: the matrix has no LDL' factorization in this order.</summary>
    ZeroPivot,

    /// <summary>A pivot overflowed: the matrix is too badly scaled to be factored without pivoting.</summary>
    NotFinitePivot,

    /// <summary>A pivot was smaller than <see cref="LdlRegularization.SmallestPivot"/> or had the wrong sign.</summary>
    RefusedPivot,
}
