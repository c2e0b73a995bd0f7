namespace Folding.LinearAlgebra;

/// <summary>What became of a dense factorization.</summary>
public enum DenseOutcome
{
    /// <summary>The factor is ready to solve with.</summary>
    Factored,

    /// <summary>A pivot of a Cholesky factorization was not positive: the matrix is not positive definite.</summary>
    NotPositiveDefinite,

    /// <summary>A pivot was exactly zero: the matrix is singular.</summary>
    Singular,

    /// <summary>The elimination overflowed: the matrix is too badly scaled.</summary>
    NotFinite,
}
