using Folding.Problems;

namespace Folding.Tests;

public sealed class PathSystemTests
{
    [Fact]
    public void A_solution_satisfies_the_stated_equations()
    {
        // Rows 0 and 1 are equalities (row 1 of a single entry), 2 to 4 hold one variable each (2 and 3 the same), the others several.
        var random = new Random(5);
        const int n = 6;
        double[,] dense = new double[n, n], a = new double[8, n];
        for (var i = 0; i < n; i++)
        {
            dense[i, i] = i == 2 ? 0 : 1 + random.NextDouble();
            for (var j = 0; j < n; j++)
            {
                a[0, j] = random.NextDouble() - 0.5;
                for (var row = 5; row < 8; row++) a[row, j] = 100 * (random.NextDouble() - 0.5);
            }
        }

        dense[0, 3] = dense[3, 0] = 0.4;
        (a[1, 4], a[2, 0], a[3, 0], a[4, 2]) = (2, -3, 1, 50);
        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(dense), new double[n], CscMatrix.FromDense(a), [1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1]);
        var system = new PathSystem(problem, new());
        double[] stiffness = [double.PositiveInfinity, double.PositiveInfinity, 1e3, 0.5, 2, 1e-3, 7, 0];
        double[] right = Make.Normals(1, n), force = Make.Normals(2, 8), dx = new double[n], dy = new double[8];
        Assert.True(system.Factor(stiffness));
        Assert.True(system.Solve(right, force, stiffness, dx, dy));

        var scaled = system.Program;
        var ax = new double[8];
        scaled.A.Multiply(dx, ax);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(i is < 2 or > 4, system.IsGeneral(i));
            if (i < 2) Assert.Equal(force[i], ax[i], 1e-7);
            else if (i == 7) Assert.Equal(0, dy[i], 1e-20); // free: no stiffness, no force
            else if (i > 4) Assert.Equal(force[i] + (stiffness[i] * ax[i]), dy[i], 1e-6);
            else dy[i] = force[i] + (stiffness[i] * ax[i]);
        }

        var stationarity = new double[n];
        scaled.P.MultiplySymmetric(dx, stationarity);
        scaled.A.AddTransposedMultiply(dy, stationarity);
        Assert.True(Make.Distance(stationarity, right) < 1e-6);
    }

    [Fact]
    public void A_system_that_overflows_is_refused_not_thrown_over()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 0 }, { 1, 1 } }), [0, 0], [1, 1]);
        var system = new PathSystem(problem, new());
        double[] dx = new double[2], dy = new double[2];
        Assert.False(system.Factor([double.PositiveInfinity, 1]));
        Assert.False(system.Factor([double.NaN, 1]));
        Assert.True(system.Factor([1, 1]));
        Assert.False(system.Solve([0, double.PositiveInfinity], [0, 0], [1, 1], dx, dy));
        Assert.False(system.Solve([0, 0], [double.NaN, 0], [1, 1], dx, dy));
        Assert.False(system.Solve([0, 0], [0, 1e300], [1, 1e-20], dx, dy));
        Assert.False(new CentralPath(problem, [1e300, -1e300], [1e300, 1e300], new()).Step());
    }

    [Fact]
    public void A_bound_that_the_scaling_overflows_stays_a_bound()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1e-300, 0 }, { 1, 1 } }), [1e200, 0], [double.PositiveInfinity, 1]);
        var scaled = new PathSystem(problem, new()).Program;
        Assert.Equal(double.MaxValue, scaled.Lower[0]);
        Assert.Equal(double.PositiveInfinity, scaled.Upper[0]);
    }

    [Fact]
    public void The_scaled_program_has_entries_near_one_and_the_solutions_of_the_given_one()
    {
        var (problem, x, y) = Make.StrictlyComplementary(2, 10, 2, 12);
        var (stretched, _, stretchedY) = Make.WithScaledRows(problem, x, y, [.. Enumerable.Range(0, y.Length).Select(static i => Math.Pow(10, (i % 7) - 3))]);
        var system = new PathSystem(stretched, new());
        double[] scaledX = [.. x.Select((v, j) => v / system.VariableScale[j])], scaledY = [.. stretchedY.Select((v, i) => v / system.RowScale[i])];
        Assert.True(KktResiduals.Of(system.Program, scaledX, scaledY).WorstRelative < 1e-10);
        for (var i = 0; i < y.Length; i++) Assert.InRange(system.Program.A.Entries().Where(e => e.Row == i).Max(static e => Math.Abs(e.Value)), 0.1, 10);
    }
}
