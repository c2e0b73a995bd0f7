namespace Folding.Cli;

/// <summary>Gradient methods by their words on the command line.</summary>
internal static class MethodChoice
{
    /// <summary>The methods there are; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "kkt", "barrier"];

    /// <summary>The method of a word; the default for null.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="mu">Barrier parameter; null for the method's own.</param>
    public static GradientMethod Of(string? name, double? mu = null)
    {
        if (mu is not null && name != "barrier") throw new InputException("--mu goes with --method barrier.");
        return name switch
        {
            null or "auto" => new Auto(),
            "kkt" => new Kkt(),
            "barrier" => mu is { } value ? new Barrier { Mu = value } : new Barrier(),
            _ => throw new InputException($"--method {name}: must be one of {string.Join(", ", Names)}."),
        };
    }
}
