namespace Folding.LinearAlgebra;

/// <summary>The direct solvers for sparse symmetric systems.</summary>
public enum SparseSolver
{
    /// <summary>By the arithmetic that the managed factorization would need: that one up to a limit, PARDISO above it where MKL is there.</summary>
    Automatic,

    /// <summary>The LDL' factorization of this library: always there, without pivoting, for quasi-definite matrices.</summary>
    Managed,

    /// <summary>MKL's LDL' with pivoting inside of supernodes, for symmetric indefinite matrices, nested dissection.</summary>
    Pardiso,

    /// <summary>SuiteSparse's multifrontal LU of both triangles.</summary>
    Umfpack,
}
