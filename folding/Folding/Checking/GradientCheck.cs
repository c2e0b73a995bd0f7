using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Checks a layer's gradient against central differences of its own forward pass and against its own forward mode.
/// The loss is ⟨g_x, x⟩ + ⟨g_y, y⟩. Data are moved relative to their size; the bounds of an equality row move together;
/// P moves along D P + P D, D diagonal, which keeps it positive semidefinite to first order. Differences are Richardson
/// extrapolations of steps h and h/2; a step within which the active set changes is shrunk, and if that does not help
/// the direction is reported as a kink, not as an error.
/// </summary>
public static class GradientCheck
{
    /// <summary>Runs the check.</summary>
    /// <param name="layer">The layer to check.</param>
    /// <param name="problem">Where.</param>
    /// <param name="seed">The seed, which defines the loss.</param>
    /// <param name="options">How to probe.</param>
    /// <param name="cancellation">Stops between solves.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GradientCheckResult Run<TProblem, TData>(
        DifferentiableSolver<TProblem, TData> layer, TProblem problem, Seed seed, GradientCheckOptions? options = null, CancellationToken cancellation = default)
        where TProblem : class, IProblem
        where TData : class
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(seed);
        options ??= new();
        var tape = layer.Forward(problem, null, cancellation);
        var gradient = tape.Vjp(seed);
        if (gradient.Report.Trust == TrustLevel.None) return new(gradient.Report, []);
        var random = new Random(options.RandomSeed);
        var checks = ImmutableArray.CreateBuilder<DirectionCheck>();
        foreach (var (block, direction) in layer.Space.Directions(problem, random, options.Directions))
        {
            cancellation.ThrowIfCancellationRequested();
            checks.Add(Check(layer, tape, gradient.Data, seed, block, direction, options, cancellation));
        }

        return new(gradient.Report, checks.ToImmutable());
    }

    private static DirectionCheck Check<TProblem, TData>(
        DifferentiableSolver<TProblem, TData> layer, Tape<TProblem, TData> tape, TData gradient, Seed seed, string block, TData direction, GradientCheckOptions options, CancellationToken cancellation)
        where TProblem : class, IProblem
        where TData : class
    {
        var space = layer.Space;
        var product = space.Inner(gradient, direction);
        var tangent = tape.Jvp(direction);
        // Errors are judged against what the two vectors could have given, so that a product that cancels to nothing is not divided by.
        var scale = Math.Max(1e-8, 1e-3 * Math.Sqrt(space.Inner(gradient, gradient) * space.Inner(direction, direction)));
        var forward = Vectors.Dot(seed.Primal.AsSpan(), tangent.Primal.AsSpan()[..seed.Primal.Length]) + Vectors.Dot(seed.Dual.AsSpan(), tangent.Dual.AsSpan()[..seed.Dual.Length]);
        var adjointError = Math.Abs(forward - product) / Math.Max(scale, Math.Abs(product));
        var outcome = CheckOutcome.Kink;
        var step = options.Step;
        for (var attempt = 0; attempt <= options.Shrinkings; attempt++, step /= 10)
        {
            var (wide, wideOutcome) = Difference(layer, tape, seed, direction, step, cancellation);
            var (narrow, narrowOutcome) = Difference(layer, tape, seed, direction, step / 2, cancellation);
            if (wide is null || narrow is null)
            {
                outcome = narrow is null ? narrowOutcome : wideOutcome;
                continue;
            }

            var difference = (4 * narrow.Value - wide.Value) / 3;
            // A difference of two losses cannot be better than the rounding of their terms over the step.
            var rounding = double.BitIncrement(1) - 1;
            rounding *= Terms(seed.Primal.AsSpan(), tape.Solution.Primal.AsSpan()) + Terms(seed.Dual.AsSpan(), tape.Solution.Dual.AsSpan());
            var error = Math.Max(0, Math.Abs(difference - product) - rounding / step) / Math.Max(scale, Math.Max(Math.Abs(product), Math.Abs(difference)));
            return new(block, product, difference, error, adjointError, step, error <= options.Tolerance ? CheckOutcome.Agrees : CheckOutcome.Disagrees);
        }

        return new(block, product, null, null, adjointError, step, outcome);
    }

    private static double Terms(ReadOnlySpan<double> seed, ReadOnlySpan<double> point)
    {
        var sum = 0.0;
        for (var k = 0; k < seed.Length; k++) sum += Math.Abs(seed[k] * point[k]);
        return sum;
    }

    private static (double? Value, CheckOutcome WhyNot) Difference<TProblem, TData>(
        DifferentiableSolver<TProblem, TData> layer, Tape<TProblem, TData> tape, Seed seed, TData direction, double step, CancellationToken cancellation)
        where TProblem : class, IProblem
        where TData : class
    {
        var loss = new double[2];
        for (var side = 0; side < 2; side++)
        {
            var moved = layer.Space.Move(tape.Problem, direction, side == 0 ? step : -step);
            if (moved is null) return (null, CheckOutcome.NoSolution);
            var there = layer.Forward(moved, null, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (!there.Solution.IsSolved) return (null, CheckOutcome.NoSolution);
            if (!there.HasActiveSetOf(tape)) return (null, CheckOutcome.Kink);
            loss[side] = Vectors.Dot(seed.Primal.AsSpan(), there.Solution.Primal.AsSpan()[..seed.Primal.Length])
                + Vectors.Dot(seed.Dual.AsSpan(), there.Solution.Dual.AsSpan()[..seed.Dual.Length]);
        }

        return ((loss[0] - loss[1]) / (2 * step), CheckOutcome.Agrees);
    }
}
