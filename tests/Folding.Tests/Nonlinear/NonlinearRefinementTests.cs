using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>Solutions that are too rough to tell which rows are active.</summary>
public sealed class NonlinearRefinementTests
{
    private const double Mu = 1e-2;

    /// <summary>
    /// min 10⁴ p₀ (x₀ + x₁) + 5000 (x₂ − p₁)² with x₀ ≥ p₂ and x₁/1000 ≥ p₂/1000 at p₂ = 0, and two rows that are far from binding, 1000 x₀ ≤ 50 and
    /// x₁/1000 ≤ 5e-5: the solution is (p₂, p₂, p₁). What an interior-point method leaves at μ = 0.01 has multipliers μ/slack: 2e-4 and 200 on the loose rows.
    /// </summary>
    private static readonly PolynomialProgram BadlyScaled = PolynomialProgram.Create(
        [1, 0.3, 0], "10000 p0 x0 + 10000 p0 x1 + 5000 x2^2 - 10000 p1 x2",
        [new(null, "1000 x0", "50"), new("0.001 p2", "0.001 x1", null), new(null, "0.001 x1", "0.00005")], [("p2", null), (null, null), (null, null)], [0.01, 0.01, 0]);

    private static (double[] X, double[] Y) Central()
    {
        // d v = μ in every pair: x to first order, forces by stationarity.
        double x0 = Mu / 1e4, x1 = Mu / 1e4;
        double y0 = Mu / (50 - (1000 * x0)), y2 = Mu / (5e-5 - (0.001 * x1));
        return ([x0, x1, 0.3], [y0, -(1e7 + y2), y2, -(1e4 + (1000 * y0)), 0, 0]);
    }

    [Fact]
    public void The_central_path_tells_the_active_set_where_slacks_and_multipliers_do_not()
    {
        var (x, y) = Central();
        var model = new LocalModel(BadlyScaled, new());
        var local = model.At(x, y)!;
        // Whether rows are normalised or not, a loose one passes for active.
        Assert.Equal(RowActivity.Upper, ActiveSet.Identify(local, x, y, normalizeRows: true)[0]);
        Assert.Equal(RowActivity.Upper, ActiveSet.Identify(local, x, y, normalizeRows: false)[2]);
        Assert.Null(NonlinearRefinement.From(BadlyScaled, model, x, y, new(), CancellationToken.None).Point);

        RowActivity[] expected = [RowActivity.Inactive, RowActivity.Lower, RowActivity.Inactive, RowActivity.Lower, RowActivity.Inactive, RowActivity.Inactive];
        Assert.Equal(expected, BarrierPoint.Sharpened(model, local, x, y, new(), CancellationToken.None)!.Activity());
        var (point, rounds) = NonlinearRefinement.Run(BadlyScaled, model, x, y, new(), CancellationToken.None);
        Assert.True(Make.Distance(point!.X, [0, 0, 0.3]) < 1e-14);
        Assert.True(Make.Distance(point.Y, [0, -1e7, 0, -1e4, 0, 0]) < 1e-6);
        Assert.InRange(rounds, 3, 5);
    }

    [Fact]
    public void Gradients_at_a_rough_solution_are_those_of_the_refined_one()
    {
        var (x, y) = Central();
        foreach (var refine in new[] { true, false })
        {
            var tape = Programs.Layer(refine: refine).Record(BadlyScaled, Make.Solved(BadlyScaled, x, y));
            var gradient = tape.Vjp(Seed.OnPrimal([1, 1, 1]));
            Assert.True(gradient.Report is { Method: "kkt", Trust: TrustLevel.Exact }, gradient.Report.ToString());
            Assert.Equal(0, gradient.Data.Parameters[0], 1e-12);
            Assert.Equal(1, gradient.Data.Parameters[1], 1e-12);
            Assert.Equal(2, gradient.Data.Parameters[2], 1e-12);
        }
    }

    [Fact]
    public void A_point_of_the_central_path_is_refined_to_the_solution_and_its_active_set()
    {
        for (var item = 0; item < 8; item++)
        {
            var problem = Programs.Random(item);
            var exact = Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken);
            double[] x = [.. exact.Solution.Primal], y = [.. exact.Solution.Dual];
            var model = new LocalModel(problem, new());
            var rough = BarrierPoint.At(model.At(x, y)!, x, y, 1e-6, new(), model);
            var sharpened = BarrierPoint.Sharpened(model, rough.Problem, rough.X, rough.Y, new(), CancellationToken.None)!;
            var (point, _) = NonlinearRefinement.Run(problem, model, sharpened.X, sharpened.Y, new(), CancellationToken.None);
            Assert.Equal(point!.Kkt.Activity, sharpened.Activity());
            Assert.True(Make.Distance(point.X, x) < 1e-10, $"item {item}");
        }
    }

    [Fact]
    public void A_solution_without_complementarity_left_is_not_sharpened()
    {
        var model = new LocalModel(BadlyScaled, new());
        double[] x = [0, 0, 0.3], y = [0, -1e7, 0, -1e4, 0, 0];
        Assert.Null(BarrierPoint.Sharpened(model, model.At(x, y)!, x, y, new(), CancellationToken.None));
    }
}
