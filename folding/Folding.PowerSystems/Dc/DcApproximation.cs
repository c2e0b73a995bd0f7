namespace Folding.PowerSystems;

/// <summary>How the DC approximation takes the susceptance of a branch. Both set voltages to 1 and neglect losses.</summary>
public enum DcApproximation
{
    /// <summary>Flow = b (θf − θt) with b = x / (r² + x²); taps and shifts are ignored. The published PGLib baselines use it.</summary>
    Impedance,

    /// <summary>Flow = b (θf − θt − shift) with b = 1 / (x tap), as MATPOWER does.</summary>
    Transformers,
}
