using Examples.Common;
using Folding;

namespace BackwardStepsize;

/// <summary>One stepsize or penalty of one step.</summary>
/// <param name="Size">α, or ρ; null where every row has its own penalty.</param>
/// <param name="Exact">ρ(Φ) from the eigenvalues of the dense Φ; null where it was not formed.</param>
/// <param name="Estimate">ρ(Φ) as the library estimates it before fixed-point iteration.</param>
/// <param name="Gmres">Products of GMRES to a relative residual of 1e-11.</param>
/// <param name="Lfpi">Products of fixed-point iteration to a relative residual of 1e-12; null where it refused.</param>
/// <param name="Error">Larger error of the gradients by both rules.</param>
internal sealed record Sample(double? Size, double? Exact, double Estimate, int Gmres, int? Lfpi, double Error)
{
    public static Sample Of(Measurement measurement, QuadraticStep step, double? exact)
    {
        var gmres = measurement.Gradient(new Folded(step, new GmresRule()));
        var lfpi = measurement.Gradient(new Folded(step, new FixedPointRule { MaximumIterations = 50_000 }));
        var iterates = lfpi.Report.Trust != TrustLevel.None;
        return new(
            lfpi.Report.Stepsize, exact, lfpi.Report.Contraction!.Value, gmres.Report.Iterations, iterates ? lfpi.Report.Iterations : null,
            iterates ? Math.Max(measurement.Error(gmres), measurement.Error(lfpi)) : measurement.Error(gmres));
    }
}

/// <summary>A step over a grid of sizes, and what the library chooses when it is not told.</summary>
/// <param name="Name">Name of the step.</param>
/// <param name="Grid">The grid, ascending.</param>
/// <param name="Chosen">The library's choice.</param>
internal sealed record Sweep(string Name, Sample[] Grid, Sample Chosen)
{
    private const double Proximal = 1e-3;

    /// <summary>The sample of the grid with the smallest ρ(Φ).</summary>
    public Sample Best => Grid.MinBy(static sample => sample.Exact)!;

    public static Sweep OfProjectedGradient(Measurement measurement, RandomProgram program)
    {
        var (_, most) = DenseJacobian.Curvature(program);
        double Exact(double stepsize) => DenseJacobian.SpectralRadius(DenseJacobian.ProjectedGradient(program, stepsize));
        Sample At(double stepsize) => Sample.Of(measurement, new ProjectedGradientStep { Stepsize = stepsize }, Exact(stepsize));
        var chosen = Sample.Of(measurement, new ProjectedGradientStep(), null);
        return new("projected gradient", [.. Logarithmic(0.03 / most, 10 / most, 46).Select(At)], chosen with { Exact = Exact(chosen.Size!.Value) });
    }

    public static Sweep OfAdmm(Measurement measurement, RandomProgram program)
    {
        Sample At(double penalty) => Sample.Of(measurement, new AdmmStep { Rho = penalty, Sigma = Proximal }, DenseJacobian.SpectralRadius(DenseJacobian.Admm(program, penalty, Proximal)));
        return new("ADMM", [.. Logarithmic(3e-2, 3e3, 46).Select(At)], Sample.Of(measurement, new AdmmStep(), null));
    }

    private static IEnumerable<double> Logarithmic(double from, double to, int count) => Enumerable.Range(0, count).Select(k => from * Math.Pow(to / from, k / (count - 1.0)));
}
