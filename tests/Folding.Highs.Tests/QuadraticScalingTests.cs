using Folding.Problems;

namespace Folding.Highs.Tests;

public class QuadraticScalingTests
{
    private static readonly QuadraticProgram Problem = new(
        CscMatrix.FromTriplets(3, 3, [(0, 0, 4e6), (0, 1, 30), (1, 1, 2e-3), (2, 2, 0)]), [1e3, -1e-2, 5],
        CscMatrix.FromDense(new double[,] { { 1e4, 1, 0 }, { 0, 1e-3, 7 } }), [-1, 0], [Programs.Inf, 2], constant: 3);

    [Fact]
    public void Scaled_and_restored_points_are_the_same_points()
    {
        var scaling = new QuadraticScaling(Problem);
        var scaled = scaling.Apply(Problem);
        double[] hatX = [0.3, -2, 5], hatY = [1.5, -0.25];
        double[] x = [.. hatX], y = [.. hatY];
        scaling.RestorePrimal(x);
        scaling.RestoreDual(y);
        Assert.NotEqual(hatX, x);

        // One factor between the objectives and another in every row and column, all of them powers of two: nothing is rounded.
        var factor = scaled.Constant / Problem.Constant;
        Assert.Equal(scaled.ObjectiveAt(hatX), factor * Problem.ObjectiveAt(x), 1e-14 * Math.Abs(scaled.ObjectiveAt(hatX)));
        var rows = RatioOf(Product(scaled.A, hatX), Product(Problem.A, x));
        Assert.Equal(scaled.Upper[1], rows[1] * Problem.Upper[1]);
        Assert.Equal(scaled.Lower[0], rows[0] * Problem.Lower[0]);
        Assert.Equal(Programs.Inf, scaled.Upper[0]);
        var columns = RatioOf(LagrangianGradient(scaled, hatX, hatY), LagrangianGradient(Problem, x, y));
        for (var j = 0; j < 3; j++) Assert.Equal(factor * x[j] / hatX[j], columns[j], 1e-12 * columns[j]);
        Assert.All([factor, .. rows], static value => Assert.Equal(Math.Round(Math.Log2(value)), Math.Log2(value)));
    }

    [Fact]
    public void Data_far_apart_come_closer()
    {
        var scaled = new QuadraticScaling(Problem).Apply(Problem);
        Assert.All(scaled.P.Entries().Where(static e => e.Value != 0), static e => Assert.InRange(Math.Abs(e.Value), 1e-3, 2));
        Assert.All(scaled.A.Entries().Where(static e => e.Value != 0), static e => Assert.InRange(Math.Abs(e.Value), 1e-3, 2));
    }

    [Fact]
    public void A_balanced_program_stays_as_it_is()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [1, -1], CscMatrix.Identity(2), [-1, -4], [1, 4]);
        var scaled = new QuadraticScaling(problem).Apply(problem);
        Assert.Equal(problem.P.ToDense(), scaled.P.ToDense());
        Assert.Equal(problem.A.ToDense(), scaled.A.ToDense());
        Assert.Equal(problem.Q, scaled.Q);
        Assert.Equal(problem.Lower, scaled.Lower);
    }

    [Fact]
    public void Extreme_and_empty_data_stay_finite()
    {
        var extreme = new QuadraticProgram(CscMatrix.Diagonal([1e-300, 1e300]), [0, 1e200], CscMatrix.FromDense(new double[,] { { 1e-250, 1e250 } }), [0], [1e-300]);
        var scaled = new QuadraticScaling(extreme).Apply(extreme);
        Assert.All([.. scaled.P.Values, .. scaled.A.Values, .. scaled.Q, .. scaled.Upper], static value => Assert.True(double.IsFinite(value)));
        var empty = new QuadraticProgram(CscMatrix.Zero(0, 0), [], CscMatrix.Zero(0, 0), [], []);
        Assert.Equal(0, new QuadraticScaling(empty).Apply(empty).VariableCount);
    }

    [Fact]
    public void An_infeasible_program_in_odd_units_has_a_certificate_in_its_own()
    {
        var problem = new QuadraticProgram(
            CscMatrix.Diagonal([1e6, 1e-4]), [0, 0], CscMatrix.FromDense(new double[,] { { 1e3, 1e-2 }, { 1e5, 1 } }), [-Programs.Inf, 2], [1e-2, Programs.Inf]);
        var solution = new HighsSolver().Solve(problem);
        Assert.Equal(TerminationStatus.Infeasible, solution.Termination);
        Assert.InRange(CertificateCheck.Infeasibility(problem, solution.DualRay.AsSpan()), 0, 1e-9);
    }

    [Fact]
    public void A_session_follows_data_of_other_sizes()
    {
        var problem = Programs.Line();
        using var session = new HighsSolver().Open(problem);
        foreach (var factor in new[] { 1e-6, 1e5 })
        {
            var next = problem.WithLinearCost([.. problem.Q.Select(q => q * factor)]).WithP(problem.P.WithValues([.. problem.P.ValueArray.Select(p => p * factor)]));
            session.Update(next);
            var again = session.Solve();
            var fresh = new HighsSolver().Solve(next);
            Assert.Equal(fresh.Primal, again.Primal);
            Assert.Equal(fresh.Dual, again.Dual);
            Assert.Equal(TerminationStatus.Optimal, again.Termination);
        }
    }

    private static double[] Product(CscMatrix matrix, double[] x)
    {
        var result = new double[matrix.Rows];
        matrix.Multiply(x, result);
        return result;
    }

    private static double[] LagrangianGradient(QuadraticProgram problem, double[] x, double[] y)
    {
        var gradient = new double[x.Length];
        problem.P.MultiplySymmetric(x, gradient);
        for (var j = 0; j < gradient.Length; j++) gradient[j] += problem.Q[j];
        problem.A.AddTransposedMultiply(y, gradient);
        return gradient;
    }

    private static double[] RatioOf(double[] numerators, double[] denominators) => [.. numerators.Zip(denominators, static (a, b) => a / b)];
}
