using Folding;
using Folding.Problems;

namespace PolicyTuning;

/// <summary>How long and on what a policy is tuned.</summary>
internal sealed record Schedule(int Epochs, int Rollouts, int TestRollouts, int Months, int History, double Rate, int Threads);

/// <summary>A point of a training curve: the loss on the test rollouts after some epochs, and the solves that training took until then.</summary>
internal readonly record struct Progress(int Epoch, long OracleCalls, double TestLoss);

/// <summary>Stochastic gradient descent on the policy's parameters by one gradient method; the returns are the same for every method.</summary>
internal static class Training
{
    private const int TestSeed = 7, HistorySeed = 11;

    /// <summary>About so many times a run is tested.</summary>
    private const int TestPoints = 15;

    public static IReadOnlyList<Progress> Run(ISolver<QuadraticProgram> solver, GradientMethod method, Schedule schedule)
    {
        var counting = new CountingSolver(solver);
        var layer = DifferentiableSolver.ForQuadratic(counting, method);
        var theta = Policy.InitialParameters(Draw(HistorySeed, 1, schedule.History)[0]);
        var optimizer = new StochasticGradientDescent(schedule.Rate);
        var test = Draw(TestSeed, schedule.TestRollouts, schedule.Months);
        var curve = new List<Progress> { new(0, 0, TestLoss(theta)) };
        for (var epoch = 1; epoch <= schedule.Epochs; epoch++)
        {
            // Halved three times over the run.
            optimizer.Rate = schedule.Rate * Math.Pow(0.5, 4 * (epoch - 1) / schedule.Epochs);
            var start = Policy.InitialWeights(theta, counting);
            var returns = Draw(1000 + epoch, schedule.Rollouts, schedule.Months);
            var gradients = new double[returns.Length][];
            Parallel(returns.Length, k => gradients[k] = Rollout.LossAndGradient(layer, theta, start, returns[k]).ByTheta);
            optimizer.Step(theta, [.. theta.Select((_, p) => gradients.Average(gradient => gradient[p]))]);
            theta[^1] = Math.Max(0, theta[^1]);
            if (epoch % Math.Max(1, schedule.Epochs / TestPoints) == 0 || epoch == schedule.Epochs) curve.Add(new(epoch, counting.Solves, TestLoss(theta)));
        }

        return curve;

        double TestLoss(double[] theta)
        {
            var start = Policy.InitialWeights(theta, solver);
            var losses = new double[test.Length];
            Parallel(test.Length, k => losses[k] = Rollout.Loss(solver, theta, start, test[k]));
            return losses.Average();
        }

        void Parallel(int count, Action<int> work) => System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = schedule.Threads }, work);
    }

    /// <summary>Draws of returns, the same for the same seed.</summary>
    public static double[][][] Draw(int seed, int rollouts, int months)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rollouts).Select(_ => Market.Draw(random, months))];
    }
}
