using Folding.Problems;

namespace Folding.Tests;

/// <summary>A gradient of trust exact is exact: thousands of central differences on programs made to break that.</summary>
public sealed class TrustTests
{
    [Fact]
    public void No_gradient_claims_more_than_it_is()
    {
        foreach (var family in Families.All)
        {
            var tally = new Study.Tally();
            for (var item = 0; item < 10; item++)
            {
                var (problem, x, y) = family.Make(item);
                Probe(tally, new Make.KnownAnswer(x, y), problem, item, family.Name);
            }

            Study.Write($"{family.Name}: {tally}");
            Assert.Empty(tally.Lies);
            AssertShare(family, tally, 10);
        }
    }

    public static TheoryData<string> FamilyNames => [.. Families.All.Select(static f => f.Name)];

    [Theory]
    [MemberData(nameof(FamilyNames))]
    public void A_thousand_programs_through_known_answers_HiGHS_and_OSQP(string name)
    {
        Study.Require();
        ISolver<QuadraticProgram> highs = Solvers.Require("HiGHS"), osqp = Solvers.Require("OSQP");
        var family = Families.All.Single(f => f.Name == name);
        var tally = new Study.Tally();
        for (var item = 0; item < family.Count; item++)
        {
            var (problem, x, y) = family.Make(item);
            // The active-set method of HiGHS cycles without end on some degenerate programs.
            Probe(tally, (item % 3) switch { 0 => new Make.KnownAnswer(x, y), 1 => new TimeLimited(highs, TimeSpan.FromSeconds(1)), _ => osqp }, problem, item, name);
        }

        Study.Write($"{name}: {tally}");
        Assert.Empty(tally.Lies);
    }

    private static void Probe(Study.Tally tally, ISolver<QuadraticProgram> solver, QuadraticProgram problem, int item, string family)
    {
        var gx = Make.Normals(item, problem.VariableCount);
        var seed = item % 2 == 0 ? Seed.OnPrimal(gx) : Seed.On(gx, Make.Normals(item + 1, problem.ConstraintCount));
        tally.Add(GradientCheck.Run(DifferentiableSolver.ForQuadratic(solver), problem, seed, new() { Directions = 1 }, TestContext.Current.CancellationToken), $"{family} {item} {solver.Identity.Name}");
    }

    /// <summary>Caution is no virtue where nothing is degenerate: regular programs must be exact, degenerate ones must be flagged.</summary>
    private static void AssertShare(Families.Family family, Study.Tally tally, int count)
    {
        if (family.Name.StartsWith("degenerate: vertex, ", StringComparison.Ordinal) || family.Name == "regular") Assert.Equal(count, tally.Count(TrustLevel.Exact));
        else if (family.Name.StartsWith("degenerate", StringComparison.Ordinal)) Assert.Equal(0, tally.Count(TrustLevel.Exact));
    }
}
