using Folding.Modeling;
using static Folding.Modeling.Functions;

namespace Folding.Benchmarks.Modeling;

/// <summary>
/// AC optimal power flow in polar form, written through the public interface as on paper: voltage angles θ and magnitudes v, generation p and q;
/// flows at both ends of every branch are expressions, balances hold at every bus, apparent power is limited at both ends.
/// </summary>
internal static class NetworkModel
{
    public static Model Write(SyntheticNetwork network)
    {
        var model = new Model();
        Set<int> buses = Set.Range(network.BusCount), branches = Set.Range(network.Branches.Length), generators = Set.Range(network.Generators.Length);
        var activeLoad = model.Parameter("Pd", buses, network.ActiveLoad);
        var reactiveLoad = model.Parameter("Qd", buses, network.ReactiveLoad);
        var linearCost = model.Parameter("c1", generators, Array.ConvertAll(network.Generators, static g => g.Linear));

        var angle = model.Variable("θ", buses);
        var voltage = model.Variable("v", buses, 0.94, 1.06, start: 1);
        var active = model.Variable("p", generators, 0, Array.ConvertAll(network.Generators, static g => g.MaxActive), start: 0.75);
        var reactive = model.Variable("q", generators, Array.ConvertAll(network.Generators, static g => -g.MaxReactive), Array.ConvertAll(network.Generators, static g => g.MaxReactive));

        var leaving = Flows(network, angle, voltage);
        var byBus = generators.ToLookup(k => network.Generators[k].Bus);
        model.SubjectTo(buses, i => Sum(byBus[i], k => active[k]) - Sum(leaving[i], static flow => flow.Active) == activeLoad[i], "active balance");
        model.SubjectTo(buses, i => Sum(byBus[i], k => reactive[k]) - Sum(leaving[i], static flow => flow.Reactive) == reactiveLoad[i], "reactive balance");
        model.SubjectTo(branches, l => Apparent(leaving[network.Branches[l].From], l) <= network.Branches[l].Limit * network.Branches[l].Limit, "limit from");
        model.SubjectTo(branches, l => Apparent(leaving[network.Branches[l].To], l) <= network.Branches[l].Limit * network.Branches[l].Limit, "limit to");

        model.SubjectTo(branches, l => -0.52 <= angle[network.Branches[l].From] - angle[network.Branches[l].To] <= 0.52, "angle limit");
        model.SubjectTo(angle[0] == 0, "reference");
        model.Minimize(Sum(generators, k => (network.Generators[k].Quadratic * active[k] * active[k]) + (linearCost[k] * active[k])));
        return model;

        static Expression Apparent(List<(int Branch, Expression Active, Expression Reactive)> flows, int branch)
        {
            var (_, p, q) = flows.Find(flow => flow.Branch == branch);
            return (p * p) + (q * q);
        }
    }

    /// <summary>By bus, the power that leaves it into each of its branches.</summary>
    private static List<(int Branch, Expression Active, Expression Reactive)>[] Flows(SyntheticNetwork network, Indexed<Variable, int> angle, Indexed<Variable, int> voltage)
    {
        List<(int, Expression, Expression)>[] leaving = [.. Enumerable.Range(0, network.BusCount).Select(static _ => new List<(int, Expression, Expression)>())];
        for (var l = 0; l < network.Branches.Length; l++)
        {
            var (from, to, g, b, half, tap, _) = network.Branches[l];
            Expression vf = voltage[from], vt = voltage[to], product = vf * vt, c = Cos(angle[from] - angle[to]), s = Sin(angle[from] - angle[to]);
            double gff = g / (tap * tap), bff = (b + half) / (tap * tap), gft = -g / tap, bft = -b / tap, gtt = g, btt = b + half;
            leaving[from].Add((l, (gff * vf * vf) + (product * ((gft * c) + (bft * s))), (-bff * vf * vf) + (product * ((-bft * c) + (gft * s)))));
            leaving[to].Add((l, (gtt * vt * vt) + (product * ((gft * c) - (bft * s))), (-btt * vt * vt) + (product * ((-bft * c) - (gft * s)))));
        }

        return leaving;
    }
}
