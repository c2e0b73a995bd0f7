namespace SequentialQuadraticProgramming;

/// <summary>Test problems of Hock and Schittkowski, "Test Examples for Nonlinear Programming Codes", 1981, by their numbers.</summary>
internal static class HockSchittkowski
{
    private const double Infinity = double.PositiveInfinity;

    public static SmallProgram[] All { get; } =
    [
        new("HS6", 0, [-1.2, 1], static x => (1 - x[0]).Power(2), [(0, static x => 10 * (x[1] - x[0].Power(2)), 0)]),
        new("HS7", -Math.Sqrt(3), [2, 2], static x => Jet.Log(1 + x[0].Power(2)) - x[1], [(4, static x => (1 + x[0].Power(2)).Power(2) + x[1].Power(2), 4)]),
        new("HS35", 1.0 / 9, [0.5, 0.5, 0.5],
            static x => 9 - 8 * x[0] - 6 * x[1] - 4 * x[2] + 2 * x[0].Power(2) + 2 * x[1].Power(2) + x[2].Power(2) + 2 * x[0] * x[1] + 2 * x[0] * x[2],
            [(-Infinity, static x => x[0] + x[1] + 2 * x[2], 3)], lower: 0),
        new("HS39", -1, [2, 2, 2, 2], static x => -x[0], [(0, static x => x[1] - x[0].Power(3) - x[2].Power(2), 0), (0, static x => x[0].Power(2) - x[1] - x[3].Power(2), 0)]),
        new("HS40", -0.25, [0.8, 0.8, 0.8, 0.8], static x => -x[0] * x[1] * x[2] * x[3],
            [(1, static x => x[0].Power(3) + x[1].Power(2), 1), (0, static x => x[0].Power(2) * x[3] - x[2], 0), (0, static x => x[3].Power(2) - x[1], 0)]),
        new("HS43", -44, [0, 0, 0, 0],
            static x => x[0].Power(2) + x[1].Power(2) + 2 * x[2].Power(2) + x[3].Power(2) - 5 * x[0] - 5 * x[1] - 21 * x[2] + 7 * x[3],
            [
                (-Infinity, static x => x[0].Power(2) + x[1].Power(2) + x[2].Power(2) + x[3].Power(2) + x[0] - x[1] + x[2] - x[3], 8),
                (-Infinity, static x => x[0].Power(2) + 2 * x[1].Power(2) + x[2].Power(2) + 2 * x[3].Power(2) - x[0] - x[3], 10),
                (-Infinity, static x => 2 * x[0].Power(2) + x[1].Power(2) + x[2].Power(2) + 2 * x[0] - x[1] - x[3], 5),
            ]),
        new("HS71", 17.0140173, [1, 5, 5, 1], static x => x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2],
            [(25, static x => x[0] * x[1] * x[2] * x[3], Infinity), (40, static x => x[0].Power(2) + x[1].Power(2) + x[2].Power(2) + x[3].Power(2), 40)], lower: 1, upper: 5),
        new("HS100", 680.6300573, [1, 2, 0, 4, 0, 1, 1],
            static x => (x[0] - 10).Power(2) + 5 * (x[1] - 12).Power(2) + x[2].Power(4) + 3 * (x[3] - 11).Power(2) + 10 * x[4].Power(6) + 7 * x[5].Power(2) + x[6].Power(4) - 4 * x[5] * x[6] - 10 * x[5] - 8 * x[6],
            [
                (-Infinity, static x => 2 * x[0].Power(2) + 3 * x[1].Power(4) + x[2] + 4 * x[3].Power(2) + 5 * x[4], 127),
                (-Infinity, static x => 7 * x[0] + 3 * x[1] + 10 * x[2].Power(2) + x[3] - x[4], 282),
                (-Infinity, static x => 23 * x[0] + x[1].Power(2) + 6 * x[5].Power(2) - 8 * x[6], 196),
                (-Infinity, static x => 4 * x[0].Power(2) + x[1].Power(2) - 3 * x[0] * x[1] + 2 * x[2].Power(2) + 5 * x[5] - 11 * x[6], 0),
            ]),
    ];
}
