namespace Folding.PowerSystems;

/// <summary>A number that an optimal power flow decides, and how it depends on the solution.</summary>
/// <param name="Name">Its name, for example <c>losses</c> or <c>pg:3</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">Its value at the solution.</param>
/// <param name="Seed">Its derivative in the primal-dual point of the program: what the backward pass starts from.</param>
public sealed record OpfOutput(string Name, string Unit, double Value, Seed Seed)
{
    /// <summary>Σ factor_g P_g in t/h.</summary>
    /// <param name="factors">t/MWh of each generator.</param>
    /// <param name="network">The network.</param>
    /// <param name="x">The solution, per unit.</param>
    /// <param name="activePower">Where the active power of a generator stands in x.</param>
    internal static OpfOutput Emissions(ReadOnlySpan<double> factors, Network network, ReadOnlySpan<double> x, Func<int, int> activePower)
    {
        if (factors.Length != network.Generators.Length)
            throw new ArgumentException($"{factors.Length} emission factors for {network.Generators.Length} generators in service; give one each.", nameof(factors));
        var gradient = new double[x.Length];
        var value = 0.0;
        for (var g = 0; g < factors.Length; g++)
        {
            gradient[activePower(g)] = network.BasePower * factors[g];
            value += network.BasePower * factors[g] * x[activePower(g)];
        }

        return new("emissions", "t/h", value, Seed.OnPrimal(gradient));
    }
}
