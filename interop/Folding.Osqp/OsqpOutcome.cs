using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>Copies the result of a run out of native memory, once, and believes a certificate only when it proves something.</summary>
internal static class OsqpOutcome
{
    /// <summary>
    /// Largest error of a certificate relative to what it proves: no feasible point within a distance of 1/1e-4 of the
    /// origin, or descent at a rate of 1e4 times the violation.
    /// </summary>
    private const double LargestCertificateError = 1e-4;

    /// <summary>Completes a solution of which the statuses are known.</summary>
    public static Solution Read<TInt>(OsqpWorkspace<TInt> workspace, QuadraticProgram problem, Solution outcome, SolveStatistics statistics)
        where TInt : unmanaged, IBinaryInteger<TInt>
    {
        var start = Stopwatch.GetTimestamp();
        var solution = outcome switch
        {
            { DualStatus: PointStatus.Certificate } => Infeasible(problem, outcome, workspace.InfeasibilityRay),
            { PrimalStatus: PointStatus.Certificate } => Unbounded(problem, outcome, workspace.UnboundedRay),
            { PrimalStatus: PointStatus.None } => outcome,
            _ => Point(outcome, workspace.X, workspace.Y),
        };
        return solution with { Statistics = statistics with { CopyTime = Stopwatch.GetElapsedTime(start) } };
    }

    private static Solution Point(Solution outcome, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (!AllFinite(x) || !AllFinite(y))
            return outcome with { Termination = TerminationStatus.NumericalError, PrimalStatus = PointStatus.None, DualStatus = PointStatus.None };
        ImmutableArray<double> primal = [.. x], dual = [.. y];
        return outcome with { Primal = primal, Dual = dual, WarmStart = new() { Primal = primal, Dual = dual } };
    }

    private static Solution Infeasible(QuadraticProgram problem, Solution outcome, ReadOnlySpan<double> certificate)
    {
        var ray = certificate.ToArray();
        for (var i = 0; i < ray.Length; i++)
        {
            if ((ray[i] > 0 && double.IsPositiveInfinity(problem.Upper[i])) || (ray[i] < 0 && double.IsNegativeInfinity(problem.Lower[i]))) ray[i] = 0;
        }

        return Normalise(ray) && CertificateCheck.Infeasibility(problem, ray) <= LargestCertificateError
            ? outcome with { DualRay = ImmutableCollectionsMarshal.AsImmutableArray(ray) }
            : Unproven(outcome);
    }

    private static Solution Unbounded(QuadraticProgram problem, Solution outcome, ReadOnlySpan<double> certificate)
    {
        var ray = certificate.ToArray();
        return Normalise(ray) && CertificateCheck.Unboundedness(problem, ray) <= LargestCertificateError
            ? outcome with { PrimalRay = ImmutableCollectionsMarshal.AsImmutableArray(ray) }
            : Unproven(outcome);
    }

    /// <summary>OSQP stopped, but what it stopped for is not proved.</summary>
    private static Solution Unproven(Solution outcome) => outcome with
    {
        Termination = outcome.Termination is TerminationStatus.Infeasible or TerminationStatus.Unbounded ? TerminationStatus.NumericalError : outcome.Termination,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Native = outcome.Native with { Text = outcome.Native.Text + " (the certificate does not hold)" },
    };

    /// <summary>Scales the ray to a largest entry of 1; false where it is zero or not finite.</summary>
    private static bool Normalise(Span<double> ray)
    {
        var largest = 0.0;
        foreach (var value in ray) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !double.IsFinite(largest)) return false;
        for (var i = 0; i < ray.Length; i++) ray[i] /= largest;
        return true;
    }

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value)) return false;
        }

        return true;
    }
}
