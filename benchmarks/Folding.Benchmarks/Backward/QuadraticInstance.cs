using System.Text.Json;
using Folding.Benchmarks.SparseLdl;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>A program, a seed on x, and where it is known the gradient with respect to q.</summary>
internal sealed record QuadraticInstance(string Name, QuadraticProgram Problem, double[] Seed, double[]? CostGradient)
{
    private static readonly Dictionary<string, Func<QuadraticProgram>> Generated = new()
    {
        ["dense_n100"] = static () => QuadraticShapes.Dense(100, 10),
        ["dense_n500"] = static () => QuadraticShapes.Dense(500, 10),
        ["dense_n1500"] = static () => QuadraticShapes.Dense(1500, 10),
        ["markowitz_n500"] = static () => QuadraticShapes.Markowitz(500),
        ["markowitz_n50"] = static () => QuadraticShapes.Markowitz(50),
        ["sparsemaxA_n1000"] = static () => QuadraticShapes.CappedSimplex(1000),
        ["sparsemaxA_n3000"] = static () => QuadraticShapes.CappedSimplex(3000),
        ["sparsemaxA_n10000"] = static () => QuadraticShapes.CappedSimplex(10000),
        ["portfolio_10"] = static () => QuadraticShapes.Portfolio(10),
        ["portfolio_50"] = static () => QuadraticShapes.Portfolio(50),
        ["portfolio_100"] = static () => QuadraticShapes.Portfolio(100),
        ["lasso_20"] = static () => QuadraticShapes.Lasso(20),
        ["lasso_50"] = static () => QuadraticShapes.Lasso(50),
        ["lasso_100"] = static () => QuadraticShapes.Lasso(100),
        ["svm_20"] = static () => QuadraticShapes.SupportVectors(20),
        ["svm_50"] = static () => QuadraticShapes.SupportVectors(50),
        ["control_20"] = static () => QuadraticShapes.Control(20),
        ["control_60"] = static () => QuadraticShapes.Control(60),
    };

    /// <summary>What a table holds where no instance is named; the dense ones take OSQP's factorization seconds to minutes.</summary>
    public static IEnumerable<string> Names => Generated.Keys.Except(["dense_n500", "dense_n1500", "markowitz_n500"]);

    /// <summary>The file of the shared data of that name where there is one, else a generated program of the same shape.</summary>
    public static QuadraticInstance Load(string name)
    {
        var file = SharedBench.Folder is { } folder ? Path.Combine(folder, name + ".json") : null;
        if (file is null || !File.Exists(file))
        {
            if (!Generated.TryGetValue(name, out var generate)) throw new ArgumentException($"{name} is none of: {string.Join(", ", Generated.Keys)}.", nameof(name));
            var problem = generate();
            return new(name, problem, QuadraticShapes.Normals(new Random(1), problem.VariableCount), null);
        }

        return new(name, (QuadraticProgram)ProblemJson.Read(file), Numbers(Path.ChangeExtension(file, ".seed.json"), "x"), Numbers(Path.ChangeExtension(file, ".ref.json"), "gradient", "q"));
    }

    private static double[] Numbers(string file, params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var element = document.RootElement;
        foreach (var part in path) element = element.GetProperty(part);
        return [.. element.EnumerateArray().Select(static number => number.GetDouble())];
    }
}
