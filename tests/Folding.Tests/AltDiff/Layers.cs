using Folding.Problems;

namespace Folding.Tests;

/// <summary>What the tests of alternating differentiation share.</summary>
internal static class Layers
{
    /// <summary>min ½x'[[4,1],[1,2]]x + x1 + x2  s.t.  x1 + x2 = 1,  x1 ≤ 0.2: x = (0.2, 0.8), λ = −2.8, ν = 0.2.</summary>
    public static QuadraticProgram Worked() => AltDiffLayer.OneSided(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], CscMatrix.FromDense(new double[,] { { 1, 0 } }), [0.2]);

    /// <summary>Exactly K iterations.</summary>
    public static AltDiffLayer Truncated(int iterations, double? penalty = 1, double relaxation = 1) =>
        new(new() { Tolerance = 0, MaximumIterations = iterations, Penalty = penalty, Relaxation = relaxation });

    /// <summary>A tangent that moves every number of a problem; equality rows move as one number, infinite bounds not at all.</summary>
    public static QuadraticData Direction(QuadraticProgram problem, int seed)
    {
        var m = problem.ConstraintCount;
        double[] lower = Make.Normals(seed + 1, m), upper = Make.Normals(seed + 2, m);
        for (var i = 0; i < m; i++)
        {
            if (double.IsInfinity(problem.Lower[i])) lower[i] = 0;
            if (double.IsInfinity(problem.Upper[i])) upper[i] = 0;
            if (problem.Lower[i] == problem.Upper[i]) lower[i] = upper[i];
        }

        return new(problem, Make.Normals(seed + 3, problem.P.Pattern.Count), Make.Normals(seed + 4, problem.VariableCount), Make.Normals(seed + 5, problem.A.Pattern.Count), lower, upper);
    }

    /// <summary>Largest difference of two gradients over the largest entry of the second.</summary>
    public static double Distance(QuadraticData actual, QuadraticData expected) => Make.Distance(Flat(actual), Flat(expected));

    public static double[] Flat(QuadraticData data) => [.. data.P.Values, .. data.Q, .. data.A.Values, .. data.Lower, .. data.Upper];
}
