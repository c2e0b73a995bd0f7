using Examples.Common;
using Folding;

namespace UnrollingAndFolding;

/// <summary>Error of the gradient after K steps or products, for growing K.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Points">K and |dLoss/dq − exact| / |exact|, Euclidean norms.</param>
internal sealed record Curve(string Method, (int Count, double Error)[] Points)
{
    public const string UnrollingName = "unrolling from 0", FixedPointName = "LFPI", UnfoldingName = "unfolding at x*", AndersonName = "LFPI with Anderson", GmresName = "GMRES";

    /// <summary>Errors between these lie beyond the start and above rounding: there the rate is measured.</summary>
    private const double First = 1e-5, Last = 1e-12;

    private const double Rounding = 1e-14;
    private const int Most = 8000;

    /// <summary>What is compared: K steps, or products with Φ', of each method.</summary>
    public static (string Name, Func<QuadraticStep, int, GradientMethod> After)[] Methods { get; } =
    [
        (UnrollingName, static (step, k) => new Unrolled(step, k)),
        (FixedPointName, static (step, k) => new Folded(step, new FixedPointRule { Truncation = k })),
        (UnfoldingName, static (step, k) => new Unrolled(step, k, UnrollFrom.Solution)),
        (AndersonName, static (step, k) => new Folded(step, new FixedPointRule { Truncation = k, Anderson = 5, Tolerance = Rounding })),
        (GmresName, static (step, k) => new Folded(step, new GmresRule { Truncation = k, Tolerance = Rounding })),
    ];

    public static Curve Of(string name, Func<int, GradientMethod> after, Measurement measurement)
    {
        var points = new List<(int, double)>();
        for (var count = 1; count <= Most; count = Math.Max(count + 1, (int)(1.15 * count)))
        {
            var gradient = measurement.Gradient(after(count));
            var error = measurement.Error(gradient);
            points.Add((gradient.Report.Iterations, error));
            if (error < 10 * Rounding || gradient.Report.Iterations < count) break;
        }

        return new(name, [.. points]);
    }

    /// <summary>Nats per step: minus the slope of log(error) by least squares; null where too little of the curve lies between the limits.</summary>
    public double? Rate
    {
        get
        {
            var tail = Points.Where(static point => point.Error is <= First and >= Last).Select(static point => (K: (double)point.Count, Log: Math.Log(point.Error))).ToArray();
            if (tail.Length < 4) return null;
            var (meanK, meanLog) = (tail.Average(static t => t.K), tail.Average(static t => t.Log));
            return -tail.Sum(t => (t.K - meanK) * (t.Log - meanLog)) / tail.Sum(t => (t.K - meanK) * (t.K - meanK));
        }
    }

    /// <summary>First K of the curve with an error of at most 1e-8; null where there is none.</summary>
    public int? CountToSmall => Points.Where(static point => point.Error <= 1e-8).Select(static point => (int?)point.Count).FirstOrDefault();
}
