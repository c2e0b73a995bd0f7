using System.Globalization;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Highs.Tests;

/// <summary>The shared problem collections, against their reference values.</summary>
public class CollectionTests
{
    /// <summary>Beyond HiGHS 1.12's quadratic solver: it cycles on the first, and the others take it tens of seconds.</summary>
    private static readonly string[] BeyondTheQuadraticSolver = ["MOSARQP2", "AUG3DC", "CONT-050"];

    [Theory]
    [InlineData("lp", 4)]
    [InlineData("mip", 5)]
    public void Linear_and_integer_programs_have_the_reference_outcome(string collection, int statusColumn)
    {
        foreach (var fields in Reference(collection))
        {
            var problem = Assert.IsType<LinearProgram>(HighsModelFile.Read(SharedData.File(collection, fields[0] + ".mps")));
            Assert.Equal((fields[0], int.Parse(fields[1]), int.Parse(fields[2])), (fields[0], problem.ConstraintCount, problem.VariableCount));
            var solution = new HighsSolver().Solve(problem);
            Assert.Equal((fields[0], fields[statusColumn]), (fields[0], solution.Termination.ToWord()));
            switch (solution.Termination)
            {
                case TerminationStatus.Optimal:
                    AssertClose(fields[0], fields[statusColumn + 2], solution);
                    Assert.True(solution.Residuals!.Value.WorstRelative < 1e-8, $"{fields[0]}: {solution.Residuals}");
                    break;
                case TerminationStatus.Infeasible when !problem.HasIntegers:
                    Assert.InRange(CertificateCheck.Infeasibility(problem, solution.DualRay.AsSpan()), 0, 1e-9);
                    break;
                case TerminationStatus.Unbounded:
                    Assert.InRange(CertificateCheck.Unboundedness(problem, solution.PrimalRay.AsSpan()), 0, 1e-9);
                    break;
            }
        }
    }

    [Fact]
    public void Quadratic_files_have_the_reference_counts()
    {
        foreach (var fields in Reference("maros_meszaros"))
        {
            var problem = Quadratic(fields[0]);
            var bounded = problem.ConstraintCount - int.Parse(fields[2]);
            Assert.Equal((fields[0], int.Parse(fields[1])), (fields[0], problem.VariableCount));
            Assert.InRange(bounded, 0, problem.VariableCount);
            Assert.Equal((fields[0], int.Parse(fields[3])), (fields[0], problem.A.Pattern.Count - bounded));
            var diagonal = problem.P.Entries().Count(static e => e.Row == e.Column);
            Assert.Equal((fields[0], int.Parse(fields[5])), (fields[0], 2 * problem.P.Pattern.Count - diagonal));
            Assert.Equal((fields[0], Number(fields[6])), (fields[0], problem.Constant));
        }
    }

    [Fact]
    public void Quadratic_programs_have_the_reference_optimum()
    {
        foreach (var fields in Reference("maros_meszaros"))
        {
            if (BeyondTheQuadraticSolver.Contains(fields[0])) continue;
            var solution = new HighsSolver().Solve(Quadratic(fields[0]));
            Assert.True(solution.IsSolved, $"{fields[0]}: {solution}");
            AssertClose(fields[0], fields[8], solution);
            Assert.True(solution.Residuals!.Value.WorstRelative < (solution.Termination == TerminationStatus.Optimal ? 1e-6 : 1e-3), $"{fields[0]}: {solution.Residuals}");
        }
    }

    [Fact]
    public void A_quadratic_program_that_makes_HiGHS_cycle_ends_at_its_deadline()
    {
        SharedData.Require();
        var solution = new HighsSolver().Solve(Quadratic("MOSARQP2"), new() { TimeLimit = TimeSpan.FromSeconds(1) });
        Assert.Equal(TerminationStatus.TimeLimit, solution.Termination);
    }

    private static QuadraticProgram Quadratic(string name) =>
        Assert.IsType<QuadraticProgram>(HighsModelFile.Read(SharedData.File("maros_meszaros", name + ".QPS")));

    private static IEnumerable<string[]> Reference(string collection)
    {
        SharedData.Require();
        return File.ReadLines(SharedData.File(collection, "reference.csv")).Skip(1).Select(static line => line.Split(','));
    }

    private static void AssertClose(string name, string expected, Solution solution)
    {
        var reference = Number(expected);
        var error = Math.Abs(solution.Objective!.Value - reference) / Math.Max(1, Math.Abs(reference));
        Assert.True(error < 1e-6, $"{name}: objective {solution.Objective}, reference {reference}, relative error {error:E1}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
