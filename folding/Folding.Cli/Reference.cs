using Folding.Problems;

namespace Folding.Cli;

/// <summary>The companions of a problem file: <c>NAME.seed.json</c> and <c>NAME.ref.json</c>, with a known solution and gradient.</summary>
internal static class Reference
{
    /// <summary>True for a companion, which is no problem itself.</summary>
    public static bool IsCompanion(string file) =>
        file.EndsWith(".seed.json", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".ref.json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The seed beside a problem file; all ones where there is none.</summary>
    public static Seed SeedFor(string file, IProblem problem)
    {
        var beside = Path.ChangeExtension(file, ".seed.json");
        return File.Exists(beside) ? SeedChoice.FromFile(beside, problem) : SeedChoice.Parse("ones", problem);
    }

    /// <summary>
    /// Relative distances, in the Euclidean norm, from the reference beside a problem file: of x, of the gradient with respect
    /// to q, and of that with respect to the active bound of each row (l and u together). Null where nothing is known.
    /// </summary>
    public static Errors ErrorsOf(string file, IProblem problem, Solution solution, GradientBlocks gradient)
    {
        var beside = Path.ChangeExtension(file, ".ref.json");
        if (!File.Exists(beside)) return default;
        using var reference = new VectorFile(beside);
        var bounds = gradient.Lower.Zip(gradient.Upper, static (l, u) => l + u).ToArray();
        return new(
            Distance(reference.Vector(problem.VariableCount, "x"), solution.Primal.AsSpan()),
            Distance(reference.Vector(problem.VariableCount, "gradient", "q"), gradient.Q.AsSpan()),
            Distance(reference.Vector(bounds.Length, "gradient", "activeBound"), bounds));
    }

    private static double? Distance(double[]? reference, ReadOnlySpan<double> actual)
    {
        if (reference is null || actual.Length != reference.Length) return null;
        double difference = 0, size = 0;
        for (var k = 0; k < actual.Length; k++)
        {
            difference += (actual[k] - reference[k]) * (actual[k] - reference[k]);
            size += reference[k] * reference[k];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / size);
    }

    /// <summary>Relative errors against a reference; null where it does not say.</summary>
    public readonly record struct Errors(double? X, double? Q, double? Bounds)
    {
        /// <summary>The larger of the two gradient errors.</summary>
        public double? Gradient => Q is { } q ? Math.Max(q, Bounds ?? 0) : Bounds;
    }
}
