using Folding.Highs;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests.Steps;

/// <summary>Folding against the exact adjoint on programs that nobody made for it.</summary>
public sealed class FoldedMarosMeszarosTests
{
    public static TheoryData<string> Names => ["HS21", "HS35", "HS35MOD", "HS51", "HS52", "HS53", "HS76", "HS118", "GENHS28", "ZECEVIC2", "DUAL4", "DPKLO1"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Folding_agrees_with_the_exact_adjoint(string name)
    {
        SharedData.Require();
        _ = Solvers.RequireHighs();
        var problem = (QuadraticProgram)HighsModelFile.Read(SharedData.File("maros_meszaros", name + ".QPS"));
        var seed = Seed.OnPrimal(Make.Normals(1, problem.VariableCount));
        var layer = DifferentiableSolver.ForQuadratic(new HighsSolver(), new Kkt());
        var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
        var exact = tape.Vjp(seed);
        foreach (var step in (QuadraticStep[])[new AdmmStep(), new ProjectedGradientStep(), new NewtonStep(), new DualProximalGradientStep()])
        {
            foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule()])
            {
                var (data, report) = DifferentiableSolver.ForQuadratic(new HighsSolver(), new Folded(step, rule)).Record(problem, tape.Solution).Vjp(seed);
                if (step is DualProximalGradientStep && report.Trust == TrustLevel.None && report.Notes[0].Contains("positive definite", StringComparison.Ordinal)) continue;
                // Where multipliers are not unique the gradients of dependent bounds are a choice; that of q is not.
                var error = exact.Report.RankDeficient ? Make.Distance(data.Q.AsSpan(), exact.Data.Q.AsSpan()) : FoldedTests.Distance(data, exact.Data);
                Assert.True(error <= 1e-8 || Vectors.MaxNorm(exact.Data.Q.AsSpan()) < 1e-10, $"{step.Name}, {rule.Name}: {error}; {report}");
                Assert.True(report.Trust == exact.Report.Trust, $"{step.Name}, {rule.Name}: {report}; exact: {exact.Report}");
            }
        }
    }
}
