using Folding.Problems;

namespace Folding.Tests;

public sealed class ActiveRowsTests
{
    [Fact]
    public void It_solves_the_equations_it_stands_for()
    {
        for (var item = 0; item < 10; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 60, 10, 40, density: 1);
            var activity = ActiveSet.Identify(problem, x, y);
            var system = ActiveRows.Factor(Space(problem), activity)!;
            double[] g = Make.Normals(item, 60), h = Make.Normals(item + 1, 50), a = new double[60], e = new double[50], dual = new double[60], rows = new double[50];
            Assert.True(system.Solve(g, h, a, e) < 1e-13);
            problem.P.MultiplySymmetric(a, dual);
            problem.A.AddTransposedMultiply(e, dual);
            problem.A.Multiply(a, rows);
            Assert.True(Make.Distance(dual, g) < 1e-12);
            for (var i = 0; i < 50; i++)
            {
                if (activity[i] == RowActivity.Inactive) Assert.Equal(0, e[i]);
                else Assert.Equal(h[i], rows[i], 1e-11);
            }
        }
    }

    [Fact]
    public void Right_sides_left_out_are_zero()
    {
        var (problem, x, y) = Make.StrictlyComplementary(1, 60, 10, 40, density: 1);
        var system = ActiveRows.Factor(Space(problem), ActiveSet.Identify(problem, x, y))!;
        double[] a = new double[60], e = new double[50], g = Make.Normals(1, 60), a2 = new double[60], e2 = new double[50];
        Assert.Equal(0, system.Solve([], [], a, e));
        Assert.Equal(0, Vectors.MaxNorm(a) + Vectors.MaxNorm(e));
        system.Solve(g, [], a, e);
        system.Solve(g, new double[50], a2, e2);
        Assert.Equal(a, a2);
        Assert.Equal(e, e2);
    }

    [Fact]
    public void Rows_that_depend_on_each_other_have_no_factor()
    {
        var (problem, x, y) = Make.WithEveryRowTwice(Make.StrictlyComplementary(8, 60, 4, 16, density: 1));
        Assert.Null(ActiveRows.Factor(Space(problem), ActiveSet.Identify(problem, x, y)));
    }

    private static RowSpace Space(QuadraticProgram problem) => QuadraticAlternation.Of(problem, null)!.Rows!;
}
