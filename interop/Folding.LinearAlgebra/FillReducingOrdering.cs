namespace Folding.LinearAlgebra;

/// <summary>How the rows and columns of a symmetric matrix are permuted before it is factored.</summary>
public enum FillReducingOrdering
{
    /// <summary>The order given, up to a postordering of the elimination tree, which changes neither fill nor flops.</summary>
    Natural,

    /// <summary>Approximate minimum degree: few nonzeros in the factor for sparse matrices.</summary>
    ApproximateMinimumDegree,
}
