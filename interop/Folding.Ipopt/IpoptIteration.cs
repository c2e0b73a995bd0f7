using System.Globalization;

namespace Folding.Ipopt;

/// <summary>What Ipopt tells about one iteration.</summary>
internal readonly record struct IpoptIteration(
    AlgorithmMode Mode, int Number, double Objective, double PrimalInfeasibility, double DualInfeasibility, double Barrier,
    double StepNorm, double Regularization, double DualStep, double PrimalStep, int LineSearchTrials)
{
    /// <summary>Heading of the log's columns.</summary>
    public const string Heading = "iter      objective    inf_pr   inf_du lg(mu)    ||d||  lg(rg) alpha_du alpha_pr  ls";

    /// <summary>One line of the log; an <c>r</c> after the number marks the restoration phase.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number,4}{(Mode == AlgorithmMode.RestorationPhaseMode ? 'r' : ' ')} {Objective,14:0.0000000e+00} {PrimalInfeasibility,8:0.00e+00} {DualInfeasibility,8:0.00e+00} {Math.Log10(Barrier),6:0.0} {StepNorm,8:0.00e+00}  {(Regularization > 0 ? Math.Log10(Regularization).ToString("0.0", CultureInfo.InvariantCulture) : "-"),6} {DualStep,8:0.00e+00} {PrimalStep,8:0.00e+00} {LineSearchTrials,3}");
}
