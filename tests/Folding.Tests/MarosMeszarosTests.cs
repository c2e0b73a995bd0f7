using Folding.Highs;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests;

/// <summary>Gradients of the Maros-Mészáros programs: which have a strictly complementary solution, and how exact they are there.</summary>
public sealed class MarosMeszarosTests
{
    /// <summary>Small ones that take no time, for every run of the suite.</summary>
    private static readonly string[] Quick = ["HS21", "HS35", "HS35MOD", "HS51", "HS52", "HS53", "HS76", "HS118", "DUAL4", "GENHS28", "QPTEST", "ZECEVIC2", "TAME", "LOTSCHD", "QAFIRO", "DPKLO1"];

    /// <summary>Those on which the active-set method of HiGHS takes minutes.</summary>
    private static readonly string[] SlowForHighs = ["AUG3DC", "CONT-050", "MOSARQP2"];

    public static TheoryData<string> Names => SharedData.Available
        ? [.. Directory.EnumerateFiles(SharedData.File("maros_meszaros"), "*.QPS").Select(static f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)]
        : ["HS21"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_of_trust_exact_agrees_with_central_differences(string name)
    {
        SharedData.Require();
        if (!Quick.Contains(name)) Study.Require();
        _ = Solvers.RequireHighs();
        var problem = (QuadraticProgram)HighsModelFile.Read(SharedData.File("maros_meszaros", name + ".QPS"));
        foreach (var choice in SlowForHighs.Contains(name) ? ["OSQP"] : Study.IsOn ? ["HiGHS", "Ipopt", "OSQP"] : new[] { "HiGHS" })
        {
            var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(choice));
            var seed = Seed.OnPrimal(Make.Normals(1, problem.VariableCount));
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            var report = tape.Vjp(seed).Report;
            Study.Write($"{name} {choice}: {tape.Solution.Statistics.Refinement}; {report}");
            if (tape.Solution.Statistics.Refinement != RefinementOutcome.Certified) continue;
            if (report.Trust < TrustLevel.Exact) break;
            var tally = new Study.Tally();
            tally.Add(GradientCheck.Run(layer, problem, seed, new() { Directions = 1 }, TestContext.Current.CancellationToken), name);
            Study.Write($"{name} {choice}: {tally}");
            Assert.Empty(tally.Lies);
            break;
        }
    }
}
