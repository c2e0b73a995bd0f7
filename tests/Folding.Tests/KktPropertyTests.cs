using Folding.Problems;

namespace Folding.Tests;

/// <summary>How gradients must behave when the problem is written differently.</summary>
public sealed class KktPropertyTests
{
    private const int N = 14;
    private const int Equalities = 3;
    private const int Inequalities = 18;
    private static readonly int[] Items = [11, 12, 13, 14];

    private static (QuadraticProgram Problem, double[] X, double[] Y, Seed Seed, QuadraticData Gradient) Case(int item)
    {
        var (problem, x, y) = Make.StrictlyComplementary(item, N, Equalities, Inequalities);
        var seed = Seed.OnPrimal(Make.Normals(item, N));
        return (problem, x, y, seed, Make.Tape(problem, x, y).Vjp(seed).Data);
    }

    [Fact]
    public void Scaling_the_objective_divides_the_cost_gradient_and_leaves_the_bounds_gradient()
    {
        foreach (var item in Items)
        {
            var (problem, x, y, seed, gradient) = Case(item);
            const double S = 37;
            var scaled = new QuadraticProgram(problem.P.WithValues(Times(problem.P.Values, S)), Times(problem.Q.AsSpan(), S), problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan());
            var data = Make.Tape(scaled, x, Times(y, S)).Vjp(seed).Data;
            Close(Times(gradient.Q.AsSpan(), 1 / S), data.Q.AsSpan());
            Close(Times(gradient.P.Values, 1 / S), data.P.Values);
            Close(gradient.A.Values, data.A.Values);
            Close(gradient.Upper.AsSpan(), data.Upper.AsSpan());
            Close(gradient.Lower.AsSpan(), data.Lower.AsSpan());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Scaling_rows_divides_their_gradients_and_changes_neither_the_active_set_nor_the_trust(int decades)
    {
        foreach (var item in Items)
        {
            var (problem, x, y, seed, gradient) = Case(item);
            var random = new Random(item);
            double[] s = [.. y.Select(_ => Math.Pow(10, decades * (2 * random.NextDouble() - 1)))];
            var (scaled, _, scaledY) = Make.WithScaledRows(problem, x, y, s);
            var result = Make.Tape(scaled, x, scaledY).Vjp(seed);
            Assert.Equal(TrustLevel.Exact, result.Report.Trust);
            Close(gradient.Q.AsSpan(), result.Data.Q.AsSpan());
            Close(gradient.P.Values, result.Data.P.Values);
            Close(gradient.Upper.AsSpan(), Times(result.Data.Upper.AsSpan(), s));
            Close(gradient.Lower.AsSpan(), Times(result.Data.Lower.AsSpan(), s));
            foreach (var (row, column, value) in result.Data.A.Entries()) Assert.Equal(gradient.A[row, column], value * s[row], 1e-9 * Vectors.MaxNorm(gradient.A.Values));
        }
    }

    [Fact]
    public void Shifting_the_variables_leaves_the_gradients_of_cost_and_bounds()
    {
        foreach (var item in Items)
        {
            var (problem, x, y, seed, gradient) = Case(item);
            var shift = Make.Normals(item + 5, N);
            double[] pv = new double[N], av = new double[y.Length];
            problem.P.MultiplySymmetric(shift, pv);
            problem.A.Multiply(shift, av);
            var shifted = new QuadraticProgram(
                problem.P, Vectors.Sum(problem.Q.AsSpan(), -1, pv), problem.A, Vectors.Sum(problem.Lower.AsSpan(), 1, av), Vectors.Sum(problem.Upper.AsSpan(), 1, av));
            var data = Make.Tape(shifted, Vectors.Sum(x, 1, shift), y).Vjp(seed).Data;
            Close(gradient.Q.AsSpan(), data.Q.AsSpan());
            Close(gradient.Upper.AsSpan(), data.Upper.AsSpan());
            Close(gradient.Lower.AsSpan(), data.Lower.AsSpan());
        }
    }

    [Fact]
    public void Permuting_rows_and_columns_permutes_the_gradients()
    {
        foreach (var item in Items)
        {
            var (problem, x, y, seed, gradient) = Case(item);
            int[] columns = [.. Enumerable.Range(0, N)], rows = [.. Enumerable.Range(0, y.Length)];
            new Random(item).Shuffle(columns);
            new Random(item + 1).Shuffle(rows);
            int[] columnPlace = Inverse(columns), rowPlace = Inverse(rows);
            var p = CscMatrix.FromTriplets(N, N, problem.P.Entries().Select(e => (Math.Min(columnPlace[e.Row], columnPlace[e.Column]), Math.Max(columnPlace[e.Row], columnPlace[e.Column]), e.Value)));
            var a = CscMatrix.FromTriplets(y.Length, N, problem.A.Entries().Select(e => (rowPlace[e.Row], columnPlace[e.Column], e.Value)));
            var permuted = new QuadraticProgram(p, Pick(problem.Q.AsSpan(), columns), a, Pick(problem.Lower.AsSpan(), rows), Pick(problem.Upper.AsSpan(), rows));
            var data = Make.Tape(permuted, Pick(x, columns), Pick(y, rows)).Vjp(Seed.OnPrimal(Pick(seed.Primal.AsSpan(), columns))).Data;
            Close(Pick(gradient.Q.AsSpan(), columns), data.Q.AsSpan());
            Close(Pick(gradient.Upper.AsSpan(), rows), data.Upper.AsSpan());
            Close(Pick(gradient.Lower.AsSpan(), rows), data.Lower.AsSpan());
            foreach (var (row, column, value) in gradient.A.Entries()) Assert.Equal(value, data.A[rowPlace[row], columnPlace[column]], 1e-10);
        }
    }

    [Fact]
    public void The_sensitivity_to_the_cost_is_symmetric_and_negative_semidefinite()
    {
        foreach (var item in Items)
        {
            var (problem, x, y, _, _) = Case(item);
            var tape = Make.Tape(problem, x, y);
            var rows = new double[N][];
            for (var j = 0; j < N; j++)
            {
                var unit = new double[N];
                unit[j] = 1;
                rows[j] = [.. tape.Vjp(Seed.OnPrimal(unit)).Data.Q];
            }

            for (var i = 0; i < N; i++)
                for (var j = 0; j < N; j++)
                    Assert.Equal(rows[i][j], rows[j][i], 1e-11);
            for (var trial = 0; trial < 10; trial++)
            {
                var g = Make.Normals(trial, N);
                Assert.True(Vectors.Dot(g, tape.Vjp(Seed.OnPrimal(g)).Data.Q.AsSpan()) <= 1e-12);
            }
        }
    }

    [Fact]
    public void A_sum_that_the_rows_fix_has_no_gradient_in_the_cost()
    {
        // 1'x = 1, x ≥ 0: the projection onto the simplex, in which a constant added to the cost is invisible.
        const int Size = 7;
        var a = CscMatrix.Stack(CscMatrix.FromTriplets(1, Size, Enumerable.Range(0, Size).Select(static j => (0, j, 1.0))), CscMatrix.Identity(Size));
        var problem = new QuadraticProgram(
            CscMatrix.Identity(Size), [-0.9, -0.7, -0.5, 0.3, 0.1, 0.8, 0.9], a,
            [1, .. Enumerable.Repeat(0.0, Size)], [1, .. Enumerable.Repeat(double.PositiveInfinity, Size)]);
        // Support {0, 1, 2}: threshold (2.1 − 1)/3.
        const double Threshold = 1.1 / 3;
        double[] x = [.. problem.Q.Select(static c => Math.Max(0, -c - Threshold))], y = [Threshold, .. problem.Q.Select(static c => Math.Min(0, -c - Threshold))];
        var tape = Make.Tape(problem, x, y);
        Assert.Equal(TrustLevel.Exact, tape.Vjp(Seed.OnPrimal(x)).Report.Trust);
        Assert.Equal(0, Vectors.MaxNorm(tape.Vjp(Seed.OnPrimal([1, 1, 1, 1, 1, 1, 1])).Data.Q.AsSpan()), 1e-13);
        Assert.Equal(0, tape.Vjp(Seed.OnPrimal(Make.Normals(1, Size))).Data.Q.Sum(), 1e-13);
        Assert.Equal(-2.0 / 3, tape.Vjp(Seed.OnPrimal([1, 0, 0, 0, 0, 0, 0])).Data.Q[0], 1e-13);
    }

    [Fact]
    public void The_gradient_of_the_optimal_value_is_its_central_difference()
    {
        foreach (var item in Items)
        {
            var (problem, x, y, _, _) = Case(item);
            var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y));
            var gradient = layer.Forward(problem).ValueGradient();
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
            foreach (var (block, direction) in QuadraticSpace.Instance.Directions(problem, new Random(item), 2))
            {
                // Richardson: the value is smooth while the active set stays.
                double wide = Difference(1e-4), narrow = Difference(5e-5), expected = (4 * narrow - wide) / 3;
                Assert.True(Math.Abs(gradient.Data.Inner(direction) - expected) <= 1e-8 * Math.Max(1, Math.Abs(expected)), $"{item} {block}: {gradient.Data.Inner(direction)} and {expected}");

                double Difference(double h) =>
                    (layer.Forward(direction.Move(problem, h)).Solution.Objective!.Value - layer.Forward(direction.Move(problem, -h)).Solution.Objective!.Value) / (2 * h);
            }
        }
    }

    [Fact]
    public void Several_threads_may_share_a_tape()
    {
        var (problem, x, y, seed, gradient) = Case(11);
        var tape = Make.Tape(problem, x, y);
        Parallel.For(0, 64, _ => Assert.Equal(gradient.Q, tape.Vjp(seed).Data.Q));
    }

    private static double[] Times(ReadOnlySpan<double> v, double s) => [.. v.ToArray().Select(e => e * s)];

    private static double[] Times(ReadOnlySpan<double> v, double[] s) => [.. v.ToArray().Select((e, i) => e * s[i])];

    private static double[] Pick(ReadOnlySpan<double> v, int[] order)
    {
        var picked = new double[order.Length];
        for (var k = 0; k < order.Length; k++) picked[k] = v[order[k]];
        return picked;
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var k = 0; k < order.Length; k++) inverse[order[k]] = k;
        return inverse;
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual) =>
        Assert.True(Make.Distance(actual, expected) < 1e-9, $"relative distance {Make.Distance(actual, expected)}");
}
