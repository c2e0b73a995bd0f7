using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>P singular along the active rows: the minimiser is not unique.</summary>
public sealed class FlatObjectiveTests
{
    /// <summary>min 0, x1 + x2 = 1.</summary>
    private static readonly QuadraticProgram Line = new(CscMatrix.Zero(2, 2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], [1]);

    [Fact]
    public void A_seed_across_the_flat_direction_has_an_answer_that_does_not_claim_to_be_the_only_one()
    {
        var gradient = Make.Tape(Line, [0.5, 0.5], [0], new Kkt()).Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(1, gradient.Data.Lower[0] + gradient.Data.Upper[0], 1e-9);
        Assert.True(gradient.Report.RankDeficient);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
    }

    [Fact]
    public void A_seed_along_the_flat_direction_is_left_out_and_reported()
    {
        var gradient = Make.Tape(Line, [0.5, 0.5], [0], new Kkt()).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
        Assert.True(gradient.Report.RankDeficient);
        // The least-norm answer, to the square root of rounding: the part (1/2, 1/2) of the seed.
        Assert.Equal(0.5, gradient.Data.Lower[0] + gradient.Data.Upper[0], 1e-7);
        Assert.True(Vectors.MaxNorm(gradient.Data.Q.AsSpan()) < 1e-7);
        Assert.Contains(gradient.Report.Notes, static n => n.Contains("not unique", StringComparison.Ordinal));
    }

    [Fact]
    public void Auto_falls_back_to_the_barrier_and_records_what_it_rejected()
    {
        // Bounds keep the smoothed minimiser unique: min 0, x1 + x2 = 1, 0 ≤ x ≤ 1.
        var problem = new QuadraticProgram(CscMatrix.Zero(2, 2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), [1, 0, 0], [1, 1, 1]);
        var tape = Make.Tape(problem, [0.5, 0.5], [0, 0, 0]);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal("barrier", gradient.Report.Method);
        Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
        var rejected = Assert.Single(gradient.Report.Rejected);
        Assert.Equal("kkt", rejected.Method);
        Assert.Contains("not unique", rejected.Reason, StringComparison.Ordinal);
        Assert.True(gradient.Data.Q[0] < 0, "raising the price of x1 lowers it");
        Assert.Equal("barrier", tape.Jvp(new(problem, q: [1, 0])).Report.Method);
    }

    [Fact]
    public void A_free_variable_without_cost_never_gives_NaN()
    {
        var problem = new QuadraticProgram(CscMatrix.Diagonal([1, 0]), [-1, 0], CscMatrix.Zero(0, 2), [], []);
        foreach (GradientMethod method in new GradientMethod[] { new Auto(), new Kkt(), new Barrier() })
        {
            foreach (var seed in new double[][] { [1, 0], [0, 1], [1, 1] })
            {
                var gradient = Make.Tape(problem, [1, 0], [], method).Vjp(Seed.OnPrimal(seed));
                Assert.True(double.IsFinite(gradient.Data.Inner(gradient.Data)));
                Assert.True(gradient.Report.Trust < TrustLevel.Exact, $"{gradient.Report}");
            }
        }
    }

    [Fact]
    public void Reverse_and_forward_mode_agree_whatever_part_of_the_seed_is_left_out()
    {
        var worst = 0.0;
        for (var seed = 0; seed < 20; seed++)
        {
            // P = B B' of rank 4 in 10 variables of units from 1e-2 to 1e2, and three equality rows: a flat space of dimension 3.
            const int n = 10, rank = 4, m = 3;
            double[] b = Make.Normals(seed, n * rank), a = Make.Normals(seed + 100, m * n), x = Make.Normals(seed + 200, n), y = Make.Normals(seed + 300, m);
            double[,] p = new double[n, n], rows = new double[m, n];
            double Unit(int j) => Math.Pow(10, 4.0 * j / (n - 1) - 2);
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    for (var k = 0; k < rank; k++)
                        p[i, j] += Unit(i) * Unit(j) * (b[i * rank + k] * b[j * rank + k]);
            for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                    rows[i, j] = a[i * n + j] * Unit(j);
            double[] q = new double[n], bound = new double[m];
            for (var j = 0; j < n; j++)
            {
                for (var i = 0; i < n; i++) q[j] -= p[j, i] * x[i];
                for (var i = 0; i < m; i++) q[j] -= rows[i, j] * y[i];
            }

            for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                    bound[i] += rows[i, j] * x[j];
            var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(rows), bound, bound);
            var tape = Make.Tape(problem, x, y, new Kkt());
            double[] gx = Make.Normals(seed + 400, n), gy = Make.Normals(seed + 500, m);
            var gradient = tape.Vjp(Seed.On(gx, gy));
            Assert.True(gradient.Report.RankDeficient);
            Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
            var db = Make.Normals(seed + 600, m);
            var direction = new QuadraticData(problem, q: Make.Normals(seed + 700, n), a: Make.Normals(seed + 800, problem.A.Pattern.Count), lower: db, upper: db);
            var tangent = tape.Jvp(direction);
            var forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan());
            var size = Math.Sqrt(gradient.Data.Inner(gradient.Data) * direction.Inner(direction));
            worst = Math.Max(worst, Math.Abs(forward - gradient.Data.Inner(direction)) / size);
        }

        // Least-norm answers are right to about the square root of rounding: δ = 1e-8 divides what rounding leaves along a null vector.
        Assert.True(worst <= 1e-6, $"worst relative disagreement {worst}");
    }
}
