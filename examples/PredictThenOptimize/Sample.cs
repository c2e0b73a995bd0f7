using Folding;

namespace PredictThenOptimize;

/// <summary>Instances with the best decisions for their true costs.</summary>
internal sealed record Sample(Instance[] Instances, DecisionTarget[] Targets)
{
    public int Count => Instances.Length;

    /// <summary>Those of the instances whose true program the solver solves.</summary>
    public static Sample Solve(CostOracle oracle, Instance[] instances)
    {
        var pairs = instances.Select(instance => (instance, decision: oracle.Minimize(instance.Cost))).Where(static pair => pair.decision.IsSolved).ToArray();
        return new(
            [.. pairs.Select(static pair => pair.instance)],
            [.. pairs.Select(static pair => new DecisionTarget([.. pair.instance.Cost], pair.decision.X, pair.decision.Value))]);
    }

    /// <summary>Σ regret / Σ |z(c)| of a predictor, and how many of its decisions the solver did not find.</summary>
    public (double Regret, int Unsolved) RegretOf(LinearPredictor predictor, CostOracle exact)
    {
        var loss = new Regret(exact);
        var (sum, best, unsolved) = (0.0, 0.0, 0);
        for (var k = 0; k < Count; k++)
        {
            var regret = loss.Evaluate(predictor.Predict(Instances[k].Features), Targets[k]);
            if (!regret.IsDefined)
            {
                unsolved++;
                continue;
            }

            sum += regret.Value;
            best += Math.Abs(Targets[k].Value);
        }

        return (sum / best, unsolved);
    }
}
