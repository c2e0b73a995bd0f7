using Folding.Problems;

namespace Folding.Tests.Steps;

public sealed class ProximalTests
{
    private const double Stepsize = 0.7;

    public static TheoryData<string> Names => ["box", "box and equality", "simplex", "capped simplex", "l1 ball", "inside l1 ball", "l2 ball", "inside l2 ball", "cone", "polar cone", "affine", "polyhedron", "lasso", "elastic net", "total variation", "quadratic"];

    private static (Proximal Map, double[] Parameters) Named(string name, int seed)
    {
        const int n = 7;
        var random = new Random(seed);
        double[] lower = [.. Make.Normals(seed + 1, n).Select(static v => v - 0.5)], upper = [.. lower.Select(l => l + random.NextDouble())];
        var normal = Make.Normals(seed + 2, n);
        var rows = CscMatrix.FromDense(new double[,] { { 1, 2, 0, 0, -1, 0, 1 }, { 0, 1, 1, 0, 0, 3, 0 }, { 1, 0, 0, 1, 0, 0, 1 } });
        return name switch
        {
            "box" => (new BoxProjection(n), [.. lower, .. upper]),
            "box and equality" => (new BoxWithEqualityProjection(normal), [normal.Select((a, j) => a * 0.5 * (lower[j] + upper[j])).Sum(), .. lower, .. upper]),
            "simplex" => (new SimplexProjection(n), [1.3]),
            "capped simplex" => (new SimplexProjection(n, 0.8), [2.5]),
            "l1 ball" => (new L1BallProjection(n), [1.5]),
            "inside l1 ball" => (new L1BallProjection(n), [1000]),
            "l2 ball" => (new L2BallProjection(n), [1]),
            "inside l2 ball" => (new L2BallProjection(n), [1000]),
            "cone" or "polar cone" => (new SecondOrderConeProjection(n), []),
            "affine" => (new AffineProjection(rows), Make.Normals(seed, 3)),
            "polyhedron" => (new PolyhedronProjection(rows, Solvers.Require("OSQP")), [-0.5, -0.2, double.NegativeInfinity, 0.5, -0.2, 0.1]),
            "lasso" => (new ElasticNet(n), [0.6, 0]),
            "elastic net" => (new ElasticNet(n), [0.6, 0.4]),
            "total variation" => (new TotalVariation(n), [0.5]),
            _ => (new QuadraticProximal(CscMatrix.UpperTriangleOf(new double[,] { { 2, 1, 0, 0, 0, 0, 0 }, { 1, 2, 0, 0, 0, 0, 0 }, { 0, 0, 1, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 1, 0, 0 }, { 0, 0, 0, 0, 0, 1, 0 }, { 0, 0, 0, 0, 0, 0, 3 } }), Stepsize), Make.Normals(seed, n)),
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_is_that_of_central_differences_and_symmetric(string name)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var (map, p) = Named(name, seed);
            var v = Make.Normals(seed, map.Size);
            if (name is "cone" or "polar cone") v[0] = name == "cone" ? 0.3 * v[0] : -10;
            var derivative = map.At(v, Stepsize, p);
            Assert.Equal(0, derivative.Kinks);
            double[] a = Make.Normals(seed + 10, map.Size), b = Make.Normals(seed + 11, map.Size), da = new double[map.Size], db = new double[map.Size];
            derivative.Multiply(a, da);
            derivative.Multiply(b, db);
            Assert.Equal(Vectors.Dot(b, da), Vectors.Dot(a, db), 10);
            Close(Difference(map, v, p, a, new double[p.Length]), da);
            if (p.Length == 0) continue;

            double[] dp = [.. Make.Normals(seed + 12, p.Length).Select((value, k) => double.IsFinite(p[k]) ? value : 0)], along = new double[map.Size], back = new double[p.Length];
            if (name == "polyhedron") dp[1] = dp[4]; // an equality moves with both bounds
            if (name == "lasso") dp[1] = 0; // at its own bound of zero
            derivative.MultiplyParameters(dp, along);
            derivative.MultiplyParametersTransposed(a, back);
            Assert.Equal(Vectors.Dot(a, along), Vectors.Dot(back, dp), 9);
            Close(Difference(map, v, p, new double[v.Length], dp), along);
        }
    }

