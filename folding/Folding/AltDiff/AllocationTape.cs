using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>The gradient of a loss through an <see cref="AllocationLayer"/>.</summary>
/// <param name="Input">By y, length n.</param>
/// <param name="Weights">By a, length n.</param>
/// <param name="Total">By t.</param>
/// <param name="Lower">By l, length n; 0 where it does not hold.</param>
/// <param name="Upper">By u, length n; 0 where it does not hold.</param>
/// <param name="Report">Method, trust and diagnostics.</param>
public sealed record AllocationGradient(
    ImmutableArray<double> Input, ImmutableArray<double> Weights, double Total, ImmutableArray<double> Lower, ImmutableArray<double> Upper, GradientReport Report);

/// <summary>
/// A solution of an <see cref="AllocationLayer"/> and its derivative. On the free coordinates F, for a loss with gradient g,
/// <code>
/// h = Σ_F g_i a_i/φ_i'' / Σ_F a_i²/φ_i'',    r_i = (g_i − h a_i)/φ_i'',    dt = h,   dy_i = r_i,   da_i = −λ r_i − h x_i
/// </code>
/// and on the others the bound that holds gets g_i − h a_i, and da_i = −h x_i. Where nothing is free that the row weighs, its multiplier is
/// not unique and h is that of least norm, <c>a'g/(1 + a'a)</c>. Thread-safe.
/// </summary>
public sealed class AllocationTape
{
    /// <summary>Distance from a kink, relative to the numbers it is the difference of, at which the solution, exact to rounding, is on it.</summary>
    private const double Kink = 1e-12;

    private readonly AllocationKind _kind;
    private readonly AlternatingRun? _run;
    private readonly double[] _x = [];
    private readonly sbyte[] _sides = [];
    private readonly int _weak;

    internal AllocationTape(AllocationKind kind, AllocationProblem problem, double[] x, double price, (sbyte[] Sides, int Weak) at)
    {
        (_kind, Problem, _x, Multiplier, (_sides, _weak)) = (kind, problem, x, price, at);
        (Primal, Termination) = (QuadraticData.Frozen(x), TerminationStatus.Optimal);
    }

    internal AllocationTape(AllocationKind kind, AllocationProblem problem, AlternatingRun run)
    {
        (_kind, Problem, _run, Multiplier) = (kind, problem, run, run.Y[0]);
        // In the limit x = z, and z is at its bounds exactly: zeros are zeros.
        _x = run.Converged ? [.. run.X.Select((_, i) => run.Problem.Project(i + 1, run.V[i + 1]))] : run.X;
        _sides = [.. run.X.Select((_, i) => SideOf(run.Problem.ActivityOf(i + 1, run.V[i + 1])))];
        Primal = QuadraticData.Frozen(_x);
        Termination = run.Converged ? TerminationStatus.Optimal : TerminationStatus.IterationLimit;
    }

    internal AllocationTape(AllocationKind kind, AllocationProblem problem) => (_kind, Problem, Termination) = (kind, problem, TerminationStatus.Infeasible);

    /// <summary>The data.</summary>
    public AllocationProblem Problem { get; }

    /// <summary>Optimal, truncated by the iteration count, or infeasible: no point between the bounds has the total.</summary>
    public TerminationStatus Termination { get; }

    /// <summary>x, length n; exactly at its bounds where they hold, unless the run was truncated by count; empty where there is none.</summary>
    public ImmutableArray<double> Primal { get; } = [];

    /// <summary>λ, with <c>φ' + λa</c> zero on the free coordinates.</summary>
    public double Multiplier { get; }

    /// <summary>Iterations of the truncated run; 0 for the exact solution.</summary>
    public int Iterations => _run?.Iterations ?? 0;

    /// <summary>Reverse mode, exact for what was computed: the adjoint of the solution, or the reverse of a truncated run.</summary>
    /// <param name="lossByPrimal">dLoss/dx, length n.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The iterates of the run were not kept.</exception>
    public AllocationGradient Vjp(ReadOnlySpan<double> lossByPrimal)
    {
        var n = Problem.VariableCount;
        Vectors.RequireFinite(lossByPrimal, n, nameof(lossByPrimal));
        if (_run is not { } run) return VjpOfLimit(lossByPrimal);
        if (run.Iterates.Count != run.Iterations)
            throw new InvalidOperationException($"The iterates were not kept: set {nameof(AltDiffOptions.KeepIterates)}, or ask for {nameof(VjpOfLimit)}.");
        double[] input = new double[n], weights = new double[n];
        var (lower, upper) = TruncatedDerivative.Reverse(run, lossByPrimal, [], (x, y, a, e) =>
        {
            for (var i = 0; i < n; i++)
            {
                input[i] += a[i];
                weights[i] -= (y[0] * a[i]) + (e[0] * x[i]);
            }
        });
        return new(QuadraticData.Frozen(input), QuadraticData.Frozen(weights), upper[0], [.. lower[1..]], [.. upper[1..]], ReportOf(run));
    }

