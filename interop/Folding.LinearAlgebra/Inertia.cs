namespace Folding.LinearAlgebra;

/// <summary>
/// Numbers of positive, negative and zero eigenvalues of a symmetric matrix, read off the pivots of its LDL' factorization
/// by Sylvester's law of inertia.
/// </summary>
/// <param name="Positive">Number of positive pivots.</param>
/// <param name="Negative">Number of negative pivots.</param>
/// <param name="Zero">Number of pivots that counted as zero.</param>
public readonly record struct Inertia(int Positive, int Negative, int Zero);
