using Folding;
using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>One iteration, for tables and plots.</summary>
internal sealed record SqpIteration(int Number, double Objective, double Residual, double StepLength, int Trials);

/// <summary>
/// Sequential quadratic programming with a line search on the l1 merit function
/// <code>φ(x) = f(x) + ν Σ violations,      φ(x + αd) ≤ φ(x) + 1e-4 α D,   D = ∇f'd − ν Σ violations</code>
/// (Nocedal and Wright 2006, algorithm 18.3): each iteration solves a quadratic program for the step d and new multipliers, makes ν larger than
/// those, and halves α until the merit falls enough; a full step that does not is corrected to second order once (Maratos's effect). Any solver of
/// quadratic programs will do: its answers are refined to machine precision.
/// </summary>
internal sealed class SequentialQuadraticMethod(ISolver<QuadraticProgram> solver, HessianModel hessian)
{
    private const double Tolerance = 1e-10;
    private const int MaximumIterations = 200;
    private const double SufficientDecrease = 1e-4, ShortestStep = 1e-10;

    private readonly DifferentiableSolver<QuadraticProgram, QuadraticData> _quadratic = DifferentiableSolver.ForQuadratic(solver);
    private double _penalty = 1;

    /// <summary>Told of every iterate.</summary>
    public Action<SqpIteration>? Trace { get; init; }

    /// <summary>The last iterate and why it is the last.</summary>
    public (Iterate Point, TerminationStatus Status, int Iterations) Run(NonlinearProgram program, double[] start, double[] multipliers, CancellationToken cancellation)
    {
        var point = new Iterate(program, Inside(program, start), multipliers);
        Trace?.Invoke(new(0, point.Objective, point.Residuals.WorstRelative, 0, 0));
        for (var iteration = 1; iteration <= MaximumIterations; iteration++)
        {
            if (cancellation.IsCancellationRequested) return (point, TerminationStatus.Cancelled, iteration - 1);
            if (point.Residuals.WorstRelative <= Tolerance) return (point, TerminationStatus.LocallyOptimal, iteration - 1);
            var b = hessian.At(program, point);
            if (Direction(program, point, b) is not var (step, y)) return (point, TerminationStatus.NumericalError, iteration - 1);
            if (Search(program, point, b, step, y) is not var (next, length, trials))
                return (point, point.Violation > Math.Sqrt(Tolerance) ? TerminationStatus.LocallyInfeasible : TerminationStatus.NumericalError, iteration - 1);
            hessian.Moved(program, point, next);
            point = next;
            Trace?.Invoke(new(iteration, point.Objective, point.Residuals.WorstRelative, length, trials));
        }

        return (point, TerminationStatus.IterationLimit, MaximumIterations);
    }

    /// <summary>Step and multipliers of the quadratic program; of the elastic one where it has no solution.</summary>
    private (double[] Step, double[] Multipliers)? Direction(NonlinearProgram program, Iterate point, CscMatrix b)
    {
        int n = point.X.Length, m = point.Constraints.Length;
        var solution = _quadratic.Forward(Subproblem.At(program, point, b, point.Constraints)).Solution;
        if (solution.IsSolved)
        {
            var d = Difference(solution.Primal.AsSpan(), point.X);
            var y = hessian.Multipliers([.. solution.Dual], d);
            _penalty = Math.Max(_penalty, 1.5 * y.Take(m).Select(Math.Abs).DefaultIfEmpty().Max());
            return (d, y);
        }

        solution = _quadratic.Forward(Subproblem.Elastic(program, point, b, _penalty)).Solution;
        // Where violations remain their price is the multiplier, and a higher price may remove them.
        if (point.Violation > 0) _penalty *= 2;
        return solution.IsSolved ? (Difference(solution.Primal.AsSpan()[..n], point.X), [.. solution.Dual[..(m + n)]]) : null;
    }

    private (Iterate Next, double Length, int Trials)? Search(NonlinearProgram program, Iterate point, CscMatrix b, double[] step, double[] y)
    {
        var slope = -_penalty * point.Violation;
        for (var j = 0; j < step.Length; j++) slope += point.Gradient[j] * step[j];
        var trials = 0;
        for (var length = 1.0; length > ShortestStep; length /= 2)
        {
            trials++;
            var next = Along(program, point, step, y, length);
            if (IsBetter(next, length)) return (next, length, trials);
            if (length < 1 || point.Constraints.Length == 0) continue;
            if (Corrected(program, point, b, step, next) is { } corrected && IsBetter(corrected, length)) return (corrected, length, trials + 1);
        }

        return null;

        // The last term is the rounding of the merit itself: at the solution no step makes it smaller.
        bool IsBetter(Iterate next, double length) => double.IsFinite(Merit(next))
            && Merit(next) <= Merit(point) + SufficientDecrease * length * slope + 1e-14 * (1 + Math.Abs(point.Objective));
    }

    private double Merit(Iterate point) => point.Objective + _penalty * point.Violation;

    /// <summary>The full step of the quadratic program whose constraints have their values at x + d, less Jd: what curvature took away is given back.</summary>
    private Iterate? Corrected(NonlinearProgram program, Iterate point, CscMatrix b, double[] step, Iterate full)
    {
        var there = new double[point.Constraints.Length];
        point.Jacobian.Multiply(step, there);
        for (var i = 0; i < there.Length; i++) there[i] = full.Constraints[i] - there[i];
        var solution = _quadratic.Forward(Subproblem.At(program, point, b, there)).Solution;
        if (!solution.IsSolved) return null;
        var d = Difference(solution.Primal.AsSpan(), point.X);
        return Along(program, point, d, hessian.Multipliers([.. solution.Dual], d), 1);
    }

    /// <summary>x + αd and y + α(ŷ − y).</summary>
    private static Iterate Along(NonlinearProgram program, Iterate point, double[] step, double[] y, double length)
    {
        double[] x = [.. point.X.Zip(step, (a, d) => a + length * d)], multipliers = [.. point.Y.Zip(y, (a, b) => a + length * (b - a))];
        return new(program, Inside(program, x), multipliers);
    }

    private static double[] Difference(ReadOnlySpan<double> a, double[] b)
    {
        var difference = a.ToArray();
        for (var j = 0; j < b.Length; j++) difference[j] -= b[j];
        return difference;
    }

    /// <summary>Rounding may carry a step over a bound.</summary>
    private static double[] Inside(NonlinearProgram program, double[] x) => [.. x.Select((value, j) => Math.Clamp(value, program.VariableLower[j], program.VariableUpper[j]))];
}
