using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>How much is drawn and trained.</summary>
internal sealed record Sizes(int Train, int Test, int Epochs);

/// <summary>The regret of one method on the test instances of one trial: Σ regret / Σ |z(c)|.</summary>
internal sealed record Outcome(Study Study, int Degree, int Seed, Method Method, double Regret);

/// <summary>One draw of data, on which every method trains.</summary>
internal sealed record Trial(Study Study, int Degree, int Seed, Sizes Sizes, ISolver<LinearProgram> Solver)
{
    private const int Batch = 20, TwoStageSteps = 600;

    private const double Rate = 0.02, TwoStageRate = 0.05;

    public IReadOnlyList<Outcome> Run()
    {
        var program = Study.FeasibleSet;
        var data = new PolynomialData(Study, Degree, new Random(Seed));
        Instance[] train = data.Draw(Sizes.Train), test = data.Draw(Sizes.Test);
        var exact = new CostOracle(Solver, program);
        var oracle = program.HasIntegers ? new CostOracle(Solver, program, new() { Relax = true }) : exact;
        DecisionTarget[] trainTargets = Targets(oracle, train), testTargets = Targets(exact, test);

        var twoStage = TwoStage(train, program.VariableCount);
        return [.. Method.All.Select(method => new Outcome(Study, Degree, Seed, method, RegretOf(method.Loss is null ? twoStage : Tune(twoStage, method, oracle, train, trainTargets), exact, test, testTargets)))];
    }

    private static DecisionTarget[] Targets(CostOracle oracle, Instance[] instances) => Array.ConvertAll(instances, instance => oracle.Target(instance.Cost));

    /// <summary>Least squares: Adam on all instances at once, until it no longer moves.</summary>
    private LinearPredictor TwoStage(Instance[] train, int outputs)
    {
        var predictor = new LinearPredictor(outputs);
        var adam = new Adam(TwoStageRate * Study.Scale);
        for (var step = 0; step < TwoStageSteps; step++)
        {
            if (step == TwoStageSteps * 2 / 3) adam.Rate /= 10;
            var gradient = new double[predictor.Weights.Length];
            foreach (var instance in train)
            {
                var error = predictor.Predict(instance.Features);
                for (var j = 0; j < error.Length; j++) error[j] = (error[j] - instance.Cost[j]) / train.Length;
                LinearPredictor.AddGradient(instance.Features, error, gradient);
            }

            adam.Step(predictor.Weights, gradient);
        }

        return predictor;
    }

    /// <summary>From the two-stage predictor on, by a loss that looks at decisions.</summary>
    private LinearPredictor Tune(LinearPredictor start, Method method, CostOracle oracle, Instance[] train, DecisionTarget[] targets)
    {
        var predictor = start.Copy();
        var adam = new Adam(Rate * Study.Scale);
        var random = new Random(Seed);
        var order = Enumerable.Range(0, train.Length).ToArray();
        for (var epoch = 0; epoch < Sizes.Epochs; epoch++)
        {
            adam.Rate = Rate * Study.Scale * (1 - (0.9 * epoch / Sizes.Epochs));
            random.Shuffle(order);
            foreach (var batch in order.Chunk(Batch))
            {
                var gradient = new double[predictor.Weights.Length];
                foreach (var k in batch)
                {
                    // Noise of its own for every instance and epoch.
                    var loss = method.Loss!(oracle, Study.Scale, (epoch * train.Length) + k).Evaluate(predictor.Predict(train[k].Features), targets[k]);
                    LinearPredictor.AddGradient(train[k].Features, loss.Gradient.AsSpan(), gradient);
                }

                adam.Step(predictor.Weights, gradient);
            }
        }

        return predictor;
    }

    private static double RegretOf(LinearPredictor predictor, CostOracle exact, Instance[] test, DecisionTarget[] targets)
    {
        var regret = new Regret(exact);
        var (sum, best) = (0.0, 0.0);
        for (var k = 0; k < test.Length; k++)
        {
            sum += regret.Evaluate(predictor.Predict(test[k].Features), targets[k]).Value;
            best += Math.Abs(targets[k].Value);
        }

        return sum / best;
    }
}
