using System.Diagnostics;
using Folding;
using Folding.Problems;

namespace SwapSolvers;

/// <summary>The derivatives of the loss by the two sets of parameters.</summary>
internal sealed record Derivatives(double[] ByReturn, double[] ByLimit)
{
    /// <summary>Largest difference of the entries, relative to the largest entry of each set.</summary>
    public double DistanceTo(Derivatives other) =>
        Math.Max(Relative(ByReturn, other.ByReturn), Relative(ByLimit, other.ByLimit));

    private static double Relative(double[] a, double[] b) =>
        a.Zip(b, static (x, y) => Math.Abs(x - y)).Max() / b.Max(Math.Abs);
}

/// <summary>What one solver did: the weights it found and the derivatives of the loss through it, computed in two ways.</summary>
internal sealed record SolverRun
{
    private const int Repeats = 9;

    /// <summary>Step of the central differences, as a return or a weight. While the active set stays the loss is quadratic, so a step this long costs no accuracy.</summary>
    private const double Step = 1e-4;

    private static readonly double[] Steps = [Step, -Step];

    public required Solution Alone { get; init; }

    public required Solution Refined { get; init; }

    public required GradientReport Report { get; init; }

    public required Derivatives Adjoint { get; init; }

    public required Derivatives Central { get; init; }

    /// <summary>Central differences of the solver's own answers, not refined: nothing of the library takes part, but the solver's tolerance does.</summary>
    public required Derivatives CentralAlone { get; init; }

    public required double ForwardMilliseconds { get; init; }

    public required double BackwardMilliseconds { get; init; }

    public static SolverRun Of(ISolver<QuadraticProgram> solver, Portfolio portfolio, RealisedLoss loss)
    {
        var problem = portfolio.Program(portfolio.ExpectedReturns, portfolio.Limits);
        var alone = solver.Solve(problem);
        if (!alone.IsSolved) throw new InvalidOperationException($"the portfolio was not found: {alone}");

        var layer = DifferentiableSolver.ForQuadratic(solver);
        QuadraticProgram[] neighbours = [.. Neighbours(portfolio)];
        Solution[] answers = [.. neighbours.Select(neighbour => solver.Solve(neighbour))];
        double[] forward = new double[Repeats], backward = new double[Repeats];
        for (var k = 0; ; k++)
        {
            var start = Stopwatch.GetTimestamp();
            var tape = layer.Forward(problem);
            forward[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

            start = Stopwatch.GetTimestamp();
            var gradient = tape.Vjp(Seed.OnPrimal(loss.Slope(tape.Solution.Primal.AsSpan())));
            backward[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (k < Repeats - 1) continue;

            return new()
            {
                Alone = alone,
                Refined = tape.Solution,
                Report = gradient.Report,
                // q = −μ; the limits are the upper bounds below the budget row.
                Adjoint = new([.. gradient.Data.Q.Select(static d => -d)], [.. gradient.Data.Upper.Skip(1)]),
                Central = Differences(neighbours.Zip(answers, (neighbour, answer) => layer.Record(neighbour, answer).Solution), portfolio, loss),
                CentralAlone = Differences(answers, portfolio, loss),
                ForwardMilliseconds = Median(forward),
                BackwardMilliseconds = Median(backward),
            };
        }
    }

    /// <summary>The problem with each expected return and then each limit moved up, and down.</summary>
    private static IEnumerable<QuadraticProgram> Neighbours(Portfolio portfolio)
    {
        var (returns, limits) = (portfolio.ExpectedReturns, portfolio.Limits);
        foreach (var (i, step) in from i in Enumerable.Range(0, returns.Length) from step in Steps select (i, step))
            yield return portfolio.Program(Moved(returns, i, step), limits);
        foreach (var (i, step) in from i in Enumerable.Range(0, limits.Length) from step in Steps select (i, step))
            yield return portfolio.Program(returns, Moved(limits, i, step));
    }

    /// <summary>Central differences of the loss over the solutions of the neighbours.</summary>
    private static Derivatives Differences(IEnumerable<Solution> solutions, Portfolio portfolio, RealisedLoss loss)
    {
        var losses = solutions.Select(solution => solution.IsSolved ? loss.At(solution.Primal.AsSpan()) : double.NaN);
        double[] slopes = [.. losses.Chunk(2).Select(static pair => (pair[0] - pair[1]) / (2 * Step))];
        return new(slopes[..portfolio.ExpectedReturns.Length], slopes[portfolio.ExpectedReturns.Length..]);
    }

    private static double[] Moved(double[] values, int index, double step)
    {
        var moved = (double[])values.Clone();
        moved[index] += step;
        return moved;
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
