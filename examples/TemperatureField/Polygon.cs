using Folding.Problems;

namespace TemperatureField;

/// <summary>
/// The polygon <c>x₁ + x₂ ≤ 4,  x₁ + 3x₂ ≤ 6,  x₁ ≥ 0,  0 ≤ x₂ ≤ 3</c>, over which c'x is minimised. Each of its four vertices is the
/// answer to a cone of costs; inside a cone the answer does not move, so its derivative is zero.
/// </summary>
internal static class Polygon
{
    private static readonly CscMatrix A = CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } });

    /// <summary>Costs at which the optimal vertex changes: rays from the origin, the outward normals of the edges, negated.</summary>
    public static IReadOnlyList<(double First, double Second)> Kinks { get; } = [(-1, -1), (-1, -3), (1, 0), (0, 1)];

    public static LinearProgram Program(double first, double second) => new(
        [first, second], A, [double.NegativeInfinity, double.NegativeInfinity], [4, 6], [0, 0], [double.PositiveInfinity, 3]);
}
