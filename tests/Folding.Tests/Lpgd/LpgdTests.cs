using Folding.Problems;

namespace Folding.Tests;

/// <summary>Worked examples with every digit, and equality with the exact adjoint inside one linear piece.</summary>
public class LpgdTests
{
    // x1 + x2 = 1 with loose bounds on x; x = (1/4, 3/4), y = (−11/4, 0, 0).
    private static readonly QuadraticProgram Edge = Make.WorkedExample([1, -2, -2], [1, 2, 2]);

    [Theory]
    [InlineData("HiGHS")]
    [InlineData("OSQP")]
    [InlineData("Ipopt")]
    public void On_the_equality_line_all_kinds_have_the_digits_of_pencil_and_paper(string solver)
    {
        foreach (var (kind, row, p) in new[]
        {
            (LpgdKind.Lower, new[] { 11.0 / 16, -15.0 / 16 }, new[] { -1.0 / 32, -3.0 / 16, 7.0 / 32 }),
            (LpgdKind.Upper, [9.0 / 16, -13.0 / 16], [-3.0 / 32, -1.0 / 16, 5.0 / 32]),
            (LpgdKind.Average, [5.0 / 8, -7.0 / 8], [-1.0 / 16, -1.0 / 8, 3.0 / 16]),
        })
        {
            var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(solver), new Lpgd { Kind = kind, Temperature = Temperature.Fixed(1) });
            var (data, report) = layer.Forward(Edge).Vjp(Seed.OnPrimal([1, 0]));
            Assert.Equal("lpgd", report.Method);
            Assert.Equal(1, report.Temperature);
            AssertClose([-0.25, 0.25], data.Q, 1e-13);
            AssertClose(p, data.P.ValueArray, 1e-13);
            AssertClose([row[0], 0, row[1], 0], data.A.ValueArray, 1e-13);
            AssertClose([0.25, 0, 0], data.Lower, 1e-13);
            AssertClose([0, 0, 0], data.Upper, 1e-13);
            Assert.Equal(kind == LpgdKind.Average ? TrustLevel.Exact : TrustLevel.Approximate, report.Trust);
        }
    }

    [Theory]
    [InlineData("HiGHS")]
    [InlineData("OSQP")]
    [InlineData("Ipopt")]
    public void Without_refinement_the_difference_is_that_of_the_solvers_own_answers(string solver)
    {
        var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(solver), new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(1) }, refine: false);
        var (data, report) = layer.Forward(Edge).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.Approximate, report.Trust);
        AssertClose([-0.25, 0.25], data.Q, 1e-6);
        AssertClose([11.0 / 16, 0, -15.0 / 16, 0], data.A.ValueArray, 1e-6);
        Assert.DoesNotContain(report.Notes, static note => note.Contains("not asked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HiGHS")]
    [InlineData("OSQP")]
    [InlineData("Ipopt")]
    public void Beyond_the_kink_the_step_is_the_difference_of_two_solutions(string solver)
    {
        for (var item = 0; item < 6; item++)
        {
            var (problem, _, _) = Make.StrictlyComplementary(item, 10, 1, 12);
            double[] gx = Make.Normals(item + 40, 10), gy = Make.Normals(item + 60, 13);
            // An equality row stays feasible whichever way it moves; so do the others, moved as a whole.
            var plain = DifferentiableSolver.ForQuadratic(Solvers.Require(solver), new Kkt());
            const double tau = 2;
            var moved = problem.WithLinearCost(Vectors.Sum(problem.Q.AsSpan(), tau, gx)).WithBounds(Vectors.Sum(problem.Lower.AsSpan(), -tau, gy), Vectors.Sum(problem.Upper.AsSpan(), -tau, gy));
            Solution there = plain.Forward(moved).Solution, here = plain.Forward(problem).Solution;
            var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(solver), new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(tau) });
            var (data, report) = layer.Forward(problem).Vjp(Seed.On(gx, gy));
            if (!there.IsSolved) continue;
            Assert.DoesNotContain(report.Notes, static note => note.Contains("not asked", StringComparison.Ordinal));
            AssertClose([.. there.Primal.Select((v, j) => (v - here.Primal[j]) / tau)], data.Q, 1e-9);
            AssertClose([.. problem.A.Entries().Select(e => ((there.Dual[e.Row] * there.Primal[e.Column]) - (here.Dual[e.Row] * here.Primal[e.Column])) / tau)], data.A.ValueArray, 1e-8);
            AssertClose([.. problem.P.Entries().Select(e => (e.Row == e.Column ? 0.5 : 1) * ((there.Primal[e.Row] * there.Primal[e.Column]) - (here.Primal[e.Row] * here.Primal[e.Column])) / tau)], data.P.ValueArray, 1e-8);
            for (var i = 1; i < 13; i++)
            {
                Assert.Equal(-(Math.Max(there.Dual[i], 0) - Math.Max(here.Dual[i], 0)) / tau, data.Upper[i], 1e-8);
                Assert.Equal((Math.Max(-there.Dual[i], 0) - Math.Max(-here.Dual[i], 0)) / tau, data.Lower[i], 1e-8);
            }
        }
    }

    [Fact]
    public void While_the_active_set_stays_the_solver_is_not_asked()
    {
        var solver = new Make.KnownAnswer([0.25, 0.75], [-2.75, 0, 0]);
        var tape = DifferentiableSolver.ForQuadratic(solver, new Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(1) }).Forward(Edge);
        var (data, report) = tape.Vjp(Seed.OnPrimal([1, 0]));
        AssertClose([-0.25, 0.25], data.Q, 1e-14);
        Assert.Single(solver.Starts);
        Assert.Contains(report.Notes, static note => note.Contains("not asked", StringComparison.Ordinal));
    }

    [Fact]
    public void An_active_set_a_row_away_is_found_without_the_solver()
    {
        // At t = 5 the second variable reaches its bound 2, where both stay: x = (−1, 2).
        var solver = new Make.KnownAnswer([0.25, 0.75], [-2.75, 0, 0]);
        var tape = DifferentiableSolver.ForQuadratic(solver, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(8) }).Forward(Edge);
        var (data, report) = tape.Vjp(Seed.OnPrimal([1, 0]));
        AssertClose([-1.25 / 8, 1.25 / 8], data.Q, 1e-14);
        Assert.Single(solver.Starts);
        Assert.Contains(report.Notes, static note => note.Contains("was reached from that of the solution", StringComparison.Ordinal));
        Assert.Equal(TrustLevel.Approximate, report.Trust);
    }

    [Fact]
    public void The_automatic_temperature_stops_before_the_next_kink_and_never_passes_the_size_of_the_cost()
    {
        // Per unit of the seed (1, 0) the kink at +t is at 5, where x2 reaches its bound 2; |q| = √2.
        var tape = DifferentiableSolver.ForQuadratic(Solvers.Require("HiGHS"), new Lpgd { Kind = LpgdKind.Lower }).Forward(Edge);
        Assert.Equal(Math.Sqrt(2) / 0.1, tape.Vjp(Seed.OnPrimal([0.1, 0])).Report.Temperature!.Value, 1e-9);
        var tight = DifferentiableSolver.ForQuadratic(Solvers.Require("HiGHS"), new Lpgd { Kind = LpgdKind.Lower }).Forward(Make.WorkedExample([1, -2, -2], [1, 2, 0.8]));
        // x2 = 3/4 + t/4 reaches 0.8 at t = 1/5.
        Assert.Equal(0.9 * 0.2, tight.Vjp(Seed.OnPrimal([1, 0])).Report.Temperature!.Value, 1e-9);
    }

    public static TheoryData<double, string, double[], double[]> Vertices => new()
    {
        { 0.1, "lower", [0, 0], [1.25, -0.25] },
        { 0.1, "upper", [0, 0], [1.25, -0.25] },
        { 1, "lower", [-3, 1], [0.5, 0] },
        { 1, "upper", [0, 0], [1.25, -0.25] },
        { 2, "lower", [-1.5, 0.5], [0.25, 1.0 / 12] },
        { 10, "lower", [-0.3, -0.1], [0.05, 0.05] },
        { 10, "upper", [-0.1, 0.1], [1.05, -0.05] },
    };

    [Theory]
    [MemberData(nameof(Vertices))]
    public void At_the_vertex_of_a_linear_program_differences_have_the_digits_of_pencil_and_paper(double tau, string kind, double[] cost, double[] rows)
    {
        var method = new Lpgd { Kind = Enum.Parse<LpgdKind>(kind, true), Temperature = Temperature.Fixed(tau) };
        var (data, _) = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(Vertex).Vjp(Seed.OnPrimal([1, 0.5]));
        AssertClose(cost, data.Cost, 1e-13);
        AssertClose(rows, data.RowUpper, 1e-13);
    }

    [Theory]
    [InlineData(1, 1, -0.45, 0.15)]
    [InlineData(0.5, 0.5, -0.3, 0.1)]
    [InlineData(1, 0.1, -3, 1)]
    public void Augmentation_keeps_the_perturbed_solution_near(double tau, double rho, double first, double second)
    {
        var method = new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(tau), Augmentation = rho };
        foreach (var refine in (ReadOnlySpan<bool>)[true, false])
        {
            var (data, report) = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method, refine).Forward(Vertex).Vjp(Seed.OnPrimal([1, 0.5]));
            AssertClose([first, second], data.Cost, refine ? 1e-12 : 1e-7);
            Assert.Equal(TrustLevel.Approximate, report.Trust);
        }
    }

    [Fact]
    public void An_augmented_step_that_stays_at_its_vertex_is_no_movement()
    {
        var method = new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(0.1), Augmentation = 0.5 };
        foreach (var cost in (double[][])[[-3.75, 3.75], [-3.25, 2.75], [2.25, -3.75], [-3, -0.5]])
        {
            var (data, report) = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(Vertex.WithCost(cost)).Vjp(Seed.OnPrimal([1, -1]));
            Assert.All(data.Cost, static d => Assert.Equal(0, d));
            Assert.Contains(report.Notes, static note => note.Contains("does not move", StringComparison.Ordinal));
        }
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 12));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Inside_one_piece_the_average_is_the_exact_adjoint_in_every_block(int seed)
    {
        var (problem, x, y) = Make.StrictlyComplementary(seed, 12, 2, 10);
        var solver = Solvers.Require(seed % 2 == 0 ? "OSQP" : "HiGHS");
        var both = Seed.On(Make.Normals(seed + 100, 12), Make.Normals(seed + 200, 12));
        var exact = DifferentiableSolver.ForQuadratic(solver, new Kkt()).Forward(problem).Vjp(both).EnsureTrusted().Data;
        var (data, report) = DifferentiableSolver.ForQuadratic(solver, new Lpgd()).Forward(problem).Vjp(both).EnsureTrusted();
        Assert.Contains("average", report.Notes[0], StringComparison.Ordinal);
        foreach (var (actual, expected) in Blocks(data, exact)) Assert.True(Make.Distance(actual, expected) < 1e-10, report.ToString());
        Assert.Equal(exact.Q.Length, x.Length);
        Assert.Equal(exact.Upper.Length, y.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_sided_kinds_are_off_by_tau_times_products_of_the_adjoint(int item)
    {
        var (problem, _, _) = Make.StrictlyComplementary(item, 8, 1, 6);
        var solver = Solvers.Require("OSQP");
        var seed = Make.Normals(item + 50, 8);
        var exact = DifferentiableSolver.ForQuadratic(solver, new Kkt()).Forward(problem).Vjp(Seed.OnPrimal(seed)).Data;
        var tau = DifferentiableSolver.ForQuadratic(solver, new Lpgd()).Forward(problem).Vjp(Seed.OnPrimal(seed)).Report.Temperature!.Value;
        double[] rx = [.. exact.Q.Select(static v => -v)], ry = Vectors.Sum(exact.Lower.AsSpan(), 1, exact.Upper.AsSpan());
        foreach (var sign in (ReadOnlySpan<int>)[1, -1])
        {
            var kind = new Lpgd { Kind = sign == 1 ? LpgdKind.Lower : LpgdKind.Upper, Temperature = Temperature.Fixed(tau) };
            var data = DifferentiableSolver.ForQuadratic(solver, kind).Forward(problem).Vjp(Seed.OnPrimal(seed)).Data;
            AssertClose([.. exact.Q], data.Q, 1e-10);
            AssertClose([.. exact.Lower], data.Lower, 1e-10);
            AssertClose([.. exact.Upper], data.Upper, 1e-10);
            AssertClose(
                [.. problem.P.Entries().Select((e, k) => exact.P.Values[k] + (sign * tau * (e.Row == e.Column ? 0.5 : 1) * rx[e.Row] * rx[e.Column]))], data.P.ValueArray, 1e-10);
            AssertClose([.. problem.A.Entries().Select((e, k) => exact.A.Values[k] + (sign * tau * ry[e.Row] * rx[e.Column]))], data.A.ValueArray, 1e-10);
        }
    }

    [Fact]
    public void Beyond_the_kink_the_error_falls_with_tau_in_every_block()
    {
        var (problem, _, _) = Make.StrictlyComplementary(3, 10, 1, 12);
        var solver = Solvers.Require("OSQP");
        var seed = Seed.On(Make.Normals(9, 10), Make.Normals(10, 13));
        var exact = DifferentiableSolver.ForQuadratic(solver, new Kkt()).Forward(problem).Vjp(seed).Data;
        var errors = new List<double[]>();
        foreach (var tau in (ReadOnlySpan<double>)[1, 1e-1, 1e-3, 1e-5])
        {
            var data = DifferentiableSolver.ForQuadratic(solver, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(tau) }).Forward(problem).Vjp(seed).Data;
            errors.Add([.. Blocks(data, exact).Select(static pair => Make.Distance(pair.Actual, pair.Expected))]);
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"tau {tau:E0}: P, q, A, l, u off by {string.Join(", ", errors[^1].Select(static e => e.ToString("E1", System.Globalization.CultureInfo.InvariantCulture)))}"));
        }

        for (var block = 0; block < 5; block++) Assert.True(errors[^1][block] < 1e-4, $"block {block}: {errors[^1][block]}");
        // P and A go down with tau itself, as E.3 has it; the vectors are exact once inside the piece.
        Assert.InRange(errors[3][0] / errors[2][0], 0.005, 0.02);
        Assert.InRange(errors[3][2] / errors[2][2], 0.005, 0.02);
        foreach (var block in (ReadOnlySpan<int>)[1, 3, 4]) Assert.True(errors[3][block] < 1e-9);
    }

    [Fact]
    public void As_tau_falls_the_augmented_gradient_is_that_of_the_problem_with_more_curvature()
    {
        var (problem, x, y) = Make.StrictlyComplementary(5, 8, 1, 5);
        double[] seed = Make.Normals(4, 8), stiff = Vectors.Sum(problem.Q.AsSpan(), -0.7, x);
        var more = new QuadraticProgram(
            CscMatrix.FromTriplets(8, 8, problem.P.Entries().Concat(Enumerable.Range(0, 8).Select(static j => (j, j, 0.7)))), stiff, problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan());
        var expected = Make.Tape(more, x, y, new Kkt()).Vjp(Seed.OnPrimal(seed)).Data.Q;
        var method = new Lpgd { Temperature = Temperature.Fixed(1e-4), Augmentation = 0.7 };
        var (data, report) = DifferentiableSolver.ForQuadratic(Solvers.Require("OSQP"), method).Forward(problem).Vjp(Seed.OnPrimal(seed));
        AssertClose([.. expected], data.Q, 1e-9);
        Assert.Equal(TrustLevel.Approximate, report.Trust);
    }

    [Theory]
    [InlineData(LpgdKind.Lower)]
    [InlineData(LpgdKind.Upper)]
    [InlineData(LpgdKind.Average)]
    public void The_gradient_never_points_against_the_seed(LpgdKind kind)
    {
        for (var item = 0; item < 20; item++)
        {
            var problem = Make.Generic(item, 6, 10);
            var seed = Make.Normals(item + 30, 6);
            var tau = Math.Pow(10, (item % 5) - 2);
            var data = DifferentiableSolver.ForQuadratic(Solvers.Require("OSQP"), new Lpgd { Kind = kind, Temperature = Temperature.Fixed(tau) }).Forward(problem).Vjp(Seed.OnPrimal(seed)).Data;
            Assert.True(Vectors.Dot(seed, data.Q.AsSpan()) <= 1e-12);
        }
    }

    [Fact]
    public void Forward_mode_is_the_difference_of_solutions_and_agrees_with_the_exact_one()
    {
        var (problem, _, _) = Make.StrictlyComplementary(2, 9, 1, 7);
        var solver = Solvers.Require("OSQP");
        var direction = new QuadraticData(problem, q: Make.Normals(1, 9), a: Make.Normals(2, problem.A.Pattern.Count));
        var exact = DifferentiableSolver.ForQuadratic(solver, new Kkt()).Forward(problem).Jvp(direction);
        var tangent = DifferentiableSolver.ForQuadratic(solver, new Lpgd()).Forward(problem).Jvp(direction);
        AssertClose([.. exact.Primal], tangent.Primal, 1e-7);
        AssertClose([.. exact.Dual], tangent.Dual, 1e-7);
        var lower = DifferentiableSolver.ForQuadratic(solver, new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(1e-6) }).Forward(problem).Jvp(direction);
        AssertClose([.. exact.Primal], lower.Primal, 1e-3);
        Assert.Equal(1e-6, lower.Report.Temperature);
    }

    [Fact]
    public void A_zero_seed_has_the_zero_gradient()
    {
        var (data, report) = DifferentiableSolver.ForQuadratic(Solvers.Require("HiGHS"), new Lpgd()).Forward(Edge).Vjp(Seed.OnPrimal([0, 0]));
        Assert.Equal(0, data.Inner(data));
        Assert.Equal(TrustLevel.Exact, report.Trust);
    }

    internal static LinearProgram Vertex { get; } = new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [double.NegativeInfinity, double.NegativeInfinity], [4, 6], [0, 0], [double.PositiveInfinity, 3]);

    internal static IEnumerable<(double[] Actual, double[] Expected)> Blocks(QuadraticData actual, QuadraticData expected) =>
    [
        (actual.P.Values.ToArray(), expected.P.Values.ToArray()), ([.. actual.Q], [.. expected.Q]), (actual.A.Values.ToArray(), expected.A.Values.ToArray()),
        ([.. actual.Lower], [.. expected.Lower]), ([.. actual.Upper], [.. expected.Upper]),
    ];

    internal static void AssertClose(double[] expected, System.Collections.Immutable.ImmutableArray<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.True(Math.Abs(expected[k] - actual[k]) <= tolerance, $"entry {k} is {actual[k]:R}; expected {expected[k]:R}");
    }
}
