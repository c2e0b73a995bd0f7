using Folding.Problems;

namespace Folding.Tests;

/// <summary>What the tests of alternating differentiation share.</summary>
internal static class Layers
{
    /// <summary>min ½x'[[4,1],[1,2]]x + x1 + x2  s.t.  x1 + x2 = 1,  x1 ≤ 0.2: x = (0.2, 0.8), λ = −2.8, ν = 0.2.</summary>
    public static QuadraticProgram Worked() => AltDiffLayer.OneSided(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], CscMatrix.FromDense(new double[,] { { 1, 0 } }), [0.2]);

    /// <summary>
    /// Softmax with general rows as in the paper's timings: y uniform on [0, 1], [A; G] standard normal; b and h are such that a random positive
    /// point satisfies them, with slack in two of three inequalities.
    /// </summary>
    public static (double[] Y, CscMatrix A, double[] Lower, double[] Upper) Entropy(int seed, int n, int inequalities, int equalities)
    {
        var random = new Random(seed);
        var m = equalities + inequalities;
        double[] entries = Make.Normals(seed + 20, m * n), inside = [.. Enumerable.Range(0, n).Select(_ => 0.2 + random.NextDouble())], lower = new double[m], upper = new double[m];
        var a = CscMatrix.FromTriplets(m, n, entries.Select((value, k) => (k % m, k / m, value)));
        a.Multiply(inside, upper);
        for (var i = 0; i < m; i++)
        {
            lower[i] = i < equalities ? upper[i] : double.NegativeInfinity;
            if (i >= equalities && i % 3 != 0) upper[i] += random.NextDouble();
        }

        return ([.. Enumerable.Range(0, n).Select(_ => random.NextDouble())], a, lower, upper);
    }

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

    /// <summary>Two vectors equal up to a tolerance relative to 1 and to their largest entry: one that is zero may be rounding in the other.</summary>
    public static void Near(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance)
    {
        var size = 1 + Vectors.MaxNorm(expected);
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], tolerance * size);
    }

    /// <summary>Largest difference of two gradients over the largest entry of the second.</summary>
    public static double Distance(QuadraticData actual, QuadraticData expected) => Make.Distance(Flat(actual), Flat(expected));

    public static double[] Flat(QuadraticData data) => [.. data.P.Values, .. data.Q, .. data.A.Values, .. data.Lower, .. data.Upper];
}
