using Folding.Modeling;
using static Folding.Modeling.Functions;

namespace Dispatch;

/// <summary>
/// Economic dispatch of some plants over a day, as on paper: the output g of plant i in hour t solves
/// <code>minimise Σ a_i g² + b_i g   subject to   Σ_i g_it = load_t,   0 ≤ g_it ≤ capacity_i,   |g_it − g_i,t−1| ≤ ramp_i</code>
/// in MW and $/h. Loads and costs b are parameters: what the solution is differentiated by.
/// </summary>
internal sealed class PowerPlants
{
    private static readonly Set<string> Plants = Set.Of("hydro", "coal", "gas", "oil");
    private static readonly double[] Curvature = [0.02, 0.03, 0.05, 0.12], MarginalCost = [8, 18, 30, 55], Capacities = [90, 160, 130, 80];

    /// <summary>Emissions in tonnes per MWh.</summary>
    private static readonly double[] EmissionRates = [0, 0.95, 0.4, 0.7];

    public PowerPlants()
    {
        var hours = Hours;
        Load = Model.Parameter("load", hours, hours.Select(static t => 230 - (95 * Math.Cos((t - 4) * Math.PI / 12)) + (30 * Math.Sin((t - 2) * Math.PI / 6))).ToArray());
        Cost = Model.Parameter("cost", Plants, MarginalCost);
        Output = Model.Variable("g", Plants, hours, lower: 0, upper: Plants.SelectMany((_, i) => hours.Select(_ => Capacities[i])).ToArray());
        Model.Minimize(Sum(Plants, hours, (i, t) => (Curvature[Place(i)] * Output[i, t] * Output[i, t]) + (Cost[i] * Output[i, t])));
        Balance = Model.SubjectTo(hours, t => Sum(Plants, i => Output[i, t]) == Load[t], "balance");
        Model.SubjectTo(Plants, Set.Range(23, first: 1), (i, t) => -0.14 * Capacities[Place(i)] <= Output[i, t] - Output[i, t - 1] <= 0.14 * Capacities[Place(i)], "ramp");
        Emissions = Sum(Plants, hours, (i, t) => EmissionRates[Place(i)] * Output[i, t]);
    }

    public Model Model { get; } = new();

    public Set<int> Hours { get; } = Set.Range(24);

    public IReadOnlyList<string> Names { get; } = Plants;

    public Indexed<Parameter, int> Load { get; }

    public Indexed<Parameter, string> Cost { get; }

    public Indexed<Variable, string, int> Output { get; }

    public Indexed<Constraint, int> Balance { get; }

    /// <summary>Tonnes over the day.</summary>
    public Expression Emissions { get; }

    private static int Place(string plant) => Plants.ToList().IndexOf(plant);
}
