using System.Globalization;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>The seed of the backward pass from its word on the command line.</summary>
internal static class SeedChoice
{
    /// <summary>Parses <c>ones</c>, <c>random:N</c> or the path of a seed file.</summary>
    /// <param name="word">The word; <c>ones</c> when null.</param>
    /// <param name="problem">The problem whose x and y the seed belongs to.</param>
    /// <exception cref="InputException">It is none of these, or the file does not fit the problem.</exception>
    public static Seed Parse(string? word, IProblem problem)
    {
        var ones = new double[problem.VariableCount];
        Array.Fill(ones, 1);
        if (word is null or "ones") return Seed.OnPrimal(ones);
        if (word.StartsWith("random:", StringComparison.Ordinal))
        {
            return int.TryParse(word.AsSpan("random:".Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? Seed.OnPrimal(Normal(number, problem.VariableCount))
                : throw new InputException($"--seed {word}: write random:N with N a whole number.");
        }

        return word.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? FromFile(word, problem)
            : throw new InputException($"--seed {word}: must be ones, random:N or a .json file.");
    }

    /// <summary>Reads a seed file.</summary>
    /// <exception cref="InputException">It does not fit the problem.</exception>
    public static Seed FromFile(string path, IProblem problem)
    {
        using var file = new VectorFile(path);
        var x = file.Vector(problem.VariableCount, "x") ?? throw new InputException($"{path}: field \"x\" is missing.");
        return file.Vector(problem.DualCount, "y") is { } y ? Seed.On(x, y) : Seed.OnPrimal(x);
    }

    /// <summary>Standard normal numbers (Box and Muller, 1958); the same for the same seed everywhere.</summary>
    private static double[] Normal(int seed, int length)
    {
        var random = new Random(seed);
        var values = new double[length];
        for (var k = 0; k < length; k++) values[k] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return values;
    }
}
