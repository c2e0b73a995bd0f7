namespace Folding.Ipopt.Tests;

/// <summary>Comparison of vectors within an absolute tolerance.</summary>
internal static class Close
{
    public static Func<double, double, bool> To(double tolerance) => (expected, actual) => Math.Abs(expected - actual) <= tolerance;
}
