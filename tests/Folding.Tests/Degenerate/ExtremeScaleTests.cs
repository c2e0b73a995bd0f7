using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>Data that span hundreds of orders of magnitude: an answer or the lack of one, never a crash and never NaN.</summary>
public sealed class ExtremeScaleTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    [InlineData(1e300)]
    public void An_extreme_entry_never_crashes(double entry)
    {
        var p = CscMatrix.UpperTriangleOf(new double[,] { { 1, 0.5 }, { 0.5, 1 } });
        var a = CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 } });
        QuadraticProgram[] problems =
        [
            new(CscMatrix.Diagonal([entry, 1]), [-1, -1], a, [1, double.NegativeInfinity], [1, 0.25]),
            new(p, [-entry, -1], a, [1, double.NegativeInfinity], [1, 0.25]),
            new(p, [-1, -1], CscMatrix.FromDense(new double[,] { { 1, entry }, { 1, 0 } }), [1, double.NegativeInfinity], [1, 0.25]),
            new(p, [-1, -1], a, [1, double.NegativeInfinity], [1, entry]),
        ];
        foreach (var problem in problems)
        {
            foreach (GradientMethod method in new GradientMethod[] { new Auto(), new Kkt(), new Barrier() })
            {
                var tape = Make.Tape(problem, [0.25, 0.75], [0, 0.5], method);
                var gradient = tape.Vjp(Seed.OnPrimal([1, -2])).Data;
                foreach (var block in new[] { gradient.Q.ToArray(), gradient.P.Values.ToArray(), gradient.A.Values.ToArray(), [.. gradient.Lower], [.. gradient.Upper] })
                    Assert.All(block, static v => Assert.True(double.IsFinite(v)));
            }
        }
    }
}
