using Folding.Problems;

namespace Folding.Tests;

/// <summary>Random programs with known solutions, regular ones and ones made degenerate on purpose.</summary>
internal static class Families
{
    /// <summary>A kind of program.</summary>
    /// <param name="Name">What is special about it.</param>
    /// <param name="Count">Share of a thousand.</param>
    /// <param name="Make">The program of an item.</param>
    public sealed record Family(string Name, int Count, Func<int, (QuadraticProgram Problem, double[] X, double[] Y)> Make);

    public static readonly Family[] All =
    [
        new("regular", 400, Regular),
        new("rows of units 1e-6 to 1e6", 100, ScaledRows),
        new("columns of units 1e-3 to 1e3", 100, ScaledColumns),
        new("nearly weak (forces and gaps down to 1e-8)", 100, NearlyWeak),
        new("degenerate: weakly active row", 60, static item => Tests.Make.WithWeakRow(item, 4 + item % 20, item % 3, 8 + item % 20)),
        new("degenerate: every row twice", 50, static item => Tests.Make.WithEveryRowTwice(Regular(item))),
        new("degenerate: redundant equality row", 50, RedundantEquality),
        new("degenerate: vertex, P of rank one", 50, static item => Tests.Make.Vertex(item, 2 + item % 20)),
        new("degenerate: vertex with more rows than variables", 40, OverfullVertex),
        new("degenerate: P singular, minimiser not unique", 50, static item => Flat(item, nearly: false)),
    ];

    private static (QuadraticProgram Problem, double[] X, double[] Y) Regular(int item)
    {
        var random = new Random(item);
        var n = random.Next(2, 40);
        return Tests.Make.StrictlyComplementary(item, n, random.Next(n / 4 + 1), random.Next(1, 2 * n), 0.2 + 0.6 * random.NextDouble());
    }

    private static (QuadraticProgram Problem, double[] X, double[] Y) ScaledRows(int item)
    {
        var (problem, x, y) = Regular(item);
        var random = new Random(item + 1);
        return Tests.Make.WithScaledRows(problem, x, y, [.. y.Select(_ => Math.Pow(10, random.Next(-6, 7)))]);
    }

    /// <summary>x_j in units of its own: P → SPS, q → Sq, A → AS, x → x/s.</summary>
    private static (QuadraticProgram Problem, double[] X, double[] Y) ScaledColumns(int item)
    {
        var (problem, x, y) = Regular(item);
        var random = new Random(item + 1);
        double[] s = [.. x.Select(_ => Math.Pow(10, random.Next(-3, 4)))];
        var p = CscMatrix.FromTriplets(x.Length, x.Length, problem.P.Entries().Select(e => (e.Row, e.Column, e.Value * s[e.Row] * s[e.Column])));
        var a = CscMatrix.FromTriplets(y.Length, x.Length, problem.A.Entries().Select(e => (e.Row, e.Column, e.Value * s[e.Column])));
        return (new(p, [.. problem.Q.Select((v, j) => v * s[j])], a, problem.Lower.AsSpan(), problem.Upper.AsSpan()), [.. x.Select((v, j) => v / s[j])], y);
    }

    private static (QuadraticProgram Problem, double[] X, double[] Y) NearlyWeak(int item) =>
        Tests.Make.StrictlyComplementary(item, 3 + item % 20, item % 3, 10 + item % 15, margin: Math.Pow(10, -2 - 6.0 * (item % 100) / 99));

    private static (QuadraticProgram Problem, double[] X, double[] Y) RedundantEquality(int item)
    {
        var equalities = 2 + item % 3;
        var (problem, x, y) = Tests.Make.StrictlyComplementary(item, 8 + item % 20, equalities, 10);
        var (redundant, redundantY) = Tests.Make.WithSumOfEqualities(problem, y, equalities);
        return (redundant, x, redundantY);
    }

    /// <summary>A vertex through which one more row passes, with or without a share of the force.</summary>
    private static (QuadraticProgram Problem, double[] X, double[] Y) OverfullVertex(int item)
    {
        var n = 2 + item % 12;
        var (problem, x, y) = Tests.Make.Vertex(item, n);
        var normal = Tests.Make.Normals(item + 7, n);
        var force = item % 2 == 0 ? 0 : 0.1;
        var a = CscMatrix.Stack(problem.A, CscMatrix.FromTriplets(1, n, normal.Select(static (v, j) => (0, j, v))));
        return (new(problem.P, Vectors.Sum(problem.Q.AsSpan(), -force, normal), a, [.. problem.Lower, double.NegativeInfinity], [.. problem.Upper, Vectors.Dot(normal, x)]), x, [.. y, force]);
    }

    /// <summary>One more variable without curvature (or with almost none), inside its bounds, which a few inactive rows see.</summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) Flat(int item, bool nearly)
    {
        var (problem, x, y) = Regular(item);
        int n = x.Length, m = y.Length;
        var random = new Random(item + 3);
        var p = CscMatrix.FromTriplets(n + 1, n + 1, problem.P.Entries().Append((n, n, nearly ? Math.Pow(10, -4 - item % 8) : 0)));
        var inactive = Enumerable.Range(0, m).Where(i => y[i] == 0 && problem.Lower[i] < problem.Upper[i]);
        var a = CscMatrix.FromTriplets(m + 1, n + 1, problem.A.Entries().Concat(inactive.Select(i => (i, n, random.NextDouble()))).Append((m, n, 1.0)));
        // The new variable is 0, so rows keep their values.
        return (new(p, [.. problem.Q, 0], a, [.. problem.Lower, -10], [.. problem.Upper, 10]), [.. x, 0], [.. y, 0]);
    }
}
