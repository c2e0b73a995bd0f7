using System.Globalization;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>Nonlinear programs for tests, and layers to solve them with.</summary>
internal static class Programs
{
    public static ISolver<NonlinearProgram> Ipopt(IpoptOptions? options = null)
    {
        var solver = new IpoptSolver(options);
        Assert.SkipWhen(Solvers.WhyMissing(solver) is not null, $"Ipopt is missing: {Solvers.WhyMissing(solver)}");
        return solver;
    }

    public static DifferentiableSolver<NonlinearProgram, NonlinearData> Layer(GradientMethod? method = null, bool refine = true) =>
        DifferentiableSolver.ForNonlinear(Ipopt(), method, refine);

    /// <summary>min ½|x − p|² s.t. |x|² ≤ 1 at p = (3, 4): x = (0.6, 0.8), λ = 2.</summary>
    public static PolynomialProgram Disc(string bound = "1") => PolynomialProgram.Create(
        [3, 4], "0.5 x0^2 + 0.5 x1^2 - p0 x0 - p1 x1 + 0.5 p0^2 + 0.5 p1^2", [new(null, "x0^2 + x1^2", bound)], [], [0.1, 0.2]);

    /// <summary>
    /// A random program of n variables with parameters in objective, constraints and bounds: quadratic, quartic and cross terms, a curved equality,
    /// two-sided and one-sided curved rows, bounds of every kind, one variable fixed. A point near zero is feasible.
    /// </summary>
    public static PolynomialProgram Random(int seed, int n = 6)
    {
        var random = new Random(seed);
        double[] parameters = [.. Make.Normals(seed + 1, 6).Select(static v => 1 + 0.2 * v)], inside = [.. Make.Normals(seed + 2, n).Select(static v => 0.3 * v)];
        var objective = "";
        for (var j = 0; j < n; j++)
        {
            objective += Term(0.3 + random.NextDouble(), $"p{random.Next(6)} x{j}^2") + Term(0.5 * random.NextDouble(), $"x{j}^4")
                + Term(Number(random, 3), $"p{random.Next(6)} x{j}") + Term(Number(random, 0.5), $"x{j} x{random.Next(n)} p{random.Next(6)}");
        }

        var rows = new Row[5];
        for (var i = 0; i < rows.Length; i++)
        {
            var function = Term(Number(random, 0.5), $"p{random.Next(6)} x{random.Next(n)} x{random.Next(n)}") + Term(Number(random, 0.3), $"p{random.Next(6)} p{random.Next(6)} x{random.Next(n)}^3");
            for (var j = 0; j < n; j++) function += Term(Number(random, 1), $"x{j}");
            var value = Monomial.Parse(function).Sum(term => term.At(inside, parameters));
            string below = Bound(value - 0.1 - 0.3 * random.NextDouble()), above = Bound(value + 0.1 + 0.3 * random.NextDouble()), at = Bound(value);
            rows[i] = i switch
            {
                0 => new(at, function, at),
                1 or 4 => new(below, function, above),
                2 => new(null, function, above),
                _ => new(below, function, null),
            };
        }

        var bounds = new (string?, string?)[n];
        for (var j = 0; j < n; j++)
        {
            string below = Bound(inside[j] - 0.2 * random.NextDouble() - 0.01), above = Bound(inside[j] + 0.2 * random.NextDouble() + 0.01), at = Bound(inside[j]);
            bounds[j] = (j % 5) switch
            {
                0 => (below, above),
                1 => (null, above),
                2 => (below, null),
                3 when j == 3 => (at, at),
                _ => (null, null),
            };
        }

        return PolynomialProgram.Create(parameters, objective, rows, bounds, inside);

        // A function of the parameters that is what it is meant to be at their present values.
        string Bound(double value)
        {
            var (k, slope) = (random.Next(6), Number(random, 1));
            return Term(slope, $"p{k}^2") + Term(value - slope * parameters[k] * parameters[k], "");
        }
    }

    /// <summary>
    /// Optimal power flow in a direct-current grid of side² nodes: voltages v and, at every seventh node, generation s,
    /// <code>min Σ c s + ½·0.01 s²   s.t.   s_i − load_i = v_i Σ_k g (v_i − v_k),   0.9 ≤ v ≤ 1.1,   0 ≤ s ≤ 1</code>
    /// Not convex; parameters are the loads and then the costs c.
    /// </summary>
    public static PolynomialProgram Grid(int side, int seed = 1)
    {
        var random = new Random(seed);
        int nodes = side * side, generators = (nodes + 6) / 7;
        double[] parameters = [.. Enumerable.Range(0, nodes).Select(_ => 0.02 + 0.06 * random.NextDouble()), .. Enumerable.Range(0, generators).Select(_ => 1 + 3 * random.NextDouble())];
        var objective = string.Concat(Enumerable.Range(0, generators).Select(k => $"+ p{nodes + k} x{nodes + k} + 0.005 x{nodes + k}^2 "));
        var rows = new Row[nodes];
        for (var i = 0; i < nodes; i++)
        {
            var function = i % 7 == 0 ? $"x{nodes + i / 7} " : "";
            var (row, column) = (i / side, i % side);
            foreach (var k in new[] { row > 0 ? i - side : -1, row < side - 1 ? i + side : -1, column > 0 ? i - 1 : -1, column < side - 1 ? i + 1 : -1 })
            {
                if (k >= 0) function += $"- 5 x{i}^2 + 5 x{i} x{k} ";
            }

            rows[i] = new($"p{i}", function, $"p{i}");
        }

        var bounds = Enumerable.Range(0, nodes + generators).Select(j => j < nodes ? ((string?, string?))("0.9", "1.1") : ("0", "1")).ToArray();
        return PolynomialProgram.Create(parameters, objective, rows, bounds, [.. Enumerable.Repeat(1.0, nodes), .. Enumerable.Repeat(0.3, generators)]);
    }

    private static double Number(Random random, double size) => size * (2 * random.NextDouble() - 1);

    private static string Term(double factor, string product) => string.Create(CultureInfo.InvariantCulture, $"{(factor < 0 ? '-' : '+')} {Math.Abs(factor):R} {product} ");
}
