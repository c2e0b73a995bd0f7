using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>How much is drawn and trained. A fifth of the training instances is held out to pick settings by.</summary>
/// <param name="Train">Instances for training and validation together.</param>
/// <param name="Test">Instances for the regret that is reported; nothing is picked by them.</param>
/// <param name="Epochs">Passes over the training instances.</param>
internal sealed record Sizes(int Train, int Test, int Epochs);

/// <summary>What a method came to in one trial.</summary>
/// <param name="Setting">What validation picked.</param>
/// <param name="Regret">On the test instances, of that setting: Σ regret / Σ |z(c)|.</param>
/// <param name="Unsolved">Test instances the solver did not solve; they are in neither sum.</param>
internal sealed record Outcome(Study Study, int Degree, int Seed, Method Method, Setting Setting, double Regret, int Unsolved);

/// <summary>One draw of data, on which every method trains.</summary>
internal sealed record Trial(Study Study, int Degree, int Seed, Sizes Sizes, Layer Layer, ISolver<LinearProgram> Solver)
{
    private readonly CostOracle _exact = new(Solver, Study.FeasibleSet);

    public IReadOnlyList<Outcome> Run()
    {
        var data = new PolynomialData(Study, Degree, new Random(Seed));
        var held = Math.Max(1, Sizes.Train / 5);
        // Training holds decisions against those of the layer trained through, validation and test against those of the program itself.
        var train = Sample.Solve(Layer.Oracle(Solver, Study.FeasibleSet), data.Draw(Sizes.Train - held));
        Sample validation = Sample.Solve(_exact, data.Draw(held)), test = Sample.Solve(_exact, data.Draw(Sizes.Test));

        var outcomes = new List<Outcome>();
        LinearPredictor? twoStage = null;
        foreach (var method in Method.All)
        {
            var (setting, predictor) = method.Settings
                .Select(setting => (setting, predictor: setting.Loss is null ? Training.LeastSquares(Study, setting, train) : Tune(twoStage!, setting, train)))
                .MinBy(candidate => validation.RegretOf(candidate.predictor, _exact).Regret);
            twoStage ??= predictor;
            var (regret, unsolved) = test.RegretOf(predictor, _exact);
            outcomes.Add(new(Study, Degree, Seed, method, setting, regret, unsolved + Sizes.Test - test.Count));
        }

        return outcomes;
    }

    /// <summary>A cache would grow from one candidate to the next, and help the later ones: each has an oracle of its own.</summary>
    private LinearPredictor Tune(LinearPredictor start, Setting setting, Sample train) =>
        Training.ByDecisions(Study, setting, start, train, Layer.Oracle(Solver, Study.FeasibleSet, train), Sizes.Epochs, Seed);
}
