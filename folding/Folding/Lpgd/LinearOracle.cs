using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A linear or mixed-integer program around its solution. Without augmentation the same session solves it again from the basis (or,
/// with integers, the point) of the forward pass, with the cost alone changed; with ρ &gt; 0 it is a quadratic program.
/// </summary>
internal sealed class LinearOracle : PerturbedOracle<LinearData>
{
    private readonly LinearProgram _problem;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly SessionPool<LinearProgram> _sessions;
    private readonly SolveRequest _request;
    private readonly QuadraticPerturbation? _augmented;
    private readonly double _augmentation;

    /// <exception cref="ArgumentException">ρ &gt; 0 and the solver handles no quadratic programs, or variables are integer.</exception>
    public LinearOracle(SolvedPoint<LinearProgram> point, Lpgd method)
    {
        (_problem, _sessions) = (point.Problem, point.Sessions);
        _x = Whole(point.Solution.Primal);
        _y = HasDual ? ImmutableCollectionsMarshal.AsArray(point.Solution.Dual)! : new double[_problem.DualCount];
        // A basis says all: x and y would only be checked.
        var start = point.Solution.WarmStart is { Basis: { } basis } ? new() { Basis = basis } : point.Solution.WarmStart ?? new() { Primal = point.Solution.Primal, Dual = point.Solution.Dual };
        _request = new() { WarmStart = start, TimeLimit = method.TimeLimit };
        _augmentation = method.Augmentation;
        if (_augmentation == 0) return;
        if (_problem.HasIntegers)
            throw new ArgumentException("LPGD's augmentation makes the perturbed problem quadratic, and this one has integer variables, which no solver here combines: set the augmentation to 0.");
        var sessions = point.Sessions.Quadratic
            ?? throw new ArgumentException($"LPGD's augmentation makes a linear program quadratic, and {point.Solver.Identity.Name} solves no quadratic programs: use HiGHS, or set the augmentation to 0.");
        var refined = point.Refined;
        var refine = point.Solution.Statistics.Refinement != RefinementOutcome.NotRun;
        _augmented = new(point.Quadratic!, _augmentation, refined?.X ?? _x, refined?.Y ?? _y, refined?.Kkt, refine, sessions, point.Cache, method.TimeLimit);
    }

    public override Displacement Here => Displacement.None(_x.Length, _y.Length);

    public override double CostNorm => Vectors.Norm(_problem.Cost.AsSpan());

    public override bool IsLinear => true;

    public override bool HasDual => !_problem.HasIntegers;

    public override Displacement Perturb(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (_augmented is not null) return WithoutRounding(_augmented.At(t, gx, gy), t, gx);
        var perturbed = gx.IsEmpty ? _problem : WithCostMoved(t, gx);
        if (!gy.IsEmpty)
        {
            var m = _problem.ConstraintCount;
            perturbed = perturbed.WithBounds(
                Vectors.Sum(_problem.RowLower.AsSpan(), -t, gy[..m]), Vectors.Sum(_problem.RowUpper.AsSpan(), -t, gy[..m]),
                Vectors.Sum(_problem.ColumnLower.AsSpan(), -t, gy[m..]), Vectors.Sum(_problem.ColumnUpper.AsSpan(), -t, gy[m..]));
        }

        return To(perturbed);
    }

    public override Displacement? Move(LinearData direction, double step) =>
        LinearSpace.Instance.Move(_problem, direction, step) is { } moved ? To(moved) : null;

    public override double ScaleOf(LinearData direction) => DirectionScale.Smallest(
        (_problem.Cost, direction.Cost), (_problem.A.ValueArray, direction.A.ValueArray), (_problem.RowLower, direction.RowLower),
        (_problem.RowUpper, direction.RowUpper), (_problem.ColumnLower, direction.ColumnLower), (_problem.ColumnUpper, direction.ColumnUpper));

    public override LinearData Difference(Displacement a, Displacement b, double span)
    {
        var difference = new SaddleDifference(_x, _y, a, b, span);
        return HasDual ? new(_problem, difference) : new(_problem, cost: difference.Cost);
    }

    private LinearProgram WithCostMoved(double t, ReadOnlySpan<double> gx)
    {
        using var cost = Rented.Doubles(gx.Length);
        TensorPrimitives.MultiplyAdd(gx, t, _problem.Cost.AsSpan(), cost.Span);
        return _problem.WithCost(cost.Span);
    }

    /// <summary>
    /// An augmented step is a projection of −tg/ρ, at most as long. What is less than 1e-12 of that is rounding: at a vertex that holds, x
    /// does not move.
    /// </summary>
    private Displacement WithoutRounding(Displacement step, double t, ReadOnlySpan<double> gx)
    {
        var least = 1e-12 * Math.Abs(t) * Vectors.Norm(gx) / _augmentation;
        return step with { X = Array.ConvertAll(step.X, d => Math.Abs(d) <= least ? 0 : d) };
    }

    private Displacement To(LinearProgram problem)
    {
        var solution = _sessions.Solve(problem, _request, CancellationToken.None);
        if (!solution.IsSolved || solution.Primal.IsDefaultOrEmpty || (HasDual && solution.Dual.IsDefaultOrEmpty)) return Displacement.Failed(solution);
        var x = Displacement.Rounded(Whole(solution.Primal), _x);
        return new(solution.Termination, x, HasDual ? Displacement.Rounded(solution.Dual.AsSpan(), _y) : new double[_y.Length], Iterations: solution.Statistics.Iterations, IsSolvedAgain: true);
    }

    /// <summary>Integer variables without what the solver's tolerance leaves.</summary>
    private double[] Whole(ImmutableArray<double> primal)
    {
        if (!_problem.HasIntegers) return ImmutableCollectionsMarshal.AsArray(primal)!;
        double[] x = [.. primal];
        foreach (var j in _problem.IntegerColumns) x[j] = Math.Round(x[j]);
        return x;
    }
}
