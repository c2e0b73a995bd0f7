using Folding.Problems;

namespace Folding.Tests;

public class ReducedKktTests
{
    [Fact]
    public void Solution_satisfies_the_whole_system_with_fixed_variables_and_general_rows()
    {
        var (problem, activity) = Bounded();
        var system = ReducedKkt.Factor(problem, activity, new());
        double[] gx = Make.Normals(1, 6), gy = Make.Normals(2, 8), rx = new double[6], ry = new double[8];

        var solve = system.Solve(gx, gy, rx, ry);

        Assert.True(solve.RelativeResidual <= ReducedKkt.SolveTolerance);
        Assert.Equal(0, ResidualOf(problem, activity, gx, gy, rx, ry), 1e-11);
    }

    [Fact]
    public void Where_every_pivot_stands_out_nothing_is_added_and_one_solve_does()
    {
        var (problem, activity) = Bounded();
        var system = ReducedKkt.Factor(problem, activity, new());
        Assert.Equal(default, system.Added);
        Assert.Equal(1, system.Solve(Make.Normals(1, 6), Make.Normals(2, 8), new double[6], new double[8]).Rounds);
    }

    [Theory]
    [InlineData(0, false)] // a variable without curvature
    [InlineData(1e-9, false)]
    [InlineData(1, true)] // curvature everywhere, and a row twice
    public void Where_a_pivot_vanishes_the_diagonal_is_shifted(double curvature, bool twice)
    {
        var p = new double[,] { { 2, 1, 0 }, { 1, 2, 0 }, { 0, 0, curvature } };
        var a = new double[,] { { 1, 1, 1 }, { 1, twice ? 1 : -1, twice ? 1 : 2 } };
        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(p), new double[3], CscMatrix.FromDense(a), [1, 1], [1, 1]);
        RowActivity[] activity = [RowActivity.Equality, RowActivity.Equality];
        var system = ReducedKkt.Factor(problem, activity, new());
        Assert.Equal(ReducedKkt.Shift, system.Added.Shift);
        Assert.Equal(twice, system.DependentRows);
        Assert.False(system.FlatDirection);
        double[] gx = [1, -2, 0.5], gy = [0, 0], rx = new double[3], ry = new double[2];
        Assert.True(system.Solve(gx, gy, rx, ry).RelativeResidual <= ReducedKkt.SolveTolerance);
        Assert.Equal(0, ResidualOf(problem, activity, gx, gy, rx, ry), 1e-11);
    }

    [Fact]
    public void Dense_systems_whose_residuals_are_estimated_are_solved_as_well()
    {
        const int n = 300, m = 90;
        var random = new Random(9);
        double[,] root = new double[n, n], p = new double[n, n], a = new double[m, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) root[i, j] = random.NextDouble() - 0.5;
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i < m) a[i, j] = random.NextDouble() - 0.5;
                for (var k = 0; k < 20; k++) p[i, j] += root[i, k] * root[j, k];
                if (i == j) p[i, j] += 1;
            }
        }

        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(p), new double[n], CscMatrix.FromDense(a), new double[m], new double[m]);
        var activity = new RowActivity[m];
        activity.AsSpan(0, 50).Fill(RowActivity.Equality);
        var system = ReducedKkt.Factor(problem, activity, new());
        double[] gx = Make.Normals(1, n), gy = Make.Normals(2, m), rx = new double[n], ry = new double[m];
        var solve = system.Solve(gx, gy, rx, ry);
        Assert.Equal(1, solve.Rounds);
        Assert.Equal(0, ResidualOf(problem, activity, gx, gy, rx, ry), 1e-11);
    }

    [Fact]
    public void Several_right_hand_sides_give_the_solution_of_each()
    {
        const int count = 11;
        var (problem, activity) = Bounded();
        var system = ReducedKkt.Factor(problem, activity, new());
        double[] gx = Make.Normals(3, 6 * count), gy = Make.Normals(4, 8 * count), rx = new double[6 * count], ry = new double[8 * count];

        system.SolveMany(gx, gy, count, rx, ry, new KktSolve[count]);

        for (var s = 0; s < count; s++)
        {
            var residual = ResidualOf(problem, activity, gx.AsSpan(s * 6, 6), gy.AsSpan(s * 8, 8), rx.AsSpan(s * 6, 6), ry.AsSpan(s * 8, 8));
            Assert.Equal(0, residual, 1e-11);
        }
    }

    [Fact]
    public void Analysis_of_an_active_set_is_kept_and_serves_other_numbers()
    {
        var (problem, activity) = Bounded();
        var cache = new SymbolicCache();
        var moved = new QuadraticProgram(
            problem.P.WithValues([.. problem.P.Values.ToArray().Select(static v => 2 * v)]), problem.Q.AsSpan(),
            problem.A.WithValues([.. problem.A.Values.ToArray().Select(static v => 3 * v)]), problem.Lower.AsSpan(), problem.Upper.AsSpan());

        Assert.Same(cache.For(problem, activity), cache.For(moved, [.. activity]));

        double[] gx = Make.Normals(5, 6), gy = Make.Normals(6, 8), rx = new double[6], ry = new double[8];
        ReducedKkt.Factor(moved, activity, cache).Solve(gx, gy, rx, ry);
        Assert.Equal(0, ResidualOf(moved, activity, gx, gy, rx, ry), 1e-11);
    }

    [Fact]
    public void Analysis_is_not_used_where_a_bound_lost_its_entry()
    {
        var (problem, activity) = Bounded();
        var cache = new SymbolicCache();
        var known = cache.For(problem, activity);
        var values = problem.A.Values.ToArray();
        values[problem.A.Pattern.IndexOf(2, 0)] = 0;
        var broken = new QuadraticProgram(problem.P, problem.Q.AsSpan(), problem.A.WithValues(values), problem.Lower.AsSpan(), problem.Upper.AsSpan());

        var other = cache.For(broken, activity);

        Assert.NotSame(known, other);
        Assert.Contains(2, other.Reduction.General);
        Assert.Same(known, cache.For(problem, activity));
    }

    [Fact]
    public void Another_active_set_gets_an_analysis_of_its_own()
    {
        var (problem, activity) = Bounded();
        var cache = new SymbolicCache();
        var known = cache.For(problem, activity);
        activity = [.. activity];
        activity[2] = RowActivity.Inactive;

        Assert.NotSame(known, cache.For(problem, activity));
    }

    [Fact]
    public void The_flat_part_is_the_projection_on_the_directions_without_curvature()
    {
        // ½(x1 + 2 x2)² + ½ x3² on x3 + x4 = 1 with x4 free of cost but held by x3: flat along (2, −1, 0, 0) alone.
        var p = new double[,] { { 1, 2, 0, 0 }, { 2, 4, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 0 } };
        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(p), new double[4], CscMatrix.FromDense(new double[,] { { 0, 0, 1, 1 } }), [1], [1]);
        var kkt = ReducedKkt.Factor(problem, [RowActivity.Equality], new SymbolicCache());
        Assert.True(kkt.FlatDirection);
        double[] tangent = [0.3, -1.1, 0.7, 2], seed = [1, 0.4, -2, 5];
        double[] part = kkt.FlatPart(tangent, ofSeed: false), ofSeed = kkt.FlatPart(seed, ofSeed: true);
        Assert.Equal(0, part[0] + (2 * part[1]), 1e-7);
        Assert.Equal(0, Vectors.MaxNorm(part.AsSpan(2)), 1e-7);
        Assert.Equal(Vectors.Dot(seed, part), Vectors.Dot(ofSeed, tangent), 1e-12);
        // A projection: what is flat stays, and a seed that does not see it has no part.
        Assert.Equal(part[0], kkt.FlatPart(part, ofSeed: false)[0], 1e-7);
        Assert.Equal(0, Vectors.MaxNorm(kkt.FlatPart([1, 2, -2, 5], ofSeed: true)), 1e-7);
    }

    /// <summary>Six variables with dense P, two general rows, and a bound on each variable, of which those on x0 and x3 bind.</summary>
    private static (QuadraticProgram Problem, RowActivity[] Activity) Bounded()
    {
        var p = new double[6, 6];
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++) p[i, j] = (i == j ? 3 : 0) + (1.0 / (1 + i + j));
        }

        var a = new double[8, 6];
        for (var j = 0; j < 6; j++)
        {
            (a[0, j], a[1, j]) = (1, j - 2.2);
            a[2 + j, j] = 2;
        }

        double[] lower = [1, 0, 0, 0, 0, 0, 0, 0], upper = [1, 9, 9, 9, 9, 9, 9, 9];
        RowActivity[] activity = new RowActivity[8];
        (activity[0], activity[1], activity[2], activity[5]) = (RowActivity.Equality, RowActivity.Lower, RowActivity.Lower, RowActivity.Upper);
        return (new(CscMatrix.UpperTriangleOf(p), new double[6], CscMatrix.FromDense(a), lower, upper), activity);
    }

    private static double ResidualOf(QuadraticProgram problem, RowActivity[] activity, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, ReadOnlySpan<double> rx, ReadOnlySpan<double> ry)
    {
        double[] top = new double[gx.Length], bottom = new double[gy.Length];
        problem.P.MultiplySymmetric(rx, top);
        problem.A.AddTransposedMultiply(ry, top);
        problem.A.Multiply(rx, bottom);
        var worst = 0.0;
        for (var j = 0; j < top.Length; j++) worst = Math.Max(worst, Math.Abs(top[j] - gx[j]));
        for (var i = 0; i < bottom.Length; i++)
            worst = Math.Max(worst, activity[i] == RowActivity.Inactive ? Math.Abs(ry[i]) : Math.Abs(bottom[i] - gy[i]));
        return worst;
    }
}
