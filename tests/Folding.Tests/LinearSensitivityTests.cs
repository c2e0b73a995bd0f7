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

    [Fact]
    public void Cost_derivatives_agree_with_re_solves_and_with_the_objective_at_the_ends_of_the_ranging_interval()
    {
        SharedData.Require();
        var solver = Solvers.RequireHighs();
        var layer = DifferentiableSolver.ForLinear(solver);
        int exact = 0, moved = 0, ends = 0;
        double worstPrimal = 0, worstDual = 0, worstEnd = 0;
        foreach (var name in FeasibleNames())
        {
            var problem = (LinearProgram)HighsModelFile.Read(SharedData.File("lp", name + ".mps"));
            if (problem.HasIntegers) continue;
            using var session = solver.Open(problem);
            var solution = session.Solve(null, TestContext.Current.CancellationToken);
            var ranging = session.GetRanging();
            var tape = layer.Record(problem, solution, TestContext.Current.CancellationToken);
            if (tape.Vjp(Seed.OnPrimal(Make.Normals(1, problem.VariableCount))).Report.Trust != TrustLevel.Exact) continue;
            exact++;
            var (x, y, objective) = (tape.Solution.Primal, tape.Solution.Dual, tape.Solution.Objective!.Value);
            var done = 0;
            for (var j = 0; j < problem.VariableCount; j++)
            {
                double cost = problem.Cost[j], size = Math.Max(1, Math.Abs(cost));
                var range = ranging.Cost[j];
                foreach (var (end, value) in new[] { (range.Lower, range.ObjectiveAtLower), (range.Upper, range.ObjectiveAtUpper) })
                {
                    // A vertex does not move while its basis stays optimal, so the objective moves by x_j per unit of c_j.
                    if (!double.IsFinite(end) || Math.Abs(end) > 1e10 || Math.Abs(x[j]) < 1e-9) continue;
                    ends++;
                    worstEnd = Math.Max(worstEnd, Math.Abs(objective + (end - cost) * x[j] - value) / (1 + Math.Abs(value)));
                }

                var h = Math.Min(range.Upper - cost, size) / 2;
                if (Math.Abs(x[j]) < 1e-9 || done == RowsPerProgram || h < 1e-6 * size) continue;
                done++;
                moved++;
                var unit = new double[problem.VariableCount];
                unit[j] = 1;
                var direction = new LinearData(problem, cost: unit);
                var tangent = tape.Jvp(direction);
                Assert.True(Vectors.MaxNorm(tangent.Primal.AsSpan()) < 1e-15, $"{name} column {j}: a vertex that moves with the cost");
                var there = layer.Forward(direction.Move(problem, h), null, TestContext.Current.CancellationToken).Solution;
                worstPrimal = Math.Max(worstPrimal, Make.Distance(there.Primal.AsSpan(), x.AsSpan()));
                worstDual = Math.Max(worstDual, Make.Distance(there.Dual.AsSpan(), Vectors.Sum(y.AsSpan(), h, tangent.Dual.AsSpan())));
            }
        }

        Study.Write($"{exact} programs at a nondegenerate vertex; {moved} costs moved, x off by {worstPrimal:G2}, y by {worstDual:G2}; {ends} ends of intervals, objective off by {worstEnd:G2}");
        Assert.True(exact > 0 && moved > 0 && ends > 0);
        Assert.True(worstPrimal < 1e-8, $"x {worstPrimal}");
        Assert.True(worstDual < 1e-8, $"y {worstDual}");
        Assert.True(worstEnd < 1e-8, $"objective {worstEnd}");
    }
}