    /// <summary>Reverse mode by the adjoint of the solution that a truncated run tends to, taken at its last iterate: linear memory.</summary>
    /// <param name="lossByPrimal">dLoss/dx, length n.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public AllocationGradient VjpOfLimit(ReadOnlySpan<double> lossByPrimal)
    {
        Vectors.RequireFinite(lossByPrimal, Problem.VariableCount, nameof(lossByPrimal));
        if (Termination == TerminationStatus.Infeasible) return None();
        return _kind == AllocationKind.Sparsemax ? Adjoint<SquareTerm>(lossByPrimal) : Adjoint<EntropyTerm>(lossByPrimal);
    }

    /// <summary>−1 at the lower bound, 1 at the upper, 0 between; and how many stand on a kink. A fixed coordinate is at the bound that its multiplier points at.</summary>
    internal static (sbyte[] Sides, int Weak) SidesAt(AllocationKind kind, AllocationProblem problem, double[] x, double price) =>
        kind == AllocationKind.Sparsemax ? SidesAt<SquareTerm>(problem, x, price) : SidesAt<EntropyTerm>(problem, x, price);

    private static (sbyte[] Sides, int Weak) SidesAt<TTerm>(AllocationProblem problem, double[] x, double price)
        where TTerm : struct, ISeparableTerm
    {
        ReadOnlySpan<double> y = problem.Input, weights = problem.Weights, lower = problem.Lower, upper = problem.Upper;
        var sides = new sbyte[x.Length];
        var weak = 0;
        for (var i = 0; i < sides.Length; i++)
        {
            double value = x[i], l = lower[i], u = upper[i], here = price * weights[i];
            // How far the price is from those that just reach the bounds: above the one of l, l holds.
            double beyondLower = here - TTerm.PriceOf(y[i], l), beforeUpper = here - TTerm.PriceOf(y[i], u);
            sides[i] = (sbyte)(value > l && value < u ? 0 : value == l && (l < u || beyondLower > 0) ? -1 : 1);
            if (l < u && Math.Min(Math.Abs(beyondLower), Math.Abs(beforeUpper)) <= Kink * (Math.Abs(y[i]) + Math.Abs(here))) weak++;
        }

        return (sides, weak);
    }

    private static sbyte SideOf(RowActivity activity) => activity switch { RowActivity.Inactive => 0, RowActivity.Lower => -1, _ => 1 };

    private AllocationGradient Adjoint<TTerm>(ReadOnlySpan<double> g)
        where TTerm : struct, ISeparableTerm
    {
        var n = g.Length;
        var a = Problem.Weights;
        double along = 0, stiffness = 0, heldAlong = 0, held = 0;
        for (var i = 0; i < n; i++)
        {
            if (_sides[i] == 0)
            {
                var give = a[i] / TTerm.Curvature(_x[i]);
                along += give * g[i];
                stiffness += give * a[i];
            }
            else
            {
                heldAlong += a[i] * g[i];
                held += a[i] * a[i];
            }
        }

        // The row depends on the bounds that hold: only the least-norm multiplier is defined.
        var isVertex = stiffness == 0;
        var h = isVertex ? heldAlong / (1 + held) : along / stiffness;
        double[] input = new double[n], weights = new double[n], lower = new double[n], upper = new double[n];
        for (var i = 0; i < n; i++)
        {
            var rest = g[i] - (h * a[i]);
            weights[i] = -h * _x[i];
            if (_sides[i] == 0)
            {
                input[i] = rest / TTerm.Curvature(_x[i]);
                weights[i] -= Multiplier * input[i];
            }
            else
            {
                (_sides[i] < 0 ? lower : upper)[i] = rest;
            }
        }

        var report = _run is { } run ? ReportOf(run) : new() { Method = "kkt", Trust = TrustLevel.Exact, Iterations = 1 };
        if (_weak > 0 || isVertex) report = report with { Trust = (TrustLevel)Math.Min((int)report.Trust, (int)TrustLevel.Subgradient), WeaklyActive = _weak, RankDeficient = isVertex };
        return new(QuadraticData.Frozen(input), QuadraticData.Frozen(weights), h, QuadraticData.Frozen(lower), QuadraticData.Frozen(upper), report);
    }

    private static GradientReport ReportOf(AlternatingRun run) => new()
    {
        Method = "altdiff",
        Trust = run is { Converged: true, EstimatedError: <= 1e-8 } ? TrustLevel.Exact : TrustLevel.Approximate,
        Iterations = run.Iterations,
        Contraction = run.Contraction,
        EstimatedError = run.EstimatedError,
        Notes = run.Converged ? [] : [FormattableString.Invariant($"truncated after {run.Iterations} iterations; x is estimated to be off by {run.EstimatedError:G2}, the gradient by the same order")],
    };

    private AllocationGradient None()
    {
        var zero = QuadraticData.Frozen(new double[Problem.VariableCount]);
        return new(zero, zero, 0, zero, zero, new() { Method = "kkt", Trust = TrustLevel.None, Notes = ["no point between the bounds has the total: the layer is infeasible"] });
    }
}
