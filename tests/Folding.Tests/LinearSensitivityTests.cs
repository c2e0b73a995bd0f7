using Folding.Highs;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests;

/// <summary>Derivatives of linear programs in their right-hand sides against HiGHS's own duals, ranging and re-solves.</summary>
public sealed class LinearSensitivityTests
{
    private const int RowsPerProgram = 4;

    private static IEnumerable<string> FeasibleNames() => File.ReadLines(SharedData.File("lp", "reference.csv")).Skip(1)
        .Select(static line => line.Split(',')).Where(static f => f[4] == "optimal").Select(static f => f[0]);

    [Fact]
    public void Right_hand_side_derivatives_agree_with_duals_and_with_re_solves_within_the_ranging_interval()
    {
        SharedData.Require();
        var solver = Solvers.RequireHighs();
        var layer = DifferentiableSolver.ForLinear(solver);
        int programs = 0, exact = 0, certified = 0, duals = 0, checkedRows = 0, narrow = 0;
        double worstDual = 0, worstMove = 0, worstValue = 0;
        foreach (var name in FeasibleNames())
        {
            var problem = (LinearProgram)HighsModelFile.Read(SharedData.File("lp", name + ".mps"));
            if (problem.HasIntegers) continue;
            programs++;
            using var session = solver.Open(problem);
            var solution = session.Solve(null, TestContext.Current.CancellationToken);
            Assert.True(solution.IsSolved, $"{name}: {solution}");
            var ranging = session.GetRanging();
            var tape = layer.Record(problem, solution, TestContext.Current.CancellationToken);
            if (tape.Solution.Statistics.Refinement == RefinementOutcome.Certified) certified++;
            var report = tape.Vjp(Seed.OnPrimal(Make.Normals(1, problem.VariableCount))).Report;
            Study.Write($"{name}: {report}");
            if (report.Trust != TrustLevel.Exact) continue;
            exact++;

            // The value's gradient in an active bound is the row's dual, of which a nondegenerate vertex has one.
            var value = tape.ValueGradient().Data;
            var size = Math.Max(1e-300, Vectors.MaxNorm(solution.Dual.AsSpan()));
            for (var i = 0; i < problem.ConstraintCount; i++)
            {
                duals++;
                worstDual = Math.Max(worstDual, Math.Abs(value.RowLower[i] + value.RowUpper[i] + solution.Dual[i]) / size);
            }

            var done = 0;
            for (var i = 0; i < problem.ConstraintCount && done < RowsPerProgram; i++)
            {
                var y = solution.Dual[i];
                if (Math.Abs(y) < 1e-6 * size) continue;
                var bound = y > 0 ? problem.RowUpper[i] : problem.RowLower[i];
                var room = Math.Max(ranging.RowBound[i].Upper - bound, 0);
                var back = Math.Max(bound - ranging.RowBound[i].Lower, 0);
                var h = room >= back ? Math.Min(room / 2, Math.Max(1, Math.Abs(bound))) : -Math.Min(back / 2, Math.Max(1, Math.Abs(bound)));
                if (Math.Abs(h) < 1e-6 * Math.Max(1, Math.Abs(bound)))
                {
                    narrow++;
                    continue;
                }

                done++;
                checkedRows++;
                double[] lower = new double[problem.ConstraintCount], upper = new double[problem.ConstraintCount];
                if (y > 0 || problem.RowLower[i] == problem.RowUpper[i]) upper[i] = 1;
                if (y < 0 || problem.RowLower[i] == problem.RowUpper[i]) lower[i] = 1;
                var direction = new LinearData(problem, rowLower: lower, rowUpper: upper);
                var tangent = tape.Jvp(direction);
                var moved = layer.Forward(direction.Move(problem, h), null, TestContext.Current.CancellationToken).Solution;
                Assert.True(moved.IsSolved, $"{name} row {i}: {moved}");
                var predicted = Vectors.Sum(tape.Solution.Primal.AsSpan(), h, tangent.Primal.AsSpan());
                worstMove = Math.Max(worstMove, Make.Distance(moved.Primal.AsSpan(), predicted));
                worstValue = Math.Max(worstValue, Math.Abs(moved.Objective!.Value - tape.Solution.Objective!.Value - h * value.Inner(direction)) / (1 + Math.Abs(moved.Objective.Value)));
            }
        }

        Study.Write($"{programs} programs: {certified} certified, {exact} at a nondegenerate vertex; {duals} duals, worst {worstDual:G2}; {checkedRows} rows moved, x off by {worstMove:G2}, value by {worstValue:G2}; {narrow} rows with an interval too narrow");
        Assert.True(exact > 0 && checkedRows > 0);
        Assert.True(worstDual < 1e-9, $"duals {worstDual}");
        Assert.True(worstMove < 1e-8, $"x {worstMove}");
        Assert.True(worstValue < 1e-8, $"value {worstValue}");
    }
}
