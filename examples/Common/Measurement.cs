using Folding;
using Folding.Problems;

namespace Examples.Common;

/// <summary>A program, its solution by a solver that is a black box, and its exact gradient; to be differentiated in many ways.</summary>
public sealed class Measurement
{
    private readonly ISolver<QuadraticProgram> _solver;
    private readonly QuadraticProgram _problem;
    private readonly Solution _solution;
    private readonly Seed _seed;
    private readonly QuadraticData _exact;

    public Measurement(ISolver<QuadraticProgram> solver, RandomProgram program)
    {
        (_solver, _problem, _seed) = (solver, program.Problem, Seed.OnPrimal(program.LossByPrimal));
        var tape = DifferentiableSolver.ForQuadratic(solver, new Kkt()).Forward(_problem);
        (_solution, _exact) = (tape.Solution, tape.Vjp(_seed).EnsureTrusted().Data);
    }

    public Gradient<QuadraticData> Gradient(GradientMethod method) => DifferentiableSolver.ForQuadratic(_solver, method).Record(_problem, _solution).Vjp(_seed);

    /// <summary>|dLoss/dq − exact| / |exact|, Euclidean norms.</summary>
    public double Error(Gradient<QuadraticData> gradient) =>
        Math.Sqrt(gradient.Data.Q.Zip(_exact.Q, static (a, b) => (a - b) * (a - b)).Sum() / _exact.Q.Sum(static q => q * q));
}
