using System.Collections.Immutable;

namespace Folding.PowerSystems;

/// <summary>
/// The limits that hold the cost up: those whose shadow price d cost/d limit is not zero to the accuracy of an interior-point
/// solution. Limits whose lower and upper value coincide fix a quantity and do not count.
/// </summary>
internal static class BindingLimits
{
    /// <summary>Of the largest price per unit; an interior-point solver leaves about its barrier parameter over the slack at limits that do not bind.</summary>
    private const double Threshold = 1e-6;

    public static ImmutableArray<BindingLimit> Of(OpfParameters layout, ImmutableArray<double> values, ReadOnlySpan<double> costPerUnit)
    {
        var scale = 0.0;
        for (var k = 0; k < costPerUnit.Length; k++)
        {
            if (layout.Items[k].Kind == OpfParameterKind.ActiveLoad) scale = Math.Max(scale, Math.Abs(costPerUnit[k]));
        }

        var binding = ImmutableArray.CreateBuilder<BindingLimit>();
        for (var k = 0; k < costPerUnit.Length; k++)
        {
            var item = layout.Items[k];
            if (!item.Kind.IsLimit() || Math.Abs(costPerUnit[k]) <= Threshold * Math.Max(scale, 1) || IsFixed(layout, values, k)) continue;
            binding.Add(new(item, layout.NameOf(k), values[k], costPerUnit[k]));
        }

        return binding.ToImmutable();
    }

    private static bool IsFixed(OpfParameters layout, ImmutableArray<double> values, int index)
    {
        var (kind, element) = layout.Items[index];
        var other = kind switch
        {
            OpfParameterKind.ActiveLower => OpfParameterKind.ActiveUpper,
            OpfParameterKind.ActiveUpper => OpfParameterKind.ActiveLower,
            OpfParameterKind.ReactiveLower => OpfParameterKind.ReactiveUpper,
            OpfParameterKind.ReactiveUpper => OpfParameterKind.ReactiveLower,
            OpfParameterKind.VoltageLower => OpfParameterKind.VoltageUpper,
            OpfParameterKind.VoltageUpper => OpfParameterKind.VoltageLower,
            OpfParameterKind.AngleLower => OpfParameterKind.AngleUpper,
            OpfParameterKind.AngleUpper => OpfParameterKind.AngleLower,
            _ => kind,
        };
        var pair = layout.IndexOf(other, element);
        return other != kind && pair >= 0 && values[pair].Equals(values[index]);
    }
}
