using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>
/// The vertex x = (0.3, 0.7), y = (-2.9, 0, 0.2) under changes of units: objective times s gives s y; rows times s give
/// y / s; variables times s give s x.
/// </summary>
internal static class ScaledQuadraticCases
{
    private static readonly double[] X = [0.3, 0.7];
    private static readonly double[] Y = [-2.9, 0, 0.2];
    private static readonly double[] Lower = [1, 0, 0];
    private static readonly double[] Upper = [1, 0.7, 0.7];

    public static IEnumerable<ContractCase<QuadraticProgram>> All =>
    [
        new("huge_data", Vertex(objective: 1e6, rows: [1e6, 1e6, 1e6]))
            { X = X, Y = Y, Objective = 1.88e6 },

        new("tiny_objective", Vertex(objective: 1e-6, rows: [1, 1, 1]))
            { X = X, Y = Times(1e-6, Y), YScale = 2.9e-6, Objective = 1.88e-6 },

        new("badly_scaled_rows", Vertex(objective: 1, rows: [1e-3, 1, 1e3]))
            { X = X, Y = [-2900, 0, 2e-4], Objective = 1.88 },

        new("huge_solution", Qp(RegularQuadraticCases.P, [1e6, 1e6], RegularQuadraticCases.SumAndBox, Times(1e6, Lower), Times(1e6, Upper)))
            { X = Times(1e6, X), Y = Times(1e6, Y), Objective = 1.88e12 },

        new("tiny_scale", Qp(RegularQuadraticCases.P, [1e-6, 1e-6], RegularQuadraticCases.SumAndBox, Times(1e-6, Lower), Times(1e-6, Upper)))
            { X = Times(1e-6, X), XScale = 7e-7, Y = Times(1e-6, Y), YScale = 2.9e-6, Objective = 1.88e-12 },

        // The second variable is counted in thousandths: x2 = 700.
        new("badly_scaled_columns", Qp(new double[,] { { 4, 1e-3 }, { 1e-3, 2e-6 } }, [1, 1e-3],
                new double[,] { { 1, 1e-3 }, { 1, 0 }, { 0, 1e-3 } }, Lower, Upper))
            { X = [0.3, 700], Y = Y, Objective = 1.88 },
    ];

    private static QuadraticProgram Vertex(double objective, double[] rows)
    {
        var a = new double[3, 2];
        double[] lower = [.. Lower], upper = [.. Upper];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 2; j++) a[i, j] = rows[i] * RegularQuadraticCases.SumAndBox[i, j];
            lower[i] *= rows[i];
            upper[i] *= rows[i];
        }

        return Qp(Times(objective, RegularQuadraticCases.P), Times(objective, RegularQuadraticCases.Q), a, lower, upper);
    }
}
