using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>What the losses solve in training, for a program with integers; one without is always solved itself.</summary>
internal enum Layer
{
    /// <summary>The linear relaxation.</summary>
    Relaxed,

    /// <summary>The program itself, for one question in twenty; the others are answered by the best decision seen so far.</summary>
    Cached,
}

internal static class Layers
{
    private const double SolveShare = 0.05;

    /// <summary>An oracle for training.</summary>
    /// <param name="layer">Which one.</param>
    /// <param name="solver">The solver.</param>
    /// <param name="program">The program.</param>
    /// <param name="seen">Instances whose decisions the cache begins with; null for an oracle that solves every question.</param>
    public static CostOracle Oracle(this Layer layer, ISolver<LinearProgram> solver, LinearProgram program, Sample? seen = null)
    {
        if (!program.HasIntegers) return new(solver, program);
        if (layer == Layer.Relaxed) return new(solver, program, new() { Relax = true });
        if (seen is null) return new(solver, program);
        var cache = new SolutionCache();
        foreach (var target in seen.Targets) cache.Add(target.X);
        return new(solver, program, new() { Cache = cache, SolveShare = SolveShare });
    }
}
