using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>Outputs of the AC program and their derivatives in (x, λ).</summary>
internal static class AcOutput
{
    public static OpfOutput Of(AcOptimalPowerFlow program, Solution solution, string name)
    {
        var (kind, e, atToEnd) = OutputName.Parse(name, program.Network);
        var s = program.Structure;
        var power = program.Network.BasePower;
        var x = solution.Primal.AsSpan();
        switch (kind)
        {
            case OutputKind.ActivePower:
                return One(s.ActivePower(e), power, "MW");
            case OutputKind.ReactivePower:
                return One(s.ReactivePower(e), power, "MVAr");
            case OutputKind.Voltage:
                return One(s.Voltage(e), 1, "p.u.");
            case OutputKind.Angle:
                return One(s.Angle(e), 180 / Math.PI, "deg");
            case OutputKind.Price or OutputKind.ReactivePrice:
                var row = kind == OutputKind.Price ? s.ActiveBalance(e) : s.ReactiveBalance(e);
                var dual = new double[program.DualCount];
                dual[row] = 1 / power;
                return new(name, kind == OutputKind.Price ? "$/MWh" : "$/MVArh", solution.Dual[row] / power, Seed.OnDual(dual));
            default:
                var value = 0.0;
                var gradient = new double[program.VariableCount];
                for (var l = 0; l < s.BranchCount; l++)
                {
                    if (kind == OutputKind.Flow && l != e) continue;
                    var flows = program.FlowsAt(x, l);
                    if (kind == OutputKind.Losses || !atToEnd)
                    {
                        value += power * flows.AtFrom(flows.ActiveFrom);
                        Add(gradient, s, l, flows.GradientAtFrom(flows.ActiveFrom), power);
                    }

                    if (kind == OutputKind.Losses || atToEnd)
                    {
                        value += power * flows.AtTo(flows.ActiveTo);
                        Add(gradient, s, l, flows.GradientAtTo(flows.ActiveTo), power);
                    }
                }

                return new(name, "MW", value, Seed.OnPrimal(gradient));
        }

        OpfOutput One(int variable, double factor, string unit)
        {
            var gradient = new double[program.VariableCount];
            gradient[variable] = factor;
            return new(name, unit, factor * solution.Primal[variable], Seed.OnPrimal(gradient));
        }
    }

    private static void Add(double[] gradient, AcStructure s, int branch, in FlowGradient flow, double factor)
    {
        gradient[s.Angle(s.From[branch])] += factor * flow.Angle;
        gradient[s.Angle(s.To[branch])] -= factor * flow.Angle;
        gradient[s.Voltage(s.From[branch])] += factor * flow.FromVoltage;
        gradient[s.Voltage(s.To[branch])] += factor * flow.ToVoltage;
    }
}
