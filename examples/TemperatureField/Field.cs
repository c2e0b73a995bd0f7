using Folding;
using Folding.Highs;

namespace TemperatureField;

/// <summary>
/// LPGD's descent direction −dLoss/dc at every cost of a grid, for the loss <c>½ |x*(c) − target|²</c>: what pushes a cost until
/// the program chooses the target.
/// </summary>
internal sealed record Field(double Temperature, double Augmentation, IReadOnlyList<Arrow> Arrows)
{
    public double Longest => Arrows.Max(static arrow => arrow.Length);

    public double ShareMoving => Arrows.Count(static arrow => arrow.Length > 0) / (double)Arrows.Count;

    public static Field Of(HighsSolver solver, LpgdKind kind, double tau, double rho, (double First, double Second) target, IReadOnlyList<double> grid)
    {
        var method = new Lpgd { Kind = kind, Temperature = Folding.Temperature.Fixed(tau), Augmentation = rho };
        var layer = DifferentiableSolver.ForLinear(solver, method);
        return new(tau, rho, [.. from first in grid from second in grid select At(layer, first, second, target)]);
    }

    private static Arrow At(DifferentiableSolver<Folding.Problems.LinearProgram, LinearData> layer, double first, double second, (double First, double Second) target)
    {
        var tape = layer.Forward(Polygon.Program(first, second));
        var x = tape.Solution.Primal;
        var cost = tape.Vjp(Seed.OnPrimal([x[0] - target.First, x[1] - target.Second])).EnsureTrusted(TrustLevel.Approximate).Data.Cost;
        return new(first, second, 0 - cost[0], 0 - cost[1]);
    }
}

/// <summary>A step (by cost) at a cost.</summary>
internal readonly record struct Arrow(double First, double Second, double ByFirst, double BySecond)
{
    public double Length => double.Hypot(ByFirst, BySecond);
}
