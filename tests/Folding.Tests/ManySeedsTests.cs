using Folding.Problems;

namespace Folding.Tests;

public class ManySeedsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(45)]
    public void Several_seeds_at_once_give_the_gradients_of_each(int count)
    {
        var (problem, x, y) = Make.StrictlyComplementary(11, 40, 8, 30);
        var tape = Record(problem, x, y);
        Seed[] seeds = [.. Enumerable.Range(0, count).Select(s => (s % 3) switch
        {
            0 => Seed.OnPrimal(Make.Normals(s, 40)),
            1 => Seed.OnDual(Make.Normals(s, 38)),
            _ => Seed.On(Make.Normals(s, 40), Make.Normals(s + 100, 38)),
        })];

        var together = tape.Vjp(seeds);

        Assert.Equal(count, together.Length);
        for (var s = 0; s < count; s++)
        {
            var alone = tape.Vjp(seeds[s]);
            Assert.Equal(alone.Report.Trust, together[s].Report.Trust);
            Close(alone.Data.P.Values, together[s].Data.P.Values);
            Close(alone.Data.Q.AsSpan(), together[s].Data.Q.AsSpan());
            Close(alone.Data.A.Values, together[s].Data.A.Values);
            Close(alone.Data.Lower.AsSpan(), together[s].Data.Lower.AsSpan());
            Close(alone.Data.Upper.AsSpan(), together[s].Data.Upper.AsSpan());
        }
    }

    [Fact]
    public void A_zero_seed_among_others_gives_zero()
    {
        var (problem, x, y) = Make.StrictlyComplementary(12, 10, 2, 6);

        var gradients = Record(problem, x, y).Vjp([Seed.OnPrimal(Make.Normals(1, 10)), Seed.OnPrimal(new double[10]), Seed.OnPrimal(Make.Normals(2, 10))]);

        Assert.All(gradients[1].Data.Q, static value => Assert.Equal(0, value));
        Assert.Contains(gradients[2].Data.Q, static value => value != 0);
    }

    [Fact]
    public void No_seeds_give_no_gradients()
    {
        var (problem, x, y) = Make.StrictlyComplementary(12, 5, 1, 3);
        Assert.Empty(Record(problem, x, y).Vjp(Array.Empty<Seed>()));
    }

    [Fact]
    public void A_seed_that_does_not_fit_is_refused()
    {
        var (problem, x, y) = Make.StrictlyComplementary(12, 5, 1, 3);
        Assert.Throws<ArgumentException>(() => Record(problem, x, y).Vjp([Seed.OnPrimal(new double[5]), Seed.OnPrimal(new double[4])]));
    }

    private static Tape<QuadraticProgram, QuadraticData> Record(QuadraticProgram problem, double[] x, double[] y) =>
        DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y)).Record(problem, Make.Solved(problem, x, y), TestContext.Current.CancellationToken);

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = Vectors.MaxNorm(expected);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-12 * (1 + size));
    }
}
