using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding;

/// <summary>How a <see cref="CostOracle"/> answers.</summary>
public sealed record CostOracleOptions
{
    private readonly double _solveShare = 1;

    /// <summary>Decisions seen so far; every solve adds to it. Null for none.</summary>
    public SolutionCache? Cache { get; init; }

    /// <summary>
    /// Share of the questions that are solved; the others get the best of the cache. Which ones follows from the
    /// cost's own digits, so the same cost is always treated alike.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1].</exception>
    public double SolveShare
    {
        get => _solveShare;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            _solveShare = value;
        }
    }

    /// <summary>Whether to solve the linear relaxation of a mixed-integer program.</summary>
    public bool Relax { get; init; }

    /// <summary>Wall-clock limit of each solve; null for none.</summary>
    public TimeSpan? TimeLimit { get; init; }
}

/// <summary>
/// Minimises c'x over the feasible set of a linear or mixed-integer program, for one cost after the other. Sessions stay open; every solve starts
/// from the solution for the program's own cost, so an answer depends on its cost alone, also on how ties are
/// broken. Thread-safe: each thread that asks at the same time gets a session of its own.
/// </summary>
public sealed class CostOracle
{
    private readonly SessionPool<LinearProgram> _sessions;
    private readonly CostOracleOptions _options;
    private readonly Lazy<WarmStart?> _start;

    /// <summary>An oracle over a program's feasible set.</summary>
    /// <param name="solver">A solver for the program.</param>
    /// <param name="program">The feasible set; its cost is what solves start from.</param>
    /// <param name="options">Cache, relaxation, time limit.</param>
    /// <exception cref="ArgumentException">Questions are to be answered from a cache that there is not.</exception>
    public CostOracle(ISolver<LinearProgram> solver, LinearProgram program, CostOracleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(solver);
        ArgumentNullException.ThrowIfNull(program);
        _options = options ?? new();
        if (_options is { SolveShare: < 1, Cache: null }) throw new ArgumentException("SolveShare is below 1, which needs a Cache to answer the rest from.", nameof(options));
        Program = _options.Relax ? program.WithoutIntegrality() : program;
        _sessions = new(solver, LinearSpace.Instance.HaveEqualStructure);
        _start = new(() => _sessions.SolveAnew(Program, new() { TimeLimit = _options.TimeLimit }, CancellationToken.None).WarmStart);
    }

    /// <summary>The feasible set.</summary>
    public LinearProgram Program { get; }

    /// <summary>n.</summary>
    public int VariableCount => Program.VariableCount;

    /// <summary>The decisions seen so far; null without a cache.</summary>
    public SolutionCache? Cache => _options.Cache;

    /// <summary>x*(c) = argmin c'x; integer variables are rounded to the integers they mean.</summary>
    /// <exception cref="ArgumentException">The cost has a wrong length or an entry that is not finite.</exception>
    public Decision Minimize(ReadOnlySpan<double> cost, CancellationToken cancellation = default)
    {
        Vectors.RequireFinite(cost, VariableCount, nameof(cost));
        if (_options.SolveShare < 1 && ShareOf(cost) >= _options.SolveShare && Cache!.Best(cost) is { } known)
            return new(TerminationStatus.Optimal, known, Vectors.Dot(cost, known.AsSpan()));
        var solution = _sessions.Solve(Program.WithCost(cost), new() { WarmStart = _start.Value, TimeLimit = _options.TimeLimit }, cancellation);
        if (!solution.IsSolved || (solution.Primal.IsDefaultOrEmpty && VariableCount > 0)) return new(solution.Termination, [], 0);
        double[] x = [.. solution.Primal];
        foreach (var j in Program.IntegerColumns) x[j] = Math.Round(x[j]);
        var decision = new Decision(solution.Termination, QuadraticData.Frozen(x), Vectors.Dot(cost, x));
        Cache?.Add(decision.X);
        return decision;
    }

    /// <summary>A true cost with its best decision.</summary>
    /// <exception cref="ArgumentException">The cost does not fit.</exception>
    /// <exception cref="InvalidOperationException">There is no best decision for it.</exception>
    public DecisionTarget Target(ReadOnlySpan<double> trueCost, CancellationToken cancellation = default)
    {
        var decision = Minimize(trueCost, cancellation);
        if (!decision.IsSolved) throw new InvalidOperationException($"The program with the true cost ended as {decision.Termination.ToWord()}: there is no decision to learn from.");
        return new([.. trueCost], decision.X, decision.Value);
    }

    /// <summary>A number in [0, 1) that depends on every bit of the cost (FNV-1a, then a finaliser that spreads it).</summary>
    private static double ShareOf(ReadOnlySpan<double> cost)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in MemoryMarshal.AsBytes(cost)) hash = (hash ^ part) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }
}
