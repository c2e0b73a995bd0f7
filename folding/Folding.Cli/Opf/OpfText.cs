using System.Globalization;
using Folding.PowerSystems;

namespace Folding.Cli.Opf;

/// <summary>The readable summary of an optimal power flow: dispatch, voltages, prices, flows, binding limits, gradients.</summary>
internal static class OpfText
{
    /// <summary>Longer tables are cut to their most telling rows.</summary>
    private const int LongestWhole = 30;
    private const int RowsOfLong = 12;
    private const int LargestShown = 5;

    public static void Write(RunContext context, OpfStudy study, OpfResult result, IReadOnlyList<OpfGradient> gradients, Timings timings, bool verbose)
    {
        var output = context.Output;
        var network = result.Network;
        var solution = result.Solution;
        Line(output, "case", network.ToString());
        Line(output, "formulation", $"{study.Formulation}, {study.Problem}");
        Line(output, "solver", solution.Solver.ToString());
        Line(output, "status", $"{Problems.TerminationStatusExtensions.ToWord(solution.Termination)} ({solution.Native.Text})");
        Line(output, "cost", $"{Fixed(result.Cost, 4)} $/h");
        Line(output, "power", $"load {Fixed(network.BasePower * network.Buses.Sum(static b => b.ActiveLoad), 2)} MW, generation {Fixed(result.ActivePowers.Sum(), 2)} MW, losses {Fixed(result.Losses, 2)} MW");
        if (solution.Residuals is { } residuals) Line(output, "residuals", $"primal {Words.Size(residuals.Primal)}, dual {Words.Size(residuals.Dual)}, gap {Words.Size(residuals.Gap)}");
        Line(output, "iterations", Words.Count(solution.Statistics.Iterations));
        Line(output, "milliseconds", string.Join(", ", Timings.Phases.Zip(timings.Values, static (phase, value) => $"{phase} {Words.Milliseconds(value)}")));
        WriteGenerators(context, result, verbose);
        WriteBuses(context, result, verbose);
        WriteBranches(context, result, verbose);
        WriteLimits(context, result, verbose);
        foreach (var gradient in gradients.Where(static g => g.Report.Trust > TrustLevel.None)) WriteGradient(context, study, gradient, verbose);
    }

    private static void WriteGenerators(RunContext context, OpfResult result, bool verbose)
    {
        var table = new TextTable("generator", "bus", "MW", "MVAr", "marginal $/MWh", "$/h");
        foreach (var g in Rows(context, "generators", result.ActivePowers.Length, g => Math.Abs(result.ActivePowers[g]), verbose))
        {
            var generator = result.Network.Generators[g];
            var p = result.ActivePowers[g];
            table.Add(
                Words.Count(generator.Number), Words.Count(result.Network.Buses[generator.Bus].Id), Fixed(p, 2), Fixed(result.ReactivePowers[g], 2),
                Fixed((2 * generator.QuadraticCost * p) + generator.LinearCost, 3), Fixed((((generator.QuadraticCost * p) + generator.LinearCost) * p) + generator.ConstantCost, 2));
        }

        table.Write(context);
    }

    private static void WriteBuses(RunContext context, OpfResult result, bool verbose)
    {
        var table = new TextTable("bus", "V p.u.", "angle deg", "load MW", "load MVAr", "price $/MWh", "price $/MVArh");
        foreach (var i in Rows(context, "buses", result.Prices.Length, i => result.Prices[i], verbose))
        {
            var bus = result.Network.Buses[i];
            table.Add(
                Words.Count(bus.Id), Fixed(result.Voltages[i], 4), Fixed(result.Angles[i], 3), Fixed(result.Network.BasePower * bus.ActiveLoad, 2),
                Fixed(result.Network.BasePower * bus.ReactiveLoad, 2), Fixed(result.Prices[i], 3), Fixed(result.ReactivePrices[i], 3));
        }

        table.Write(context);
    }

    private static void WriteBranches(RunContext context, OpfResult result, bool verbose)
    {
        var table = new TextTable("branch", "from MW", "from MVAr", "to MW", "to MVAr", "MVA", "rating", "loading");
        foreach (var l in Rows(context, "branches", result.Branches.Length, l => double.IsFinite(result.Branches[l].Rating) ? result.Branches[l].Loading : 0, verbose))
        {
            var b = result.Branches[l];
            table.Add(
                result.Network.NameOfBranch(l), Fixed(b.ActiveFrom, 2), Fixed(b.ReactiveFrom, 2), Fixed(b.ActiveTo, 2), Fixed(b.ReactiveTo, 2), Fixed(b.ApparentPower, 2),
                double.IsFinite(b.Rating) ? Fixed(b.Rating, 1) : "-", double.IsFinite(b.Rating) ? $"{Fixed(100 * b.Loading, 1)} %" : "-");
        }

        table.Write(context);
    }

    private static void WriteLimits(RunContext context, OpfResult result, bool verbose)
    {
        if (result.BindingLimits.IsEmpty)
        {
            Line(context.Output, "limits", "none binds");
            return;
        }

        var table = new TextTable("binding limit", "value", "unit", "d cost/d limit");
        foreach (var k in Rows(context, "binding limits", result.BindingLimits.Length, k => Math.Abs(result.BindingLimits[k].CostPerUnit), verbose))
        {
            var limit = result.BindingLimits[k];
            table.Add(limit.Name, Words.Value(limit.Bound), limit.Parameter.Kind.ToUnit(), Words.Value(limit.CostPerUnit));
        }

        table.Write(context);
    }

    private static void WriteGradient(RunContext context, OpfStudy study, OpfGradient gradient, bool verbose)
    {
        Line(context.Output, "gradient", $"of {gradient.Output} = {Words.Value(gradient.Value)} {gradient.Unit}: {gradient.Report}");
        foreach (var (method, reason) in gradient.Report.Rejected) Line(context.Output, "rejected", $"{method}: {reason}");
        var table = new TextTable("by", "entries", $"{gradient.Unit} per", verbose ? "all" : "largest");
        foreach (var group in Enumerable.Range(0, gradient.Values.Length).GroupBy(k => study.Layout.Items[k].Kind))
        {
            var shown = verbose ? group : group.Where(k => gradient.Values[k] != 0).OrderByDescending(k => Math.Abs(gradient.Values[k])).Take(LargestShown);
            table.Add(group.Key.ToWord(), Words.Count(group.Count()), group.Key.ToUnit(), string.Join(", ", shown.Select(k => $"{study.Layout.NameOf(k)} {gradient.Values[k].ToString("G6", CultureInfo.InvariantCulture)}")));
        }

        table.Write(context);
    }

    /// <summary>All rows in order, or of a long table those of the largest weights.</summary>
    private static IEnumerable<int> Rows(RunContext context, string what, int count, Func<int, double> weight, bool verbose)
    {
        var all = Enumerable.Range(0, count);
        context.Output.WriteLine();
        if (verbose || count <= LongestWhole) return all;
        context.Output.WriteLine($"{Words.Count(RowsOfLong)} of {Words.Count(count)} {what}; --verbose prints all");
        return all.OrderByDescending(weight).Take(RowsOfLong);
    }

    private static string Fixed(double value, int digits)
    {
        var text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // No minus before a zero.
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : text;
    }

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-13}{text}");
}
