using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// Derivatives in the parameters. Loads shift the balances, cost coefficients the objective and its gradient, limits the bounds;
/// per unit they are <c>Pd/base, c2 base², c1 base, Pmax/base, (rate/base)², angmax π/180</c>.
/// </summary>
public sealed partial class AcOptimalPowerFlow
{
    private const double Degree = Math.PI / 180;

    /// <inheritdoc/>
    public override ImmutableArray<double> Parameters { get; }

    /// <inheritdoc/>
    public override AcOptimalPowerFlow WithParameters(ReadOnlySpan<double> parameters) =>
        new(Layout.Apply(Network, parameters), _structure, Layout);

    /// <inheritdoc/>
    public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
    {
        var s = _structure;
        var power = Network.BasePower;
        for (var k = 0; k < gradient.Length; k++)
        {
            var (kind, e) = Layout.Items[k];
            gradient[k] = kind switch
            {
                OpfParameterKind.ActiveLoad => At(weights.Constraints, s.ActiveBalance(e)) / power,
                OpfParameterKind.ReactiveLoad => At(weights.Constraints, s.ReactiveBalance(e)) / power,
                OpfParameterKind.QuadraticCost => power * power * x[s.ActivePower(e)] * ((weights.Objective * x[s.ActivePower(e)]) + (2 * At(weights.Stationarity, s.ActivePower(e)))),
                OpfParameterKind.LinearCost => power * ((weights.Objective * x[s.ActivePower(e)]) + At(weights.Stationarity, s.ActivePower(e))),
                OpfParameterKind.ConstantCost => weights.Objective,
                OpfParameterKind.ActiveLower => At(weights.VariableLower, s.ActivePower(e)) / power,
                OpfParameterKind.ActiveUpper => At(weights.VariableUpper, s.ActivePower(e)) / power,
                OpfParameterKind.ReactiveLower => At(weights.VariableLower, s.ReactivePower(e)) / power,
                OpfParameterKind.ReactiveUpper => At(weights.VariableUpper, s.ReactivePower(e)) / power,
                OpfParameterKind.VoltageLower => At(weights.VariableLower, s.Voltage(e)),
                OpfParameterKind.VoltageUpper => At(weights.VariableUpper, s.Voltage(e)),
                OpfParameterKind.Rating => SquareByRating(e) * (At(weights.ConstraintUpper, s.FromLimit(s.RatedRank[e])) + At(weights.ConstraintUpper, s.ToLimit(s.RatedRank[e]))),
                OpfParameterKind.AngleLower => Degree * At(weights.ConstraintLower, s.AngleRow(s.AngleRank[e])),
                _ => Degree * At(weights.ConstraintUpper, s.AngleRow(s.AngleRank[e])),
            };
        }
    }

    /// <inheritdoc/>
    public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change.Clear();
        var s = _structure;
        var power = Network.BasePower;
        for (var k = 0; k < direction.Length; k++)
        {
            var (kind, e) = Layout.Items[k];
            var d = direction[k];
            if (d == 0) continue;
            switch (kind)
            {
                case OpfParameterKind.ActiveLoad:
                    change.Constraints.Span[s.ActiveBalance(e)] += d / power;
                    break;
                case OpfParameterKind.ReactiveLoad:
                    change.Constraints.Span[s.ReactiveBalance(e)] += d / power;
                    break;
                case OpfParameterKind.QuadraticCost:
                    var p = power * x[s.ActivePower(e)];
                    change.Objective += p * p * d;
                    change.Stationarity.Span[s.ActivePower(e)] += 2 * power * p * d;
                    break;
                case OpfParameterKind.LinearCost:
                    change.Objective += power * x[s.ActivePower(e)] * d;
                    change.Stationarity.Span[s.ActivePower(e)] += power * d;
                    break;
                case OpfParameterKind.ConstantCost:
                    change.Objective += d;
                    break;
                case OpfParameterKind.ActiveLower:
                    change.VariableLower.Span[s.ActivePower(e)] = d / power;
                    break;
                case OpfParameterKind.ActiveUpper:
                    change.VariableUpper.Span[s.ActivePower(e)] = d / power;
                    break;
                case OpfParameterKind.ReactiveLower:
                    change.VariableLower.Span[s.ReactivePower(e)] = d / power;
                    break;
                case OpfParameterKind.ReactiveUpper:
                    change.VariableUpper.Span[s.ReactivePower(e)] = d / power;
                    break;
                case OpfParameterKind.VoltageLower:
                    change.VariableLower.Span[s.Voltage(e)] = d;
                    break;
                case OpfParameterKind.VoltageUpper:
                    change.VariableUpper.Span[s.Voltage(e)] = d;
                    break;
                case OpfParameterKind.Rating:
                    change.ConstraintUpper.Span[s.FromLimit(s.RatedRank[e])] = SquareByRating(e) * d;
                    change.ConstraintUpper.Span[s.ToLimit(s.RatedRank[e])] = SquareByRating(e) * d;
                    break;
                case OpfParameterKind.AngleLower:
                    change.ConstraintLower.Span[s.AngleRow(s.AngleRank[e])] = Degree * d;
                    break;
                default:
                    change.ConstraintUpper.Span[s.AngleRow(s.AngleRank[e])] = Degree * d;
                    break;
            }
        }
    }

    /// <summary>d (rate/base)² / d rate.</summary>
    private double SquareByRating(int branch) => 2 * Network.Branches[branch].Rating / Network.BasePower;

    private static double At(ReadOnlySpan<double> weights, int index) => weights.IsEmpty ? 0 : weights[index];
}
