using Folding.PowerSystems;

namespace OptimalPowerFlow;

/// <summary>
/// Tonnes of CO2 per MWh. Cases do not say what a generator burns, so the example assumes it from its place in the merit order: the cheaper half
/// burns coal, the dearer half gas.
/// </summary>
internal static class EmissionFactors
{
    private const double Coal = 0.95, Gas = 0.4;

    /// <summary>One for each generator in service; 0 for those that give no active power.</summary>
    public static double[] Of(Network network)
    {
        int[] order = [.. Enumerable.Range(0, network.Generators.Length).Where(g => network.Generators[g].ActiveUpper > 0).OrderBy(g => MarginalCost(network, g))];
        var factors = new double[network.Generators.Length];
        for (var rank = 0; rank < order.Length; rank++) factors[order[rank]] = 2 * rank < order.Length ? Coal : Gas;
        return factors;
    }

    /// <summary>Of half of its capacity, $/MWh.</summary>
    private static double MarginalCost(Network network, int index)
    {
        var generator = network.Generators[index];
        return generator.LinearCost + (generator.QuadraticCost * generator.ActiveUpper * network.BasePower);
    }
}
