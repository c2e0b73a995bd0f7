using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>When iterative refinement stops.</summary>
public readonly record struct RefinementLimits
{
    /// <summary>Tolerance 1e-12 and ten rounds.</summary>
    public RefinementLimits()
    {
    }

    /// <summary>Wanted residual relative to the right-hand side, both in the largest-entry norm.</summary>
    public double RelativeTolerance { get; init; } = 1e-12;

    /// <summary>Largest number of solves.</summary>
    public int MaximumRounds { get; init; } = 10;
}

/// <summary>What iterative refinement reached.</summary>
/// <param name="RelativeResidual"><c>|b - K x| / |b|</c> in the largest-entry norm, for the solution returned; 0 for b = 0.</param>
/// <param name="Rounds">Number of solves.</param>
/// <param name="Converged">True when the residual is within the tolerance.</param>
public readonly record struct RefinementResult(double RelativeResidual, int Rounds, bool Converged);

/// <summary>
/// Solves <c>K x = b</c> with the factor of a nearby matrix <c>K_d</c>: <c>x = 0; repeat x += K_d^-1 (b - K x)</c> until the residual is
/// small or stops falling. With <c>K_d = K + diag(signs) d</c> it converges to the minimum-norm solution of a consistent system by a
/// factor of about d / sigma_min(K) a round. The solution of the smallest residual seen is returned.
/// </summary>
public static class IterativeRefinement
{
    /// <summary>Doubles of workspace that a solve with this factor needs.</summary>
    public static int WorkspaceLength(LdlFactor factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return (2 * factor.Symbolic.Order) + factor.WorkspaceLength;
    }

    /// <summary>Solves <c>K x = b</c> within the default limits, with a workspace of its own.</summary>
    /// <param name="matrix">Upper triangle of K.</param>
    /// <param name="factor">Factor of a matrix near K.</param>
    /// <param name="rightHandSide">b.</param>
    /// <param name="solution">x on return.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry of b is not finite.</exception>
    public static RefinementResult Solve(CscMatrix matrix, LdlFactor factor, ReadOnlySpan<double> rightHandSide, Span<double> solution) =>
        Solve(matrix, factor, rightHandSide, solution, new double[WorkspaceLength(factor)], new RefinementLimits());

    /// <summary>Solves <c>K x = b</c> without allocating; safe from many threads at once, each with its own workspace.</summary>
    /// <param name="matrix">Upper triangle of K.</param>
    /// <param name="factor">Factor of a matrix near K.</param>
    /// <param name="rightHandSide">b.</param>
    /// <param name="solution">x on return.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength"/> doubles.</param>
    /// <param name="limits">When to stop.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry of b is not finite.</exception>
    public static RefinementResult Solve(CscMatrix matrix, LdlFactor factor, ReadOnlySpan<double> rightHandSide, Span<double> solution, Span<double> workspace, RefinementLimits limits)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(factor);
        var n = factor.Symbolic.Order;
        CheckLength(matrix.Columns, n, nameof(matrix));
        CheckLength(rightHandSide.Length, n, nameof(rightHandSide));
        CheckLength(solution.Length, n, nameof(solution));
        if (workspace.Length < WorkspaceLength(factor))
            throw new ArgumentException($"The workspace has length {workspace.Length}; at least {WorkspaceLength(factor)} is needed.", nameof(workspace));
        FiniteCheck.Require(rightHandSide, nameof(rightHandSide));

        var residual = workspace[..n];
        var candidate = workspace.Slice(n, n);
        var scratch = workspace[(2 * n)..];
        solution.Clear();
        var scale = LargestMagnitude(rightHandSide);
        if (scale == 0) return new(0, 0, true);

        rightHandSide.CopyTo(residual);
        var best = 1.0;
        var rounds = 0;
        while (best > limits.RelativeTolerance && rounds < limits.MaximumRounds)
        {
            factor.Solve(residual, scratch);
            rounds++;
            for (var i = 0; i < n; i++) candidate[i] = solution[i] + residual[i];
            matrix.MultiplySymmetric(candidate, residual);
            for (var i = 0; i < n; i++) residual[i] = rightHandSide[i] - residual[i];
            var reached = LargestMagnitude(residual) / scale;
            if (!(reached < best)) break;
            candidate.CopyTo(solution);

            // A round that gains less than a factor of two is the noise floor, or a system without a solution.
            var stagnates = reached > 0.5 * best;
            best = reached;
            if (stagnates) break;
        }

        return new(best, rounds, best <= limits.RelativeTolerance);
    }

    /// <summary>The largest magnitude; infinite where an entry is not finite.</summary>
    private static double LargestMagnitude(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (var value in values)
        {
            var magnitude = Math.Abs(value);
            if (!(magnitude <= largest)) largest = double.IsNaN(magnitude) ? double.PositiveInfinity : magnitude;
        }

        return largest;
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"{name} has length {actual}; the factor needs {expected}.", name);
    }
}
