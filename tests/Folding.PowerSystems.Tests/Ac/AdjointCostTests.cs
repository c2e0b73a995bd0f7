using System.Diagnostics;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>What a gradient by all loads, costs and limits costs beside an iteration of the solver.</summary>
public class AdjointCostTests
{
    private static readonly IpoptSolver Solver = new(new() { Tolerance = 1e-8 });

    [Theory]
    [InlineData("case118_ieee")]
    [InlineData("case300_ieee")]
    [InlineData("case588_sdet")]
    [InlineData("case793_goc")]
    [InlineData("case1354_pegase")]
    [InlineData("case1888_rte")]
    [InlineData("case2383wp_k")]
    public void An_adjoint_beside_an_iteration_of_the_solver(string name)
    {
        Study.Require();
        Cases.RequireIpopt();
        var program = new AcOptimalPowerFlow(Cases.Pglib(name));
        ISolver<NonlinearProgram> solver = Solver;
        solver.Solve(new AcOptimalPowerFlow(MatpowerFile.Ieee14()));
        var start = Stopwatch.GetTimestamp();
        var solution = solver.Solve(program);
        var iteration = Milliseconds(start) / solution.Statistics.Iterations;
        double refinement = double.PositiveInfinity, first = refinement, second = refinement, alone = refinement;
        for (var repeat = 0; repeat < 5; repeat++)
        {
            // A new layer each time, which knows nothing of the active set.
            start = Stopwatch.GetTimestamp();
            var tape = DifferentiableSolver.ForNonlinear(Solver).Record(program, solution);
            refinement = Math.Min(refinement, Milliseconds(start));
            var seed = program.Output("losses", tape.Solution).Seed;
            start = Stopwatch.GetTimestamp();
            var gradient = tape.Vjp(seed);
            first = Math.Min(first, Milliseconds(start));
            start = Stopwatch.GetTimestamp();
            tape.Vjp(seed);
            second = Math.Min(second, Milliseconds(start));
            var plain = DifferentiableSolver.ForNonlinear(Solver, refine: false).Record(program, solution);
            start = Stopwatch.GetTimestamp();
            plain.Vjp(seed);
            alone = Math.Min(alone, Milliseconds(start));
            Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
            Assert.Equal("kkt", gradient.Report.Method);
            if (repeat == 0) Study.Write($"{name}: {solution.Statistics.Iterations} iterations, {tape.Solution.Statistics.RefinementRounds} active sets tried; {gradient.Report}");
        }

        Study.Write($"{name,-16} iteration {iteration,7:F1} ms, refinement {refinement,7:F1}, first adjoint {first,6:F1}, another {second,6:F1}, without refinement {alone,7:F1}");
    }

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
