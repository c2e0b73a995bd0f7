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
}
