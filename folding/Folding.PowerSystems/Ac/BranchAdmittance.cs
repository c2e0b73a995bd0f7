namespace Folding.PowerSystems;

/// <summary>
/// The two-port admittances of a branch, with y = 1/(r + jx) and T = tap e^(j shift):
/// <c>Yff = (y + jb/2)/tap², Yft = −y/conj(T), Ytf = −y/T, Ytt = y + jb/2</c>, each as G + jB.
/// </summary>
internal readonly record struct BranchAdmittance(double Gff, double Bff, double Gft, double Bft, double Gtf, double Btf, double Gtt, double Btt)
{
    public static BranchAdmittance Of(Branch branch)
    {
        var square = (branch.Resistance * branch.Resistance) + (branch.Reactance * branch.Reactance);
        var (g, b) = (branch.Resistance / square, -branch.Reactance / square);
        var (cosine, sine) = (Math.Cos(branch.Shift) / branch.Tap, Math.Sin(branch.Shift) / branch.Tap);
        var end = b + (branch.Charging / 2);
        var tap = branch.Tap * branch.Tap;
        // 1/conj(T) = e^(j shift)/tap and 1/T = e^(−j shift)/tap.
        return new(
            g / tap, end / tap,
            -((g * cosine) - (b * sine)), -((g * sine) + (b * cosine)),
            -((g * cosine) + (b * sine)), -((b * cosine) - (g * sine)),
            g, end);
    }
}
