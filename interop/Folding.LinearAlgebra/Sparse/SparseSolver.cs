namespace Folding.LinearAlgebra;

/// <summary>The direct solvers for sparse symmetric systems.</summary>
public enum SparseSolver
{
    /// <summary>
    /// The managed factorization, which was the fastest on every system measured (docs/linear-algebra.md), as long as it can store the factor
    /// (5e8 entries); PARDISO above that.
    /// </summary>
    Automatic,

    /// <summary>The LDL' factorization of this library: always there, without pivoting, for quasi-definite matrices.</summary>
    Managed,

    /// <summary>MKL's LDL' with pivoting inside of supernodes, for symmetric indefinite matrices, nested dissection.</summary>
    Pardiso,

    /// <summary>SuiteSparse's multifrontal LU of both triangles.</summary>
    Umfpack,
}
