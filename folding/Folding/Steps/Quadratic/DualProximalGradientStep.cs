using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The dual proximal gradient step (the plain step of FDPG; momentum does not move the fixed point) of a strongly convex program,
/// <code>x(w) = −P⁻¹(q + A'w),   s = w + τAx(w),   w ← s − τ clip(s/τ, l, u)</code>
/// whose fixed point w is y. It needs P positive definite.
/// </summary>
public sealed record DualProximalGradientStep : QuadraticStep
{
    private readonly double? _stepsize;

    /// <summary>τ; null for 2/(m + M) of A P⁻¹ A' on the active rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double? Stepsize
    {
        get => _stepsize;
        init => _stepsize = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The stepsize must be positive.");
    }

    /// <inheritdoc/>
    public override string Name => "fdpg";

    internal override QuadraticMap? On(QuadraticPoint point, out string whyNot)
    {
        var factor = new LdlFactor(point.Cache.For(point.Problem.P.Pattern));
        whyNot = "the step fdpg needs a positive definite P, and this one is singular: admm takes any";
        return factor.Factor(point.Problem.P.Values) == LdlOutcome.Factored && factor.Inertia.Positive == point.X.Length
            ? new DualProximalGradientMap(point, factor, Stepsize)
            : null;
    }
}

/// <summary>The dual proximal gradient step of one program. Its state is w, one number per row.</summary>
internal sealed class DualProximalGradientMap : QuadraticMap
{
    private readonly QuadraticPoint _point;

    public DualProximalGradientMap(QuadraticPoint point, LdlFactor factor, double? stepsize)
    {
        (_point, Problem, Factor, FixedPoint) = (point, point.Problem, factor, point.Y);
        Stepsize = stepsize ?? BestStepsize(point.Activity);
    }

    public QuadraticProgram Problem { get; }

    public LdlFactor Factor { get; }

    public double Stepsize { get; }

    public override double[] FixedPoint { get; }

    public override bool IsGlobal => true;

    public override double? ChosenStepsize => Stepsize;

    public override string Choice => FormattableString.Invariant($"stepsize {Stepsize:G3}");

    public override QuadraticStepLinearization At(double[] state)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        double[] x = new double[n], next = new double[m];
        Problem.A.AddTransposedMultiply(state, x);
        for (var j = 0; j < n; j++) x[j] = -(x[j] + Problem.Q[j]);
        Solve(x);
        Problem.A.Multiply(x, next);
        var activity = new RowActivity[m];
        for (var i = 0; i < m; i++)
        {
            double s = (state[i] / Stepsize) + next[i], l = Problem.Lower[i], u = Problem.Upper[i];
            activity[i] = ActiveSet.IsEquality(l, u) ? RowActivity.Equality : s < l ? RowActivity.Lower : s > u ? RowActivity.Upper : RowActivity.Inactive;
            next[i] = activity[i] switch { RowActivity.Inactive => 0, RowActivity.Lower => Stepsize * (s - l), _ => Stepsize * (s - u) };
        }

        return new DualProximalGradientLinearization(this, ReferenceEquals(state, FixedPoint) && _point.Certified is not null ? _point.Activity : activity, x, state, next);
    }

    /// <summary>P⁻¹ in place; thread-safe.</summary>
    public void Solve(Span<double> rightHandSide)
    {
        using var workspace = Rented.Doubles(Factor.WorkspaceLength);
        Factor.Solve(rightHandSide, workspace.Span);
    }

    private double BestStepsize(RowActivity[] activity)
    {
        var start = new double[activity.Length];
        WeylSequence.Fill(start);
        Mask(start);
        return Curvature.BestStepsize(
            (v, result) =>
            {
                using var memory = Rented.Doubles(Problem.VariableCount);
                memory.Span.Clear();
                Problem.A.AddTransposedMultiply(v, memory.Span);
                Solve(memory.Span);
                Problem.A.Multiply(memory.Span, result);
                Mask(result);
            },
            start);

        void Mask(Span<double> v)
        {
            for (var i = 0; i < v.Length; i++)
            {
                if (activity[i] == RowActivity.Inactive) v[i] = 0;
            }
        }
    }
}

/// <summary>
/// With K = 1 on active rows and 0 elsewhere: Φ = K(I − τAP⁻¹A'). The adjoint of the data is
/// <code>r_x = P⁻¹(g_x + τA'Kv),   r_y = −τKv</code>
/// </summary>
internal sealed class DualProximalGradientLinearization(DualProximalGradientMap map, RowActivity[] activity, double[] x, double[] w, double[] next) : QuadraticStepLinearization
{
    private QuadraticProgram Problem => map.Problem;

    public override int StateCount => w.Length;

    public override double[] Next => next;

    public override double[] Answer => x;

    public override long Size => x.Length + w.Length + ((w.Length + 7) / 8);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(x.Length + w.Length);
        var kept = memory.Span[x.Length..];
        for (var i = 0; i < kept.Length; i++) kept[i] = activity[i] == RowActivity.Inactive ? 0 : v[i];
        Curve(kept, memory.Span[..x.Length], result);
        for (var i = 0; i < kept.Length; i++) result[i] = kept[i] - (map.Stepsize * result[i]);
    }

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
    {
        using var memory = Rented.Doubles(x.Length);
        Curve(v, memory.Span, result);
        for (var i = 0; i < result.Length; i++) result[i] = activity[i] == RowActivity.Inactive ? 0 : v[i] - (map.Stepsize * result[i]);
    }

    public override void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state)
    {
        var adjoint = gx.ToArray();
        map.Solve(adjoint);
        Problem.A.Multiply(adjoint, state);
        for (var i = 0; i < state.Length; i++) state[i] = gy[i] - state[i];
    }

    public override QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] rx = gx.ToArray(), ry = new double[w.Length];
        for (var i = 0; i < ry.Length; i++) ry[i] = activity[i] == RowActivity.Inactive ? 0 : map.Stepsize * v[i];
        Problem.A.AddTransposedMultiply(ry, rx);
        map.Solve(rx);
        for (var i = 0; i < ry.Length; i++) ry[i] = -ry[i];
        return QuadraticDerivative.Gradient(Problem, activity, x, w, rx, ry, ry);
    }

    public override void PushForward(QuadraticData direction, Span<double> state)
    {
        double[] dx = new double[x.Length], rows = new double[w.Length], bounds = new double[w.Length];
        QuadraticDerivative.Tangent(activity, x, w, direction, dx, rows, bounds);
        map.Solve(dx);
        Problem.A.Multiply(dx, state);
        for (var i = 0; i < state.Length; i++)
            state[i] = activity[i] == RowActivity.Inactive ? 0 : map.Stepsize * (rows[i] - state[i] - bounds[i]);
    }

    public override (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction)
    {
        double[] dx = new double[x.Length], rows = new double[w.Length], bounds = new double[w.Length];
        QuadraticDerivative.Tangent(activity, x, w, direction, dx, rows, bounds);
        Problem.A.AddTransposedMultiply(state, dx);
        for (var j = 0; j < dx.Length; j++) dx[j] = -dx[j];
        map.Solve(dx);
        return (dx, state.ToArray());
    }

    /// <summary>A P⁻¹ A' v.</summary>
    private void Curve(ReadOnlySpan<double> v, Span<double> along, Span<double> result)
    {
        along.Clear();
        Problem.A.AddTransposedMultiply(v, along);
        map.Solve(along);
        Problem.A.Multiply(along, result);
    }
}
