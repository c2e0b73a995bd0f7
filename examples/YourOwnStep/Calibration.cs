using Folding;
using MathNet.Numerics.LinearAlgebra;

namespace YourOwnStep;

/// <summary>
/// What a kilometre and the bridge cost people, learned from where they were seen to travel: the sum of squared differences between
/// the trips of the model and of a survey, minimised with derivatives through the folded step.
/// </summary>
internal sealed class Calibration
{
    private readonly FixedPointLayer _layer;
    private readonly Step _step;
    private readonly int _homes;

    public Calibration(Town town)
    {
        (_step, _homes) = (new BalancingStep(town), town.Homes);
        _layer = new FixedPointLayer(_step, new GmresRule(), Balance);
        var random = new Random(11);
        // A survey of one in so many: counts are off by about 5 %.
        Survey = [.. Trips(_layer.Forward(Truth)).Select(trips => trips * (1 + 0.1 * (random.NextDouble() - 0.5) * Math.Sqrt(3)))];
    }

    /// <summary>Cost per kilometre and of the bridge, in units in which a cost of 1 divides trips by e.</summary>
    public static double[] Truth { get; } = [0.45, 1.2];

    private static double[][] Directions { get; } = [[1, 0], [0, 1]];

    public double[] Survey { get; }

    public double[] Trips(FixedPoint solved) => [.. solved.State.Skip(_homes)];

    public FixedPoint Solve(double[] costs) => _layer.Forward(costs);

    public double Loss(double[] costs) => 0.5 * Trips(Solve(costs)).Zip(Survey, static (t, s) => (t - s) * (t - s)).Sum();

    /// <summary>dLoss/dcosts through the folded step; throws where it cannot be trusted.</summary>
    public (double[] Gradient, GradientReport Report) Gradient(double[] costs)
    {
        var solved = Solve(costs);
        double[] seed = [.. new double[_homes], .. Trips(solved).Zip(Survey, static (t, s) => t - s)];
        var gradient = solved.Vjp(seed).EnsureTrusted();
        return ([.. gradient.Data], gradient.Report);
    }

    public double[] CentralDifferences(double[] costs)
    {
        const double h = 1e-5;
        double LossAt(double[] direction, double by) => Loss([.. costs.Zip(direction, (cost, d) => cost + (by * d))]);
        return [.. Directions.Select(direction => (LossAt(direction, h) - LossAt(direction, -h)) / (2 * h))];
    }

    /// <summary>Gauss-Newton: forward products with the folded step for the curvature, a reverse one for the slope. Every round's costs and loss.</summary>
    public List<(double[] Costs, double Loss)> Learn(double[] start)
    {
        var history = new List<(double[] Costs, double Loss)> { (start, Loss(start)) };
        for (var moved = double.PositiveInfinity; moved > 1e-9 && history.Count < 30;)
        {
            var costs = history[^1].Costs;
            var solved = Solve(costs);
            var byCost = Matrix<double>.Build.DenseOfColumnArrays(Directions.Select(direction => solved.Jvp(direction).Primal.Skip(_homes).ToArray()));
            var step = byCost.TransposeThisAndMultiply(byCost).Solve(-Vector<double>.Build.DenseOfArray(Gradient(costs).Gradient));
            double[] next = [.. costs.Zip(step, static (c, s) => c + s)];
            history.Add((next, Loss(next)));
            moved = step.InfinityNorm();
        }

        return history;
    }

    /// <summary>The oracle: balances until nothing moves. Anything else that finds the trips would do.</summary>
    private double[] Balance(ReadOnlySpan<double> costs)
    {
        double[] state = new double[_step.StateCount], next = new double[state.Length];
        Array.Fill(state, 1);
        for (var round = 0; round < 10_000; round++)
        {
            _step.Evaluate(state, costs, next);
            if (state.Zip(next, static (a, b) => Math.Abs(a - b)).Max() <= 1e-13) return next;
            (state, next) = (next, state);
        }

        throw new InvalidOperationException("Balancing does not settle: the costs are too high for these distances.");
    }
}
