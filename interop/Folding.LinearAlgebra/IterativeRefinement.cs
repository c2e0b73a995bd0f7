using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Of the matrix K, where products with it are dear: a solution whose residual is estimated small enough is taken without forming it. Null forms it always.</summary>
    public ResidualSketch? Sketch { get; init; }

    /// <summary>What is small enough: the estimate is of the Euclidean norm, which exceeds the largest entry by up to the square root of the order.</summary>
    internal double EstimateTolerance => 10 * RelativeTolerance;
}

/// <summary>What iterative refinement reached.</summary>
/// <param name="RelativeResidual"><c>|b - K x| / |b|</c> in the largest-entry norm, for the solution returned, or its estimate by <see cref="RefinementLimits.Sketch"/>; 0 for b = 0.</param>
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
    public static int WorkspaceLength(SparseSymmetricFactorization factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return (2 * factor.Order) + factor.WorkspaceLength;
    }

    /// <summary>Doubles of workspace that a solve with this factor and several right-hand sides needs.</summary>
    public static int WorkspaceLength(SparseSymmetricFactorization factor, int count)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 1) return WorkspaceLength(factor);
        return checked(((count + 2) * factor.Order) + factor.WorkspaceLengthForMany);
    }

    /// <summary>Solves <c>K x = b</c> within the default limits, with a workspace of its own.</summary>
    /// <param name="matrix">Upper triangle of K.</param>
    /// <param name="factor">Factor of a matrix near K.</param>
    /// <param name="rightHandSide">b.</param>
    /// <param name="solution">x on return.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry of b is not finite.</exception>
    public static RefinementResult Solve(CscMatrix matrix, SparseSymmetricFactorization factor, ReadOnlySpan<double> rightHandSide, Span<double> solution) =>
        Solve(matrix, factor, rightHandSide, solution, new double[WorkspaceLength(factor)], new RefinementLimits());

    /// <summary>Solves <c>K x = b</c> without allocating; safe from many threads at once, each with its own workspace.</summary>
    /// <param name="matrix">Upper triangle of K.</param>
    /// <param name="factor">Factor of a matrix near K.</param>
    /// <param name="rightHandSide">b.</param>
    /// <param name="solution">x on return.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength(SparseSymmetricFactorization)"/> doubles.</param>
    /// <param name="limits">When to stop.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry of b is not finite.</exception>
    public static RefinementResult Solve(CscMatrix matrix, SparseSymmetricFactorization factor, ReadOnlySpan<double> rightHandSide, Span<double> solution, Span<double> workspace, RefinementLimits limits)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(factor);
        var n = factor.Order;
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
            Add(solution, residual, candidate);
            if (limits.Sketch?.Estimate(rightHandSide, candidate) / scale is { } estimate && estimate <= limits.EstimateTolerance)
            {
                candidate.CopyTo(solution);
                return new(estimate, rounds, true);
            }

            matrix.MultiplySymmetric(candidate, residual);
            Subtract(rightHandSide, residual, residual);
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

    /// <summary>Solves for several right-hand sides without allocating; each is refined as long as it needs, and those that still do share each pass over the factor.</summary>
    /// <param name="matrix">Upper triangle of K.</param>
    /// <param name="factor">Factor of a matrix near K.</param>
    /// <param name="rightHandSides">One after the other.</param>
    /// <param name="solutions">One after the other, on return.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength(SparseSymmetricFactorization, int)"/> doubles.</param>
    /// <param name="limits">When to stop.</param>
    /// <param name="results">How each solve went, on return; its length is the number of right-hand sides.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry of a right-hand side is not finite.</exception>
    public static void SolveMany(
        CscMatrix matrix, SparseSymmetricFactorization factor, ReadOnlySpan<double> rightHandSides, Span<double> solutions, Span<double> workspace, RefinementLimits limits, Span<RefinementResult> results)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(factor);
        int n = factor.Order, count = results.Length;
        CheckLength(matrix.Columns, n, nameof(matrix));
        CheckLength(rightHandSides.Length, n * count, nameof(rightHandSides));
        CheckLength(solutions.Length, n * count, nameof(solutions));
        if (workspace.Length < WorkspaceLength(factor, count))
            throw new ArgumentException($"The workspace has length {workspace.Length}; at least {WorkspaceLength(factor, count)} is needed.", nameof(workspace));
        if (count == 1)
        {
            results[0] = Solve(matrix, factor, rightHandSides, solutions, workspace, limits);
            return;
        }

        FiniteCheck.Require(rightHandSides, nameof(rightHandSides));
        var corrections = workspace[..(count * n)];
        var candidate = workspace.Slice(count * n, n);
        var residual = workspace.Slice((count + 1) * n, n);
        var scratch = workspace[((count + 2) * n)..];
        // The right-hand sides still being refined; their residuals are at the front of the corrections.
        Span<int> open = count <= 64 ? stackalloc int[count] : new int[count];
        Span<double> scales = count <= 64 ? stackalloc double[count] : new double[count];
        solutions.Clear();
        var left = 0;
        for (var s = 0; s < count; s++)
        {
            var b = rightHandSides.Slice(s * n, n);
            scales[s] = LargestMagnitude(b);
            results[s] = new(scales[s] == 0 ? 0 : 1, 0, scales[s] == 0);
            if (scales[s] == 0 || limits.MaximumRounds < 1) continue;
            b.CopyTo(corrections.Slice(left * n, n));
            open[left++] = s;
        }

        while (left > 0)
        {
            factor.SolveMany(corrections[..(left * n)], left, scratch);
            var kept = 0;
            for (var slot = 0; slot < left; slot++)
            {
                var s = open[slot];
                var solution = solutions.Slice(s * n, n);
                var result = results[s] with { Rounds = results[s].Rounds + 1 };
                Add(solution, corrections.Slice(slot * n, n), candidate);
                if (limits.Sketch?.Estimate(rightHandSides.Slice(s * n, n), candidate) / scales[s] is { } estimate && estimate <= limits.EstimateTolerance)
                {
                    candidate.CopyTo(solution);
                    results[s] = new(estimate, result.Rounds, true);
                    continue;
                }

                matrix.MultiplySymmetric(candidate, residual);
                Subtract(rightHandSides.Slice(s * n, n), residual, residual);
                var reached = LargestMagnitude(residual) / scales[s];
                var better = reached < result.RelativeResidual;
                var stagnates = !better || reached > 0.5 * result.RelativeResidual;
                if (better)
                {
                    candidate.CopyTo(solution);
                    result = result with { RelativeResidual = reached, Converged = reached <= limits.RelativeTolerance };
                }

                results[s] = result;
                if (stagnates || result.Converged || result.Rounds >= limits.MaximumRounds) continue;
                residual.CopyTo(corrections.Slice(kept * n, n));
                open[kept++] = s;
            }

            left = kept;
        }
    }

    /// <summary>The largest magnitude; infinite where an entry is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LargestMagnitude(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> largest = default, sum = default;
        foreach (var vector in vectors)
        {
            largest = Vector.Max(largest, Vector.Abs(vector));
            // 0 * x is NaN exactly where x is not finite.
            sum += vector * Vector<double>.Zero;
        }

        var broken = Vector.Sum(sum);
        double most = 0;
        for (var i = 0; i < Vector<double>.Count; i++) most = Math.Max(most, largest[i]);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            most = Math.Max(most, Math.Abs(value));
            broken += 0 * value;
        }

        return broken == 0 ? most : double.PositiveInfinity;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> sum)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] = a[i] + b[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> difference)
    {
        for (var i = 0; i < difference.Length; i++) difference[i] = a[i] - b[i];
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"{name} has length {actual}; the factor needs {expected}.", name);
    }
}
