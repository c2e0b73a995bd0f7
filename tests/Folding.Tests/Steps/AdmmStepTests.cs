using Folding.Problems;

namespace Folding.Tests.Steps;

public sealed class AdmmStepTests
{
    /// <summary>
    /// min ½|x|² + (x_1 − x_2)²/2 + q'x on a box and a simplex: about half of the variables rest on a bound, which P couples with the free ones.
    /// </summary>
    private static (QuadraticProgram Problem, double[] X, double[] Y) BoxedChain(int n, int seed)
    {
        List<(int, int, double)> p = [], a = [];
        for (var j = 0; j < n; j++)
        {
            p.Add((j, j, j is 0 || j == n - 1 ? 2 : 3));
            if (j > 0) p.Add((j - 1, j, -1));
            a.Add((0, j, 1 + (0.1 * (j % 3))));
            a.Add((j + 1, j, j % 2 == 0 ? 2 : -0.5));
        }

        // q and the bounds are made from the solution: every third variable free, the others at either bound.
        double[] x = Make.Normals(seed, n), y = new double[n + 1], lower = new double[n + 1], upper = new double[n + 1];
        var rows = CscMatrix.FromTriplets(n + 1, n, a);
        var hessian = CscMatrix.FromTriplets(n, n, p);
        double[] values = new double[n + 1], force = new double[n];
        rows.Multiply(x, values);
        (y[0], lower[0], upper[0]) = (0.7, values[0], values[0]);
        for (var i = 1; i <= n; i++)
        {
            (lower[i], upper[i]) = (values[i] - 1, values[i] + 1);
            if (i % 3 == 1) (y[i], lower[i]) = (-1.5, values[i]);
            else if (i % 3 == 2) (y[i], upper[i]) = (0.5, values[i]);
        }

        hessian.MultiplySymmetric(x, force);
        rows.AddTransposedMultiply(y, force);
        return (new(hessian, [.. force.Select(static f => -f)], rows, lower, upper), x, y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Imposed_bounds_leave_the_derivative_as_it_is(double relaxation)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (problem, x, y) = BoxedChain(12, seed);
            double[] gx = Make.Normals(seed + 1, x.Length), gy = Make.Normals(seed + 2, y.Length);
            var exact = Make.Tape(problem, x, y, new Kkt());
            var folded = Make.Tape(problem, x, y, new Folded(new AdmmStep { Relaxation = relaxation }, new GmresRule()));
            var (data, report) = folded.Vjp(Seed.On(gx, gy));
            Assert.Equal(TrustLevel.Exact, report.Trust);
            Assert.Contains(report.Notes, static note => note.Contains("8 active bounds imposed", StringComparison.Ordinal));
            Assert.InRange(FoldedTests.Distance(data, exact.Vjp(Seed.On(gx, gy)).Data), 0, 1e-9);
            var direction = new QuadraticData(problem, Make.Normals(3, problem.P.Pattern.Count), Make.Normals(4, 12), Make.Normals(5, problem.A.Pattern.Count), Make.Normals(6, 13), Make.Normals(7, 13));
            Tangent expected = exact.Jvp(direction), actual = folded.Jvp(direction);
            Assert.InRange(Make.Distance(actual.Primal.AsSpan(), [.. expected.Primal]), 0, 1e-9);
            Assert.InRange(Make.Distance(actual.Dual.AsSpan(), [.. expected.Dual]), 0, 1e-9);
        }
    }

    [Fact]
    public void The_state_holds_the_free_variables_and_the_other_rows()
    {
        var (problem, x, y) = BoxedChain(12, 1);
        var imposed = ImposedBounds.At(Point(problem, x, y));
        Assert.Equal([2, 5, 8, 11], imposed.Free);
        Assert.Equal([0, 3, 6, 9, 12], imposed.Rows);
        Assert.Equal(9, new AdmmStep().AtSolution(Point(problem, x, y), out _).FixedPoint.Length);
        Assert.Equal(25, new AdmmStep { Rho = 1 }.AtSolution(Point(problem, x, y), out _).FixedPoint.Length);
    }

    [Fact]
    public void A_vertex_has_an_empty_state_and_a_derivative()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [3, -4], CscMatrix.Diagonal([2, 1]), [0, -1], [5, 1]);
        double[] x = [0, 1], y = [-1.5, 3];
        var seed = Seed.On([1, 2], [3, 4]);
        var (data, report) = Make.Tape(problem, x, y, new Folded()).Vjp(seed);
        Assert.Equal(TrustLevel.Exact, report.Trust);
        Assert.Equal(0, report.Iterations);
        Assert.InRange(FoldedTests.Distance(data, Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data), 0, 1e-12);
    }

    [Fact]
    public void A_variable_with_two_active_bounds_stays_free()
    {
        // x ≥ 1 twice.
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [1], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [1, 1], [2, 2]);
        var point = Point(problem, [1], [-1, -1]);
        Assert.Equal([0], ImposedBounds.At(point).Free);
        Assert.Equal([0, 1], ImposedBounds.At(point).Rows);
    }

    [Fact]
    public void Iterations_of_gmres_allocate_nothing()
    {
        var (problem, x, y) = BoxedChain(300, 1);
        var step = new AdmmStep { Rho = 0.1, Sigma = 1e-3 }.AtSolution(Point(problem, x, y), out _);
        var jacobian = step.At(step.FixedPoint)!;
        double[] g = Make.Normals(2, jacobian.StateCount), v = new double[g.Length];
        long Allocated(int iterations)
        {
            var solver = new GmresRule { MaximumIterations = iterations, Restart = 50, Tolerance = 1e-15 }.On(jacobian);
            solver.Solve(g, v);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(iterations, solver.Solve(g, v).Iterations);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The notes of the outcomes differ by a digit or two.
        Assert.InRange(Allocated(24) - Allocated(12), -64, 64);
    }

    private static QuadraticPoint Point(QuadraticProgram problem, double[] x, double[] y)
    {
        var cache = new SymbolicCache();
        return new(problem, x, y, ReducedKkt.Factor(problem, ActiveSet.Identify(problem, x, y), cache), cache);
    }
}
