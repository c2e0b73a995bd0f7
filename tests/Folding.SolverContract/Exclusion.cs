namespace Folding.SolverContract;

/// <summary>A case or behaviour of the suite that a solver does not meet: it is reported as skipped, by name, with the reason.</summary>
/// <param name="Case">Name of a case, of an update, or of a behaviour (the test method); an unknown name fails a test.</param>
/// <param name="Reason">Why this solver cannot, in a sentence.</param>
public sealed record Exclusion(string Case, string Reason)
{
    /// <summary>
    /// True where the case passes with some versions of the native library, or must not be tried at all. Otherwise the
    /// suite tries an excluded case and fails once it passes, so that exclusions never outlive their cause.
    /// </summary>
    public bool Sometimes { get; init; }
}
