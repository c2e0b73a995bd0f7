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

/// <summary>A block of the data of a linear program, in the order in which its numbers are stored.</summary>
public enum LinearBlock
{
    /// <summary>c, length n.</summary>
    Cost,

    /// <summary>The stored entries of A.</summary>
    A,

    /// <summary>Lower bounds of the rows, length m.</summary>
    RowLower,

    /// <summary>Upper bounds of the rows, length m.</summary>
    RowUpper,

    /// <summary>Lower bounds of the variables, length n.</summary>
    ColumnLower,

    /// <summary>Upper bounds of the variables, length n.</summary>
    ColumnUpper,
}
