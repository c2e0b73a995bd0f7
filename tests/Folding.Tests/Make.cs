using Folding.Problems;

namespace Folding.Tests;

/// <summary>Problems and solutions made for tests.</summary>
internal static class Make
{
    public static readonly SolverIdentity Hand = new("by hand", "1");

    /// <summary>The P and q that the worked examples share: [[4, 1], [1, 2]] and (1, 1), with rows x1 + x2, x1, x2.</summary>
    public static QuadraticProgram WorkedExample(double[] lower, double[] upper) => new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), lower, upper);

    public static Solution Solved(IProblem problem, double[] x, double[] y) => new()
    {
        Termination = TerminationStatus.Optimal,
        PrimalStatus = PointStatus.Feasible,
        DualStatus = PointStatus.Feasible,
        Solver = Hand,
        Native = new(0, "by hand"),
        Primal = [.. x],
        Dual = [.. y],
        Objective = problem.ObjectiveAt(x),
        Residuals = problem.ResidualsAt(x, y),
    };

    /// <summary>The tape of a known solution.</summary>
    public static Tape<QuadraticProgram, QuadraticData> Tape(QuadraticProgram problem, double[] x, double[] y, GradientMethod? method = null) =>
        DifferentiableSolver.ForQuadratic(new KnownAnswer(x, y), method).Forward(problem);

    /// <summary>A solver that knows the answer to one problem and refines it for its neighbours.</summary>
    public sealed class KnownAnswer(double[] x, double[] y) : ISolver<QuadraticProgram>
    {
        public SolverIdentity Identity => Hand;

        public SolverCapabilities Capabilities => SolverCapabilities.Duals;

        /// <summary>Where each solve was asked to start.</summary>
        public List<WarmStart?> Starts { get; } = [];

        public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(problem, x, y, Starts);

        private sealed class Session(QuadraticProgram problem, double[] x, double[] y, List<WarmStart?> starts) : SolverSession<QuadraticProgram>(problem)
        {
            protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
            {
            }

            protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
            {
                lock (starts) starts.Add(request.WarmStart);
                return Solved(Problem, x, y) with { WarmStart = new() { Primal = [.. x], Dual = [.. y] } };
            }

            protected override void ReleaseNative()
            {
            }
        }
    }

    /// <summary>
    /// A random strictly convex program whose solution is known because it was chosen first: x and a strictly
    /// complementary y, from which q and the bounds follow. Gaps and forces are at least <paramref name="margin"/>.
    /// </summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) StrictlyComplementary(int seed, int n, int equalities, int inequalities, double density = 0.5, double margin = 0.1)
    {
        var random = new Random(seed);
        var p = new double[n, n];
        for (var k = 0; k < n; k++)
        {
            var column = new double[n];
            for (var i = 0; i < n; i++) column[i] = random.NextDouble() < density ? Normal(random) : 0;
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    p[i, j] += column[i] * column[j] / n;
        }

        for (var i = 0; i < n; i++) p[i, i] += 0.1;
        var m = equalities + inequalities;
        var a = new double[m, n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++) a[i, j] = random.NextDouble() < density ? Normal(random) : 0;
            a[i, random.Next(n)] += 1;
        }

        double[] x = [.. Enumerable.Range(0, n).Select(_ => Normal(random))], y = new double[m], lower = new double[m], upper = new double[m];
        var active = equalities;
        for (var i = 0; i < m; i++)
        {
            var z = 0.0;
            for (var j = 0; j < n; j++) z += a[i, j] * x[j];
            double gap = margin * (1 + 10 * random.NextDouble()), force = margin * (1 + 10 * random.NextDouble());
            (lower[i], upper[i], y[i]) = (z - gap, z + gap, 0);
            if (i < equalities) (lower[i], upper[i], y[i]) = (z, z, Normal(random));
            else if (active < n - 1 && random.Next(3) == 0)
            {
                active++;
                if (random.Next(2) == 0) (lower[i], upper[i], y[i]) = (double.NegativeInfinity, z, force);
                else (lower[i], y[i]) = (z, -force);
            }
        }

        var q = new double[n];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++) q[j] -= p[j, i] * x[i];
            for (var i = 0; i < m; i++) q[j] -= a[i, j] * y[i];
        }

        return (new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper), x, y);
    }

    /// <summary>A strictly complementary program in which one bound of one inactive row is moved until it touches.</summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) WithWeakRow(int seed, int n, int equalities, int inequalities)
    {
        var (problem, x, y) = StrictlyComplementary(seed, n, equalities, inequalities);
        var row = Enumerable.Range(0, y.Length).Last(i => y[i] == 0);
        var values = new double[y.Length];
        problem.A.Multiply(x, values);
        double[] lower = [.. problem.Lower], upper = [.. problem.Upper];
        if (seed % 2 == 0) lower[row] = values[row];
        else upper[row] = values[row];
        return (problem.WithBounds(lower, upper), x, y);
    }

    /// <summary>The same program with every row twice; each of a pair carries half the force.</summary>
    public static (QuadraticProgram Problem, double[] Y) WithEveryRowTwice(QuadraticProgram problem, double[] y)
    {
        double[] half = [.. y.Select(static v => v / 2)];
        return (new(problem.P, problem.Q.AsSpan(), CscMatrix.Stack(problem.A, problem.A), [.. problem.Lower, .. problem.Lower], [.. problem.Upper, .. problem.Upper]), [.. half, .. half]);
    }

    /// <summary>As the other overload, with x.</summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) WithEveryRowTwice((QuadraticProgram Problem, double[] X, double[] Y) single)
    {
        var (problem, y) = WithEveryRowTwice(single.Problem, single.Y);
        return (problem, single.X, y);
    }

    /// <summary>Row i of A and its bounds times s_i; y_i over s_i.</summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) WithScaledRows(QuadraticProgram problem, double[] x, double[] y, double[] s)
    {
        var a = CscMatrix.FromTriplets(y.Length, x.Length, problem.A.Entries().Select(e => (e.Row, e.Column, e.Value * s[e.Row])));
        double[] lower = [.. problem.Lower.Select((v, i) => v * s[i])], upper = [.. problem.Upper.Select((v, i) => v * s[i])];
        return (new(problem.P, problem.Q.AsSpan(), a, lower, upper), x, [.. y.Select((v, i) => v / s[i])]);
    }

    /// <summary>The same program with the sum of its equality rows (the first ones) appended.</summary>
    public static (QuadraticProgram Problem, double[] Y) WithSumOfEqualities(QuadraticProgram problem, double[] y, int equalities)
    {
        var sum = problem.A.Entries().Where(e => e.Row < equalities).GroupBy(static e => e.Column).Select(static g => (0, g.Key, g.Sum(static e => e.Value)));
        var bound = problem.Lower.Take(equalities).Sum();
        var a = CscMatrix.Stack(problem.A, CscMatrix.FromTriplets(1, problem.VariableCount, sum));
        return (new(problem.P, problem.Q.AsSpan(), a, [.. problem.Lower, bound], [.. problem.Upper, bound]), [.. y, 0]);
    }

    /// <summary>n independent active rows and n inactive ones; P is singular.</summary>
    public static (QuadraticProgram Problem, double[] X, double[] Y) Vertex(int seed, int n)
    {
        var random = new Random(seed);
        var a = new double[2 * n, n];
        for (var i = 0; i < 2 * n; i++)
        {
            for (var j = 0; j < n; j++) a[i, j] = Normal(random) + (i == j ? n : 0);
        }

        var p = new double[n, n];
        p[0, 0] = 1;
        double[] x = Normals(seed + 1, n), y = new double[2 * n], lower = new double[2 * n], upper = new double[2 * n], q = new double[n];
        for (var i = 0; i < 2 * n; i++)
        {
            var z = 0.0;
            for (var j = 0; j < n; j++) z += a[i, j] * x[j];
            (lower[i], upper[i]) = (z - 1, z + 1);
            if (i >= n) continue;
            y[i] = i % 2 == 0 ? 0.5 + random.NextDouble() : -0.5 - random.NextDouble();
            if (y[i] > 0) upper[i] = z;
            else lower[i] = z;
        }

        q[0] = -x[0];
        for (var j = 0; j < n; j++)
            for (var i = 0; i < n; i++)
                q[j] -= a[i, j] * y[i];
        return (new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper), x, y);
    }

    /// <summary>A random strictly convex program of which nothing is known: −u ≤ Ax ≤ u with u uniform in (0, 1).</summary>
    public static QuadraticProgram Generic(int seed, int n, int m)
    {
        var random = new Random(seed);
        var (shape, _, _) = StrictlyComplementary(seed, n, 0, m);
        double[] upper = [.. Enumerable.Range(0, m).Select(_ => random.NextDouble())], lower = [.. upper.Select(static u => -u)];
        return new(shape.P, Normals(seed + 1, n), shape.A, lower, upper);
    }

    /// <summary>Largest difference relative to the largest entry of the second vector.</summary>
    public static double Distance(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0.0;
        for (var k = 0; k < expected.Length; k++) worst = Math.Max(worst, Math.Abs(actual[k] - expected[k]));
        var size = Vectors.MaxNorm(expected);
        return worst == 0 ? 0 : worst / Math.Max(size, 1e-300);
    }

    public static double[] Normals(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Normal(random))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
