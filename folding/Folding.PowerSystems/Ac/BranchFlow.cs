namespace Folding.PowerSystems;

/// <summary>
/// One of the four flows of a branch, <c>F = k v_s² + vf vt U</c> with <c>U = a cos δ + b sin δ</c>, <c>W = dU/dδ = −a sin δ + b cos δ</c>,
/// δ = θf − θt, and s the end it is measured at.
/// </summary>
/// <param name="K">k.</param>
/// <param name="U">U at the point.</param>
/// <param name="W">W at the point.</param>
internal readonly record struct BranchFlow(double K, double U, double W);

/// <summary>
/// The flows of a branch at a point, out of the from bus and out of the to bus:
/// <code>
/// pf =  Gff vf² + vf vt ( Gft c + Bft s)      qf = −Bff vf² + vf vt (−Bft c + Gft s)
/// pt =  Gtt vt² + vf vt ( Gtf c − Btf s)      qt = −Btt vt² + vf vt (−Btf c − Gtf s)
/// </code>
/// </summary>
internal readonly struct BranchFlows
{
    public BranchFlows(in BranchAdmittance y, double fromVoltage, double toVoltage, double difference)
    {
        var (s, c) = Math.SinCos(difference);
        (From, To, Product) = (fromVoltage, toVoltage, fromVoltage * toVoltage);
        ActiveFrom = Flow(y.Gff, y.Gft, y.Bft, c, s);
        ReactiveFrom = Flow(-y.Bff, -y.Bft, y.Gft, c, s);
        ActiveTo = Flow(y.Gtt, y.Gtf, -y.Btf, c, s);
        ReactiveTo = Flow(-y.Btt, -y.Btf, -y.Gtf, c, s);
    }

    /// <summary>vf.</summary>
    public readonly double From;

    /// <summary>vt.</summary>
    public readonly double To;

    /// <summary>vf vt.</summary>
    public readonly double Product;

    public readonly BranchFlow ActiveFrom;

    public readonly BranchFlow ReactiveFrom;

    public readonly BranchFlow ActiveTo;

    public readonly BranchFlow ReactiveTo;

    /// <summary>A flow measured at the from end.</summary>
    public double AtFrom(in BranchFlow flow) => (flow.K * From * From) + (Product * flow.U);

    /// <summary>A flow measured at the to end.</summary>
    public double AtTo(in BranchFlow flow) => (flow.K * To * To) + (Product * flow.U);

    /// <summary>∇F in (θf, θt, vf, vt) of a flow measured at the from end.</summary>
    public FlowGradient GradientAtFrom(in BranchFlow flow) => new(Product * flow.W, (To * flow.U) + (2 * flow.K * From), From * flow.U);

    /// <summary>∇F in (θf, θt, vf, vt) of a flow measured at the to end.</summary>
    public FlowGradient GradientAtTo(in BranchFlow flow) => new(Product * flow.W, To * flow.U, (From * flow.U) + (2 * flow.K * To));

    private static BranchFlow Flow(double k, double a, double b, double c, double s) => new(k, (a * c) + (b * s), (b * c) - (a * s));
}

/// <summary>Partial derivatives of a flow in θf (the one in θt is its negative), vf and vt.</summary>
internal readonly record struct FlowGradient(double Angle, double FromVoltage, double ToVoltage);
