using Folding.Problems;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>
/// The systems that are measured: quadratic programs of the shared data where it is present, and larger ones of the same shapes
/// (the families of the OSQP benchmark set) generated with fixed seeds.
/// </summary>
public static class KktSystems
{
    private static readonly string[] Files = ["batch128_n10_000", "markowitz_n50", "dense_n100", "portfolio_10", "lasso_20", "svm_20", "control_20"];

    private static readonly Dictionary<string, Func<KktSystem>> Generated = new()
    {
        ["random_30"] = () => Dense("random_30", 20, 10, 0.2),
        ["random_100"] = () => Dense("random_100", 70, 30, 0.1),
        ["portfolio_50"] = () => Portfolio("portfolio_50", 50),
        ["lasso_50"] = () => Lasso("lasso_50", 50),
        ["svm_50"] = () => SupportVector("svm_50", 50),
        ["control_60"] = () => Control("control_60", 60),
        ["grid_80"] = () => Grid("grid_80", 80),
        ["grid_300"] = () => Grid("grid_300", 300),
        ["cube_12"] = () => Cube("cube_12", 12),
        ["cube_20"] = () => Cube("cube_20", 20),
        ["cube_28"] = () => Cube("cube_28", 28),
        ["cube_40"] = () => Cube("cube_40", 40),
        ["dense_300"] = () => Dense("dense_300", 200, 100, 1),
        ["dense_1500"] = () => Dense("dense_1500", 1000, 500, 1),
    };

    public static IEnumerable<string> Names => [.. SharedBench.Folder is { } folder ? Files.Where(f => File.Exists(Path.Combine(folder, f + ".json"))) : [], .. Generated.Keys];

    public static KktSystem Load(string name)
    {
        if (Generated.TryGetValue(name, out var generate)) return generate();
        var path = Path.Combine(SharedBench.Folder ?? throw new DirectoryNotFoundException("No shared data: set FOLDING_SHARED_DATA."), name + ".json");
        var problem = (QuadraticProgram)ProblemJson.Read(path);
        return KktSystem.Of(name, problem.P, problem.A);
    }

    /// <summary>Factor model: 100 k assets, k factors, half of the loadings present.</summary>
    private static KktSystem Portfolio(string name, int factors)
    {
        var assets = 100 * factors;
        var random = new Random(2);
        var p = Diagonal(assets + factors, j => j < assets ? random.NextDouble() * Math.Sqrt(factors) : 1);
        List<(int, int, double)> a = [];
        for (var j = 0; j < assets; j++)
        {
            for (var f = 0; f < factors; f++)
            {
                if (random.NextDouble() < 0.5) a.Add((f, j, Normal(random)));
            }

            a.Add((factors, j, 1));
            a.Add((factors + 1 + j, j, 1));
        }

        for (var f = 0; f < factors; f++) a.Add((f, assets + f, -1));
        return KktSystem.Of(name, p, CscMatrix.FromTriplets(factors + 1 + assets, assets + factors, a));
    }

    /// <summary>Lasso: 100 n observations of n features, 15 % of them present.</summary>
    private static KktSystem Lasso(string name, int features)
    {
        var observations = 100 * features;
        var random = new Random(3);
        var p = Diagonal(observations + (2 * features), j => j >= features && j < features + observations ? 1 : 0);
        List<(int, int, double)> a = [];
        for (var i = 0; i < observations; i++)
        {
            for (var j = 0; j < features; j++)
            {
                if (random.NextDouble() < 0.15) a.Add((i, j, Normal(random)));
            }

            a.Add((i, features + i, -1));
        }

        for (var j = 0; j < features; j++)
        {
            a.Add((observations + j, j, 1));
            a.Add((observations + j, features + observations + j, -1));
            a.Add((observations + features + j, j, 1));
            a.Add((observations + features + j, features + observations + j, 1));
        }

        return KktSystem.Of(name, p, CscMatrix.FromTriplets(observations + (2 * features), observations + (2 * features), a));
    }

