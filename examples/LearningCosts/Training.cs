using System.Diagnostics;
using Folding;

namespace LearningCosts;

/// <summary>How a run went.</summary>
/// <param name="Name">How it learned.</param>
/// <param name="TestRegret">Mean regret on unseen samples after every epoch, $/h.</param>
/// <param name="TrainRegret">Mean regret on the samples learned from, at the end, $/h.</param>
/// <param name="GradientSizes">Σ |d regret/d cost| of every sample that was learned from, ascending, MW; empty without gradients.</param>
/// <param name="Seconds">Time it took.</param>
internal sealed record Course(string Name, double[] TestRegret, double TrainRegret, double[] GradientSizes, double Seconds);

/// <summary>Learns costs by least squares, the first of two stages, or by the regret of the decisions.</summary>
internal sealed class Training(Market market, Sample[] train, Sample[] test)
{
    private const int BatchSize = 4;

    private readonly double[] _trainOptima = [.. train.Select(market.Optimum)], _testOptima = [.. test.Select(market.Optimum)];

    /// <summary>Least squares by Adam: predict first, decide later.</summary>
    public CostModel LeastSquares()
    {
        var model = new CostModel(market.Generators);
        var optimizer = new Adam(rate: 1);
        for (var step = 0; step < 2000; step++)
        {
            if (step == 1500) optimizer.Rate = 0.05;
            var gradient = new double[model.Weights.Length];
            foreach (var sample in train) CostModel.AddGradient(sample, [.. model.Predict(sample).Zip(sample.Costs, (p, c) => (p - c) / train.Length)], gradient);
            optimizer.Step(model.Weights, gradient);
        }

        return model;
    }

    /// <summary>The regret of a model without further training.</summary>
    public Course Judge(string name, CostModel model, int epochs) =>
        new(name, [.. Enumerable.Repeat(Regret(model, test, _testOptima), epochs + 1)], Regret(model, train, _trainOptima), [], 0);

    /// <summary>Goes on from a model by the gradient of the regret, a few samples a step.</summary>
    public Course ByRegret(string name, CostModel start, GradientMethod method, int epochs, double rate)
    {
        var clock = Stopwatch.StartNew();
        var (model, optimizer) = (start.Copy(), new Adam(rate));
        List<double> regret = [Regret(model, test, _testOptima)];
        List<double> sizes = [];
        var (random, order) = (new Random(3), train.ToArray());
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var batch in order.Chunk(BatchSize))
            {
                var gradient = new double[model.Weights.Length];
                foreach (var sample in batch)
                {
                    var (_, byCost) = market.Gradient(model.Predict(sample), sample, method);
                    sizes.Add(byCost.Sum(Math.Abs));
                    CostModel.AddGradient(sample, [.. byCost.Select(d => d / batch.Length)], gradient);
                }

                optimizer.Step(model.Weights, gradient);
            }

            regret.Add(Regret(model, test, _testOptima));
        }

        return new(name, [.. regret], Regret(model, train, _trainOptima), [.. sizes.Order()], clock.Elapsed.TotalSeconds);
    }

    private double Regret(CostModel model, Sample[] samples, double[] optima) =>
        samples.Zip(optima, (sample, optimum) => market.CostOf(model.Predict(sample), sample) - optimum).Average();
}
