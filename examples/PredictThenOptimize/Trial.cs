using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>How much is drawn and trained.</summary>
internal sealed record Sizes(int Train, int Test, int Epochs);

/// <summary>The regret of one method on the test instances of one trial: Σ regret / Σ |z(c)|, without those that the solver did not solve.</summary>
internal sealed record Outcome(Study Study, int Degree, int Seed, Method Method, double Regret, int Unsolved);

/// <summary>One draw of data, on which every method trains.</summary>
internal sealed record Trial(Study Study, int Degree, int Seed, Sizes Sizes, ISolver<LinearProgram> Solver)
{
    private const int Batch = 20, TwoStageSteps = 600;

    private const double Rate = 0.02, TwoStageRate = 0.05;

    public IReadOnlyList<Outcome> Run()
    {
        var program = Study.FeasibleSet;
        var data = new PolynomialData(Study, Degree, new Random(Seed));
        var exact = new CostOracle(Solver, program);
        var oracle = program.HasIntegers ? new CostOracle(Solver, program, new() { Relax = true }) : exact;
        var (train, trainTargets) = Solved(oracle, data.Draw(Sizes.Train));
        var (test, testTargets) = Solved(exact, data.Draw(Sizes.Test));

        var twoStage = TwoStage(train, program.VariableCount);
        return [.. Method.All.Select(method => OutcomeOf(method, method.Loss is null ? twoStage : Tune(twoStage, method, oracle, train, trainTargets)))];

        Outcome OutcomeOf(Method method, LinearPredictor predictor)
        {
            var (regret, unsolved) = RegretOf(predictor, exact, test, testTargets);
            return new(Study, Degree, Seed, method, regret, unsolved + Sizes.Test - test.Length);
        }
    }

    /// <summary>The instances whose true program the solver solves, with the decisions.</summary>
    private static (Instance[] Instances, DecisionTarget[] Targets) Solved(CostOracle oracle, Instance[] instances)
    {
        var pairs = instances.Select(instance => (instance, decision: oracle.Minimize(instance.Cost))).Where(static pair => pair.decision.IsSolved).ToArray();
        return ([.. pairs.Select(static pair => pair.instance)], [.. pairs.Select(static pair => new DecisionTarget([.. pair.instance.Cost], pair.decision.X, pair.decision.Value))]);
    }

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

    private static (double Regret, int Unsolved) RegretOf(LinearPredictor predictor, CostOracle exact, Instance[] test, DecisionTarget[] targets)
    {
        var loss = new Regret(exact);
        var (sum, best, unsolved) = (0.0, 0.0, 0);
        for (var k = 0; k < test.Length; k++)
        {
            var regret = loss.Evaluate(predictor.Predict(test[k].Features), targets[k]);
            if (!regret.IsDefined)
            {
                unsolved++;
                continue;
            }

            sum += regret.Value;
            best += Math.Abs(targets[k].Value);
        }

        return (sum / best, unsolved);
    }
}