    /// <summary>Support vector machine: 100 n points with n features, 15 % of them present, and their slacks.</summary>
    private static KktSystem SupportVector(string name, int features)
    {
        var points = 100 * features;
        var random = new Random(4);
        var p = Diagonal(features + points, j => j < features ? 1 : 0);
        List<(int, int, double)> a = [];
        for (var i = 0; i < points; i++)
        {
            for (var j = 0; j < features; j++)
            {
                if (random.NextDouble() < 0.15) a.Add((i, j, Normal(random)));
            }

            a.Add((i, features + i, -1));
            a.Add((points + i, features + i, 1));
        }

        return KktSystem.Of(name, p, CscMatrix.FromTriplets(2 * points, features + points, a));
    }

    /// <summary>Linear model predictive control: n states, n/2 inputs, ten steps, dense dynamics, bounds on everything.</summary>
    private static KktSystem Control(string name, int states)
    {
        const int steps = 10;
        var inputs = states / 2;
        var random = new Random(5);
        var variables = ((steps + 1) * states) + (steps * inputs);
        var p = Diagonal(variables, j => j < (steps + 1) * states ? (random.NextDouble() < 0.7 ? random.NextDouble() * 10 : 0) : 0.1);
        List<(int, int, double)> a = [];
        for (var t = 0; t <= steps; t++)
        {
            for (var i = 0; i < states; i++)
            {
                var row = (t * states) + i;
                a.Add((row, row, -1));
                if (t == 0) continue;
                for (var j = 0; j < states; j++) a.Add((row, ((t - 1) * states) + j, (i == j ? 1 : 0) + (0.1 * Normal(random))));
                for (var j = 0; j < inputs; j++) a.Add((row, ((steps + 1) * states) + ((t - 1) * inputs) + j, Normal(random)));
            }
        }

        var equalities = (steps + 1) * states;
        for (var j = 0; j < variables; j++) a.Add((equalities + j, j, 1));
        return KktSystem.Of(name, p, CscMatrix.FromTriplets(equalities + variables, variables, a));
    }

    /// <summary>A flow network on a square grid: one flow per edge, one balance per node.</summary>
    private static KktSystem Grid(string name, int side)
    {
        var random = new Random(6);
        List<(int, int, double)> a = [];
        var edges = 0;
        for (var node = 0; node < side * side; node++)
        {
            if (node % side < side - 1) Edge(node, node + 1);
            if (node / side < side - 1) Edge(node, node + side);
        }

        return KktSystem.Of(name, Diagonal(edges, _ => 0.1 + random.NextDouble()), CscMatrix.FromTriplets(side * side, edges, a));

        void Edge(int from, int to)
        {
            a.Add((from, edges, -1));
            a.Add((to, edges++, 1));
        }
    }

    /// <summary>The same on a cubic grid, where factors fill in most.</summary>
    private static KktSystem Cube(string name, int side)
    {
        var random = new Random(6);
        List<(int, int, double)> a = [];
        int edges = 0, nodes = side * side * side;
        for (var node = 0; node < nodes; node++)
        {
            if (node % side < side - 1) Edge(node, node + 1);
            if (node / side % side < side - 1) Edge(node, node + side);
            if (node / side / side < side - 1) Edge(node, node + (side * side));
        }

        return KktSystem.Of(name, Diagonal(edges, _ => 0.1 + random.NextDouble()), CscMatrix.FromTriplets(nodes, edges, a));

        void Edge(int from, int to)
        {
            a.Add((from, edges, -1));
            a.Add((to, edges++, 1));
        }
    }

    private static KktSystem Dense(string name, int variables, int constraints, double density)
    {
        var random = new Random(7);
        List<(int, int, double)> p = [], a = [];
        for (var j = 0; j < variables; j++)
        {
            for (var i = 0; i < j; i++)
            {
                if (random.NextDouble() < density) p.Add((i, j, Normal(random) / variables));
            }

            p.Add((j, j, 3));
            for (var i = 0; i < constraints; i++)
            {
                if (random.NextDouble() < density || i == j) a.Add((i, j, Normal(random)));
            }
        }

        return KktSystem.Of(name, CscMatrix.FromTriplets(variables, variables, p), CscMatrix.FromTriplets(constraints, variables, a));
    }

    private static CscMatrix Diagonal(int size, Func<int, double> value) =>
        CscMatrix.FromTriplets(size, size, Enumerable.Range(0, size).Select(j => (j, j, value(j))));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
