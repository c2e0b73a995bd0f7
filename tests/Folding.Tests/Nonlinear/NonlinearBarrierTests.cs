using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>The barrier-smoothed derivative of nonlinear programs (folding/Folding/Kkt/BarrierPoint.cs with a local model).</summary>
public sealed class NonlinearBarrierTests
{
    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void The_gradient_is_the_central_difference_of_the_smoothed_solution(double mu)
    {
        for (var item = 0; item < 6; item++)
        {
            var problem = Programs.Random(item);
            var tape = Programs.Layer(new Barrier { Mu = mu }).Forward(problem, null, TestContext.Current.CancellationToken);
            double[] gx = Make.Normals(item, problem.VariableCount), gy = Make.Normals(item + 9, problem.DualCount);
            var gradient = tape.Vjp(Seed.On(gx, gy));
            Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
            Assert.True(gradient.Report.Residual < 1e-9, gradient.Report.ToString());
            foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
            {
                // The path in the bounds is steep where they nearly touch, at a distance of about √μ.
                var h = 1e-3 * Math.Sqrt(mu);
                double product = gradient.Data.Inner(direction), scale = Math.Sqrt(gradient.Data.Inner(gradient.Data) * direction.Inner(direction));
                var difference = (4 * Difference(h / 2) - Difference(h)) / 3;
                Assert.True(Math.Abs(product - difference) <= 1e-6 * scale, $"mu {mu}, item {item}, {block}: {product} and {difference}");

                double Difference(double step) => (Loss(step) - Loss(-step)) / (2 * step);

                double Loss(double step)
                {
                    var moved = direction.Move(problem, step);
                    var model = new LocalModel(moved, new());
                    double[] x = [.. tape.Solution.Primal], y = [.. tape.Solution.Dual];
                    var point = BarrierPoint.At(model.At(x, y)!, x, y, mu, new(), model);
                    Assert.True(point.Residual <= 1e-11, $"residual {point.Residual}");
                    return Vectors.Dot(gx, point.X) + Vectors.Dot(gy, point.Y);
                }
            }
        }
    }

    [Fact]
    public void The_smoothed_solution_is_the_one_that_Ipopt_stops_at()
    {
        const double Mu = 1e-3;
        var solver = Programs.Ipopt(Ipopt.IpoptOptions.ForGradients with { MuTarget = Mu, Tolerance = 1e-9 });
        for (var item = 0; item < 4; item++)
        {
            // A fixed variable is no barrier's business.
            var problem = Programs.Random(item);
            var tape = Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken);
            var model = new LocalModel(problem, new());
            double[] x = [.. tape.Solution.Primal], y = [.. tape.Solution.Dual];
            var point = BarrierPoint.At(model.At(x, y)!, x, y, Mu, new(), model);
            var native = solver.Solve(problem, null, TestContext.Current.CancellationToken);
            Assert.True(Make.Distance(native.Primal.AsSpan(), point.X) < 1e-5, $"item {item}: {string.Join(' ', native.Primal)} and {string.Join(' ', point.X)}; {native}");
        }
    }

    [Fact]
    public void Forward_mode_is_the_adjoint_of_reverse_mode()
    {
        for (var item = 0; item < 6; item++)
        {
            var problem = Programs.Random(item, 8);
            foreach (var mu in new[] { 1e-1, 1e-4, 1e-8 })
            {
                var tape = Programs.Layer(new Barrier { Mu = mu }).Forward(problem, null, TestContext.Current.CancellationToken);
                double[] gx = Make.Normals(item, problem.VariableCount), gy = Make.Normals(item + 9, problem.DualCount);
                var gradient = tape.Vjp(Seed.On(gx, gy)).Data;
                foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
                {
                    var tangent = tape.Jvp(direction);
                    double forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan());
                    var scale = Math.Sqrt(gradient.Inner(gradient) * direction.Inner(direction));
                    Assert.True(Math.Abs(forward - gradient.Inner(direction)) <= 1e-10 * scale, $"item {item}, mu {mu}, {block}: {forward} and {gradient.Inner(direction)}");
                }
            }
        }
    }

    [Fact]
    public void The_bias_vanishes_in_proportion_to_mu()
    {
        var tape = Programs.Layer(new Kkt()).Forward(Programs.Disc());
        var exact = tape.Vjp(Seed.OnPrimal([1, -1])).Data.Parameters;
        double Bias(double mu) =>
            Make.Distance(Programs.Layer(new Barrier { Mu = mu }).Forward(Programs.Disc()).Vjp(Seed.OnPrimal([1, -1])).Data.Parameters.AsSpan(), exact.AsSpan());
        Assert.InRange(Bias(1e-4) / Bias(1e-6), 90, 110);
        Assert.True(Bias(1e-8) < 1e-7);
    }

    [Fact]
    public void A_kink_has_a_smoothed_derivative_between_its_one_sided_ones()
    {
        // min ½x² − p x, x² ≤ 1 at p = 1: dx/dp is 1 below and 0 above.
        var problem = PolynomialProgram.Create([1], "0.5 x0^2 - p0 x0", [new(null, "x0^2", "1")], [], [0.5]);
        var gradient = Programs.Layer(new Barrier { Mu = 1e-8 }).Forward(problem).Vjp(Seed.OnPrimal([1]));
        Assert.InRange(gradient.Data.Parameters[0], 0.4, 0.6);
    }
}
