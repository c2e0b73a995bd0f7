namespace Folding.Cli;

/// <summary>Gradient methods by their words on the command line.</summary>
internal static class MethodChoice
{
    /// <summary>The methods there are; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "kkt"];

    /// <summary>The method of a word; the default for null.</summary>
    public static GradientMethod Of(string? name) => name switch
    {
        null or "auto" => new Auto(),
        "kkt" => new Kkt(),
        _ => throw new InputException($"--method {name}: must be one of {string.Join(", ", Names)}."),
    };
}