    [Fact]
    public void The_simplex_has_the_worked_numbers()
    {
        var simplex = new SimplexProjection(3);
        double[] v = [0.6, 0.5, -0.4], x = new double[3];
        simplex.Apply(v, 1, [1], x);
        Assert.Equal([0.55, 0.45, 0], x.Select(static value => Math.Round(value, 14)));
        var derivative = simplex.At(v, 1, [1]);
        double[][] expected = [[0.5, -0.5, 0], [-0.5, 0.5, 0], [0, 0, 0]];
        for (var j = 0; j < 3; j++)
        {
            var unit = new double[3];
            unit[j] = 1;
            derivative.Multiply(unit, x);
            Assert.Equal(expected[j], x);
        }

        derivative.MultiplyParameters([1], x);
        Assert.Equal([0.5, 0.5, 0], x);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_answer_is_nearer_to_the_point_than_its_neighbours_in_the_set(string name)
    {
        // Projections: x is its own projection, and (v − x)'(w − x) ≤ 0 for the projection w of any other point.
        if (name is "lasso" or "elastic net" or "total variation" or "quadratic") return;
        for (var seed = 0; seed < 5; seed++)
        {
            var (map, p) = Named(name, seed);
            double[] v = [.. Make.Normals(seed, map.Size).Select(static value => 3 * value)], x = new double[map.Size], again = new double[map.Size], w = new double[map.Size];
            map.Apply(v, Stepsize, p, x);
            map.Apply(x, Stepsize, p, again);
            Close(x, again);
            map.Apply(Make.Normals(seed + 50, map.Size), Stepsize, p, w);
            Assert.InRange(Enumerable.Range(0, map.Size).Sum(j => (v[j] - x[j]) * (w[j] - x[j])), double.NegativeInfinity, 1e-7);
        }
    }

    [Fact]
    public void The_taut_string_minimises_total_variation()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var n = 1 + (seed % 12);
            var map = new TotalVariation(n);
            double[] v = Make.Normals(seed, n), x = new double[n];
            map.Apply(v, 1, [0.4], x);
            // The multipliers w of x = v − D'w are running sums of v − x: |w| ≤ λ, at the wall wherever x jumps, zero at the end.
            double sum = 0;
            for (var k = 0; k < n; k++)
            {
                sum += v[k] - x[k];
                Assert.InRange(sum, -0.4 - 1e-12, 0.4 + 1e-12);
                if (k + 1 < n && Math.Abs(x[k + 1] - x[k]) > 1e-12) Assert.Equal(-0.4 * Math.Sign(x[k + 1] - x[k]), sum, 12);
            }

            Assert.Equal(0, sum, 12);
        }
    }

    [Fact]
    public void A_point_on_a_kink_is_counted()
    {
        Assert.Equal(1, new BoxProjection(2).At([0, 0.5], 1, [0, 0, 1, 1]).Kinks);
        Assert.Equal(1, new L2BallProjection(2).At([0.6, 0.8], 1, [1]).Kinks);
        Assert.Equal(1, new ElasticNet(2).At([0.5, 2], 1, [0.5, 0]).Kinks);
        Assert.Equal(1, new SecondOrderConeProjection(3).At([1, 0.6, 0.8], 1, []).Kinks);
    }

    [Fact]
    public void Parameters_that_make_no_set_are_refused()
    {
        var x = new double[2];
        Assert.Throws<ArgumentException>(() => new BoxProjection(2).Apply([0, 0], 1, [1, 0, 0, 1], x));
        Assert.Throws<ArgumentException>(() => new SimplexProjection(2, 1).Apply([0, 0], 1, [3], x));
        Assert.Throws<ArgumentException>(() => new L1BallProjection(2).Apply([0, 0], 1, [-1], x));
        Assert.Throws<ArgumentException>(() => new L2BallProjection(2).Apply([0, 0], 1, [0], x));
        Assert.Throws<ArgumentException>(() => new ElasticNet(2).Apply([0, 0], 1, [-1, 0], x));
        Assert.Throws<ArgumentException>(() => new BoxWithEqualityProjection([1, 1]).Apply([0, 0], 1, [5, 0, 0, 1, 1], x));
        Assert.Throws<ArgumentException>(() => new BoxWithEqualityProjection([0, 0]));
        Assert.Throws<ArgumentException>(() => new QuadraticProximal(CscMatrix.Diagonal([-5, 1])));
    }

    private static double[] Difference(Proximal map, double[] v, double[] p, double[] dv, double[] dp)
    {
        const double h = 1e-6;
        double[] ahead = new double[v.Length], behind = new double[v.Length];
        map.Apply(Vectors.Sum(v, h, dv), Stepsize, Moved(p, h, dp), ahead);
        map.Apply(Vectors.Sum(v, -h, dv), Stepsize, Moved(p, -h, dp), behind);
        return [.. ahead.Select((value, k) => (value - behind[k]) / (2 * h))];
    }

    private static double[] Moved(double[] p, double h, double[] dp) => [.. p.Select((value, k) => double.IsFinite(value) ? value + (h * dp[k]) : value)];

    private static void Close(double[] expected, double[] actual)
    {
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 2e-7 * (1 + Math.Abs(expected[k])));
    }
}
