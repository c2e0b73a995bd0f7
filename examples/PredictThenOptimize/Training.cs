using Folding;

namespace PredictThenOptimize;

/// <summary>The two ways to train a linear predictor: by the error of its costs, and by its decisions.</summary>
internal static class Training
{
    private const int Batch = 20, LeastSquaresSteps = 600;

    private const double LeastSquaresRate = 0.05;

    /// <summary>½|ĉ − c|² + ½λ|slopes|²: Adam on all instances at once, until it no longer moves.</summary>
    public static LinearPredictor LeastSquares(Study study, Setting setting, Sample train)
    {
        var predictor = new LinearPredictor(study.FeasibleSet.VariableCount);
        var adam = new Adam(LeastSquaresRate * study.Scale);
        for (var step = 0; step < LeastSquaresSteps; step++)
        {
            if (step == LeastSquaresSteps * 2 / 3) adam.Rate /= 10;
            var gradient = predictor.PenaltyGradient(setting.Decay);
            foreach (var instance in train.Instances)
            {
                var error = predictor.Predict(instance.Features);
                for (var j = 0; j < error.Length; j++) error[j] = (error[j] - instance.Cost[j]) / train.Count;
                LinearPredictor.AddGradient(instance.Features, error, gradient);
            }

            adam.Step(predictor.Weights, gradient);
        }

        return predictor;
    }

    /// <summary>From a predictor on, by a loss that looks at decisions: Adam on small batches at a rate that falls to a tenth.</summary>
    public static LinearPredictor ByDecisions(Study study, Setting setting, LinearPredictor start, Sample train, CostOracle oracle, int epochs, int seed)
    {
        var predictor = start.Copy();
        var adam = new Adam(setting.Rate * study.Scale);
        var random = new Random(seed);
        var order = Enumerable.Range(0, train.Count).ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            adam.Rate = setting.Rate * study.Scale * (1 - (0.9 * epoch / epochs));
            random.Shuffle(order);
            foreach (var batch in order.Chunk(Batch))
            {
                var gradient = new double[predictor.Weights.Length];
                foreach (var k in batch)
                {
                    // Noise of its own for every instance and epoch.
                    var loss = setting.Loss!(oracle, study.Scale, (epoch * train.Count) + k).Evaluate(predictor.Predict(train.Instances[k].Features), train.Targets[k]);
                    LinearPredictor.AddGradient(train.Instances[k].Features, loss.Gradient.AsSpan(), gradient);
                }

                adam.Step(predictor.Weights, gradient);
            }
        }

        return predictor;
    }
}
