using System.Text.Json;
using Folding.PowerSystems;
using Folding.Problems;

namespace Folding.Cli.Opf;

/// <summary>The result of an optimal power flow as JSON.</summary>
internal static class OpfJson
{
    /// <param name="context">Where <c>-</c> writes to.</param>
    /// <param name="path">The file.</param>
    /// <param name="study">The study.</param>
    /// <param name="solution">Its solution.</param>
    /// <param name="result">The solution in the units of the trade; null where it is unusable.</param>
    /// <param name="gradients">The gradients.</param>
    /// <param name="timings">Times.</param>
    public static void Write(RunContext context, string path, OpfStudy study, Solution solution, OpfResult? result, IReadOnlyList<OpfGradient> gradients, Timings timings) =>
        JsonOutput.Write(context, path, writer =>
        {
            writer.WriteString("case", study.Network.Name);
            writer.WriteString("formulation", study.Formulation);
            JsonOutput.WriteSolution(writer, solution);
            JsonOutput.WriteNumber(writer, "cost", result?.Cost);
            JsonOutput.WriteNumber(writer, "losses", result?.Losses);
            if (result is not null)
            {
                WriteGenerators(writer, result);
                WriteBuses(writer, result);
                WriteBranches(writer, result);
                WriteLimits(writer, result);
            }

            writer.WriteStartObject("gradients");
            foreach (var gradient in gradients) WriteGradient(writer, study, gradient);
            writer.WriteEndObject();
            JsonOutput.WriteTimings(writer, timings);
            JsonOutput.WriteStatistics(writer, solution.Statistics);
        });

    private static void WriteGenerators(Utf8JsonWriter writer, OpfResult result)
    {
        writer.WriteStartArray("generators");
        for (var g = 0; g < result.ActivePowers.Length; g++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("generator", result.Network.Generators[g].Number);
            writer.WriteNumber("bus", result.Network.Buses[result.Network.Generators[g].Bus].Id);
            JsonOutput.WriteNumber(writer, "pg", result.ActivePowers[g]);
            JsonOutput.WriteNumber(writer, "qg", result.ReactivePowers[g]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBuses(Utf8JsonWriter writer, OpfResult result)
    {
        writer.WriteStartArray("buses");
        for (var i = 0; i < result.Voltages.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("bus", result.Network.Buses[i].Id);
            JsonOutput.WriteNumber(writer, "vm", result.Voltages[i]);
            JsonOutput.WriteNumber(writer, "va", result.Angles[i]);
            JsonOutput.WriteNumber(writer, "price", result.Prices[i]);
            JsonOutput.WriteNumber(writer, "qprice", result.ReactivePrices[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBranches(Utf8JsonWriter writer, OpfResult result)
    {
        writer.WriteStartArray("branches");
        for (var l = 0; l < result.Branches.Length; l++)
        {
            writer.WriteStartObject();
            writer.WriteString("branch", result.Network.NameOfBranch(l));
            JsonOutput.WriteNumber(writer, "pf", result.Branches[l].ActiveFrom);
            JsonOutput.WriteNumber(writer, "qf", result.Branches[l].ReactiveFrom);
            JsonOutput.WriteNumber(writer, "pt", result.Branches[l].ActiveTo);
            JsonOutput.WriteNumber(writer, "qt", result.Branches[l].ReactiveTo);
            JsonOutput.WriteNumber(writer, "loading", double.IsFinite(result.Branches[l].Rating) ? result.Branches[l].Loading : null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter writer, OpfResult result)
    {
        writer.WriteStartArray("bindingLimits");
        foreach (var limit in result.BindingLimits)
        {
            writer.WriteStartObject();
            writer.WriteString("limit", limit.Name);
            JsonOutput.WriteNumber(writer, "value", limit.Bound);
            writer.WriteString("unit", limit.Parameter.Kind.ToUnit());
            JsonOutput.WriteNumber(writer, "costPerUnit", limit.CostPerUnit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteGradient(Utf8JsonWriter writer, OpfStudy study, OpfGradient gradient)
    {
        writer.WriteStartObject(gradient.Output);
        JsonOutput.WriteNumber(writer, "value", gradient.Value);
        writer.WriteString("unit", gradient.Unit);
        writer.WriteStartObject("by");
        for (var k = 0; k < gradient.Values.Length; k++) JsonOutput.WriteNumber(writer, study.Layout.NameOf(k), gradient.Values[k]);
        writer.WriteEndObject();
        writer.WriteStartObject("report");
        JsonOutput.WriteReport(writer, gradient.Report);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
