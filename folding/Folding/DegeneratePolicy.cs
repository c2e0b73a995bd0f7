namespace Folding;

/// <summary>
/// Which element of the generalised Jacobian is returned where rows are weakly active (slack and multiplier both zero) and
/// the solution has one-sided derivatives only. The report counts such rows and says <see cref="TrustLevel.Subgradient"/>.
/// </summary>
public enum DegeneratePolicy
{
    /// <summary>A weakly active row counts as active iff the rule that identifies the active set says so.</summary>
    Identified,

    /// <summary>Weakly active rows count as inactive.</summary>
    Exclude,

    /// <summary>Weakly active rows count as active; dependent general rows share by least norm, and so do repeated bounds.</summary>
    Include,

    /// <summary>The mean of <see cref="Exclude"/> and <see cref="Include"/>: what central differences give at a single kink.</summary>
    Average,
}
