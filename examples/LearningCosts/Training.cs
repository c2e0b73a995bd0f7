using System.Diagnostics;
using Folding;

namespace LearningCosts;

/// <summary>How a run went.</summary>
/// <param name="Method">How it learned.</param>
/// <param name="Setting">With which setting; null for two-stage.</param>
/// <param name="Validation">Regret on the validation samples before the first epoch and after every one, percent of the optimal cost.</param>
/// <param name="Unseen">The same on the test samples.</param>
/// <param name="GradientSizes">Σ |d regret/d cost| of every sample that was learned from, MW; empty for two-stage.</param>
/// <param name="Seconds">Time it took.</param>
internal sealed record Course(string Method, GradientMethod? Setting, double[] Validation, double[] Unseen, double[] GradientSizes, double Seconds)
{
    /// <summary>The epoch whose model is kept: the one that does best on the validation samples.</summary>
    public int Kept { get; } = Array.IndexOf(Validation, Validation.Min());
}

/// <summary>How many samples to learn from, to choose settings by and to judge by, and how often to go through the first.</summary>
internal sealed record Sizes(int Train, int Validation, int Test, int Epochs);

/// <summary>Learns costs from one draw of samples: by least squares, the first of two stages, or from there by the regret of the decisions.</summary>
internal sealed class Training
{
    private const int BatchSize = 4;

    /// <summary>Of Adam, $/MWh; falls to a fifth.</summary>
    private const double Rate = 0.5;

    private readonly Market _market;
    private readonly int _epochs;
    private readonly Sample[] _train;
    private readonly (Sample[] Samples, double[] Optima) _validation, _test;

    public Training(Market market, Sizes sizes, int seed)
    {
        (_market, _epochs) = (market, sizes.Epochs);
        var samples = Sample.Draw(sizes.Train + sizes.Validation + sizes.Test, market.BaseCosts, seed);
        _train = samples[..sizes.Train];
        _validation = WithOptima(samples.AsSpan(sizes.Train, sizes.Validation));
        _test = WithOptima(samples.AsSpan(sizes.Train + sizes.Validation));

        (Sample[], double[]) WithOptima(ReadOnlySpan<Sample> of) => (of.ToArray(), [.. of.ToArray().Select(sample => market.Optimum(sample))]);
    }

    /// <summary>Two-stage, then every method with the setting that validates best.</summary>
    public IReadOnlyList<Course> Run(IEnumerable<Method> methods)
    {
        var start = LeastSquares();
        var (validation, unseen) = (Regret(start, _validation), Regret(start, _test));
        return
        [
            new(Method.TwoStage, null, [.. Enumerable.Repeat(validation, _epochs + 1)], [.. Enumerable.Repeat(unseen, _epochs + 1)], [], 0),
            .. methods.Select(method => method.Settings.Select(setting => ByRegret(method.Name, setting, start.Copy(), validation, unseen)).MinBy(static course => course.Validation.Min())!),
        ];
    }

    private CostModel LeastSquares()
    {
        var model = new CostModel(_market.BaseCosts.Length);
        var optimizer = new Adam(rate: 1);
        for (var step = 0; step < 2000; step++)
        {
            if (step == 1500) optimizer.Rate = 0.05;
            var gradient = new double[model.Weights.Length];
            foreach (var sample in _train) CostModel.AddGradient(sample, [.. model.Predict(sample).Zip(sample.Costs, (p, c) => (p - c) / _train.Length)], gradient);
            optimizer.Step(model.Weights, gradient);
        }

        return model;
    }

    private Course ByRegret(string name, GradientMethod setting, CostModel model, double validationBefore, double unseenBefore)
    {
        var clock = Stopwatch.StartNew();
        List<double> validation = [validationBefore], unseen = [unseenBefore], sizes = [];
        var (optimizer, random, order) = (new Adam(Rate), new Random(3), _train.ToArray());
        for (var epoch = 0; epoch < _epochs; epoch++)
        {
            optimizer.Rate = Rate * (1 - (0.8 * epoch / _epochs));
            random.Shuffle(order);
            foreach (var batch in order.Chunk(BatchSize))
            {
                var gradient = new double[model.Weights.Length];
                foreach (var sample in batch)
                {
                    var byCost = _market.Gradient(model.Predict(sample), sample, setting);
                    sizes.Add(byCost.Sum(Math.Abs));
                    CostModel.AddGradient(sample, [.. byCost.Select(d => d / batch.Length)], gradient);
                }

                optimizer.Step(model.Weights, gradient);
            }

            validation.Add(Regret(model, _validation));
            unseen.Add(Regret(model, _test));
        }

        return new(name, setting, [.. validation], [.. unseen], [.. sizes], clock.Elapsed.TotalSeconds);
    }

    private double Regret(CostModel model, (Sample[] Samples, double[] Optima) of) =>
        100 * (of.Samples.Sum(sample => _market.CostOf(model.Predict(sample), sample)) - of.Optima.Sum()) / of.Optima.Sum();
}
