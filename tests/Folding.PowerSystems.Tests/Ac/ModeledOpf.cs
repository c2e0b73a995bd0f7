using System.Numerics;
using Folding.Modeling;
using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>
/// The AC optimal power flow of <see cref="AcOptimalPowerFlow"/> written a second time, as a model: equations as on paper, complex admittances,
/// derivatives by <see cref="Model"/>. Variables, rows and parameters are declared in the order of the program by hand, so that points,
/// multipliers and gradients of the two may be compared entry by entry. The only difference is that a model counts what is free of
/// variables among the bounds: balances are <c>flows − generation = −load</c>.
/// </summary>
internal static class ModeledOpf
{
    private const double Degree = Math.PI / 180;

    public static Model Write(AcOptimalPowerFlow program)
    {
        var (network, model) = (program.Network, new Model());
        var (buses, generators, branches, power) = (network.Buses, network.Generators, network.Branches, network.BasePower);
        var parameters = Declare(model, program);

        // The parameter in the units of the program, or an infinite limit.
        Expression Of(OpfParameterKind kind, int element, double factor, double otherwise = 0) =>
            parameters.TryGetValue(new(kind, element), out var parameter) ? parameter * factor : otherwise;
        Expression[] Limits(OpfParameterKind kind, int count, double factor, double otherwise) => [.. Enumerable.Range(0, count).Select(e => Of(kind, e, factor, otherwise))];
        const double None = double.PositiveInfinity;
        double[] reference = [.. buses.Select(static bus => bus.Kind == BusKind.Reference ? 0 : None)];

        Set<int> allBuses = Set.Range(buses.Length), allGenerators = Set.Range(generators.Length);
        var angle = model.Variable("θ", allBuses, reference.Select(static limit => -limit).ToArray(), reference);
        var voltage = model.Variable("v", allBuses, Limits(OpfParameterKind.VoltageLower, buses.Length, 1, -None), Limits(OpfParameterKind.VoltageUpper, buses.Length, 1, None), start: 1);
        var p = model.Variable("pg", allGenerators, Limits(OpfParameterKind.ActiveLower, generators.Length, 1 / power, -None), Limits(OpfParameterKind.ActiveUpper, generators.Length, 1 / power, None));
        var q = model.Variable("qg", allGenerators, Limits(OpfParameterKind.ReactiveLower, generators.Length, 1 / power, -None), Limits(OpfParameterKind.ReactiveUpper, generators.Length, 1 / power, None));

        var flows = branches.Select(branch => Flows(branch, voltage[branch.From], voltage[branch.To], angle[branch.From] - angle[branch.To])).ToArray();
        var from = Enumerable.Range(0, branches.Length).ToLookup(l => branches[l].From, l => flows[l].From);
        var to = Enumerable.Range(0, branches.Length).ToLookup(l => branches[l].To, l => flows[l].To);
        var at = allGenerators.ToLookup(g => generators[g].Bus);
        model.SubjectTo(allBuses, i => (buses[i].ShuntConductance * voltage[i] * voltage[i]) + Sum(from[i], static s => s.P) + Sum(to[i], static s => s.P) - Sum(at[i], g => p[g]) == -Of(OpfParameterKind.ActiveLoad, i, 1 / power), "P");
        model.SubjectTo(allBuses, i => (-buses[i].ShuntSusceptance * voltage[i] * voltage[i]) + Sum(from[i], static s => s.Q) + Sum(to[i], static s => s.Q) - Sum(at[i], g => q[g]) == -Of(OpfParameterKind.ReactiveLoad, i, 1 / power), "Q");

        var rated = Set.Of(Enumerable.Range(0, branches.Length).Where(l => double.IsFinite(branches[l].Rating)));
        model.SubjectTo(rated, l => Square(flows[l].From) <= Pow(Of(OpfParameterKind.Rating, l, 1 / power), 2), "limit from");
        model.SubjectTo(rated, l => Square(flows[l].To) <= Pow(Of(OpfParameterKind.Rating, l, 1 / power), 2), "limit to");
        var limited = Set.Of(Enumerable.Range(0, branches.Length).Where(l => double.IsFinite(branches[l].AngleLower) || double.IsFinite(branches[l].AngleUpper)));
        model.SubjectTo(limited, l => Of(OpfParameterKind.AngleLower, l, Degree, -None) <= angle[branches[l].From] - angle[branches[l].To] <= Of(OpfParameterKind.AngleUpper, l, Degree, None), "angle");

        model.Minimize(Sum(allGenerators, g =>
            (Of(OpfParameterKind.QuadraticCost, g, power * power) * p[g] * p[g]) + (Of(OpfParameterKind.LinearCost, g, power) * p[g]) + Of(OpfParameterKind.ConstantCost, g, 1)));
        return model;
    }

    private static Dictionary<OpfParameter, Parameter> Declare(Model model, AcOptimalPowerFlow program)
    {
        Dictionary<OpfParameter, Parameter> parameters = [];
        foreach (var (kind, of) in program.Layout.Items.Select(static (item, k) => (item, k)).GroupBy(static p => p.item.Kind).Select(static g => (g.Key, g.ToArray())))
        {
            var symbols = model.Parameter(kind.ToWord(), Set.Of(of.Select(static p => p.item.Element)), of.Select(p => program.Parameters[p.k]).ToArray());
            foreach (var (item, _) in of) parameters[item] = symbols[item.Element];
        }

        return parameters;
    }

    /// <summary>Active and reactive power into a branch at both ends: <c>S = V conj(I)</c> with δ = θf − θt.</summary>
    private static ((Expression P, Expression Q) From, (Expression P, Expression Q) To) Flows(Branch branch, Expression vf, Expression vt, Expression delta)
    {
        Complex series = 1 / new Complex(branch.Resistance, branch.Reactance), end = series + new Complex(0, branch.Charging / 2), ratio = Complex.FromPolarCoordinates(branch.Tap, branch.Shift);
        Complex ff = end / (branch.Tap * branch.Tap), ft = -series / Complex.Conjugate(ratio), tf = -series / ratio;
        Expression product = vf * vt, c = Cos(delta), s = Sin(delta);
        return (
            ((ff.Real * vf * vf) + (product * ((ft.Real * c) + (ft.Imaginary * s))), (-ff.Imaginary * vf * vf) + (product * ((-ft.Imaginary * c) + (ft.Real * s)))),
            ((end.Real * vt * vt) + (product * ((tf.Real * c) - (tf.Imaginary * s))), (-end.Imaginary * vt * vt) + (product * ((-tf.Imaginary * c) - (tf.Real * s)))));
    }

    private static Expression Square((Expression P, Expression Q) flow) => (flow.P * flow.P) + (flow.Q * flow.Q);
}
