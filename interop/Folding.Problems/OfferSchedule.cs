namespace Folding.Problems;

/// <summary>When an iterative solver offers its point to <see cref="SolveRequest.Accept"/>: at a tolerance of 10, which nearly every first look passes, and at every digit below it that is still looser than the options ask for.</summary>
public sealed class OfferSchedule
{
    private const double LoosestTolerance = 10, Tightening = 10;

    /// <summary>A schedule for one solve.</summary>
    /// <param name="request">Without <see cref="SolveRequest.Accept"/> nothing is ever offered.</param>
    /// <param name="tolerance">The largest tolerance of the options.</param>
    /// <exception cref="ArgumentNullException">No request.</exception>
    public OfferSchedule(SolveRequest request, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(request);
        Loosening = request.Accept is null ? 1 : Math.Max(1, LoosestTolerance / tolerance);
    }

    /// <summary>Factor on the options' tolerances at which the next offer is due; 1 when there is none.</summary>
    public double Loosening { get; private set; }

    /// <summary>Whether a point at the present tolerance is an offer, not the answer.</summary>
    public bool IsOpen => Loosening > 1;

    /// <summary>After an offer that was refused.</summary>
    public void Tighten() => Loosening = Math.Max(1, Loosening / Tightening);
}
