using Folding.Problems;

namespace Folding.Tests;

/// <summary>
/// Infeasible, unbounded, dependent rows, a row of zeros and a singular Hessian, for each layer of alternating differentiation: quadratic,
/// sparsemax, softmax with one row, and softmax with general rows.
/// </summary>
public sealed class DegenerateLayersTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly AltDiffOptions Plain = new() { MaximumIterations = 3000 }, Newton = new() { MaximumIterations = 3000, KeepIterates = false };

    public static TheoryData<bool> Both => [true, false];

    [Theory]
    [MemberData(nameof(Both))]
    public void Quadratic_infeasible_and_unbounded_are_statuses_without_gradient(bool newton)
    {
        var identity = CscMatrix.Identity(2);
        None(Quadratic(newton, new(identity, [0, 0], Full(new double[,] { { 1, 1 }, { 1, 1 } }), [-Inf, 2], [1, Inf])), TerminationStatus.Infeasible);
        None(Quadratic(newton, new(CscMatrix.Diagonal([1, 0]), [0, -1], identity, [-1, 0], [1, Inf])), TerminationStatus.Unbounded);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Quadratic_with_a_flat_direction_that_no_row_sees_has_a_reason(bool newton)
    {
        var tape = Quadratic(newton, new(CscMatrix.Diagonal([1, 0]), [0, 0], Full(new double[,] { { 1, 0 } }), [0], [1]));
        None(tape, TerminationStatus.NumericalError);
        Assert.Contains("singular", Assert.Single(tape.VjpOfLimit(Seed.OnPrimal([1, 1])).Report.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Quadratic_singular_but_held_by_its_rows_has_its_gradient(bool newton)
    {
        // min ½x1² − x2, x2 ≤ 3: P is singular, P + A'ρA is not.
        var tape = Quadratic(newton, new(CscMatrix.Diagonal([1, 0]), [0, -1], Full(new double[,] { { 0, 1 } }), [-Inf], [3]));
        Close([0, 3], tape.Primal.AsSpan());
        var gradient = tape.VjpOfLimit(Seed.OnPrimal([2, 5])).Data;
        Close([-2, 0], gradient.Q.AsSpan());
        Close([5], gradient.Upper.AsSpan());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Quadratic_dependent_rows_share_their_gradient_and_a_zero_row_has_none(bool newton)
    {
        // x1 + x2 = 1 twice, and 0'x between −1 and 1: x = (½, ½), dx/db = (½, ½).
        var tape = Quadratic(newton, new(CscMatrix.Identity(2), [0, 0], Full(new double[,] { { 1, 1 }, { 1, 1 }, { 0, 0 } }), [1, 1, -1], [1, 1, 1]));
        Close([0.5, 0.5], tape.Primal.AsSpan());
        var gradient = tape.VjpOfLimit(Seed.OnPrimal([1, 0]));
        Close([-0.5, 0.5], gradient.Data.Q.AsSpan());
        Close([0.25, 0.25, 0], Sides(gradient.Data));
        Assert.Equal(0, gradient.Data.A[2, 0]);
        None(Quadratic(newton, new(CscMatrix.Identity(2), [0, 0], Full(new double[,] { { 1, 1 }, { 0, 0 } }), [1, 1], [1, 1])), TerminationStatus.Infeasible);
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax)]
    [InlineData(AllocationKind.Softmax)]
    public void Allocation_without_a_point_between_the_bounds_is_infeasible(AllocationKind kind)
    {
        foreach (var problem in (AllocationProblem[])[AllocationProblem.Simplex([3, 1], [0.25, 0.25]), new([3, 1], [1, -1], -2, [0, 0], [Inf, 1]), new([3, 1], [0, 0], 1, [0, 0], [Inf, Inf])])
        {
            foreach (var tape in (AllocationTape[])[new AllocationLayer(kind).Forward(problem), new AllocationLayer(kind).ForwardTruncated(problem, Plain, TestContext.Current.CancellationToken)])
            {
                Assert.Equal(TerminationStatus.Infeasible, tape.Termination);
                Assert.Empty(tape.Primal);
                var gradient = tape.VjpOfLimit([1, 2]);
                Assert.Equal(TrustLevel.None, gradient.Report.Trust);
                Assert.NotEmpty(gradient.Report.Notes);
                Assert.All([.. gradient.Input, .. gradient.Weights, gradient.Total, .. gradient.Lower, .. gradient.Upper], static v => Assert.Equal(0, v));
            }
        }
    }

    [Fact]
    public void Allocation_without_bounds_is_bounded_by_its_curvature()
    {
        // ½|x − y|² on the plane x1 − 2x2 = 1: x = y − λa, λ = (a'y − 1)/5.
        double[] none = [double.NegativeInfinity, double.NegativeInfinity], free = [Inf, Inf];
        var sparsemax = new AllocationLayer(AllocationKind.Sparsemax).Forward(new([2, -1], [1, -2], 1, none, free));
        Close([1.4, 0.2], sparsemax.Primal.AsSpan());
        Close([0.8, 0.4], sparsemax.Vjp([1, 0]).Input.AsSpan());
        // Entropies on x1 − x2 = 0: x1 = x2 = exp((y1 + y2)/2 − 1).
        var softmax = new AllocationLayer(AllocationKind.Softmax).Forward(new([2, -1], [1, -1], 0, [0, 0], free));
        Close([Math.Exp(-0.5), Math.Exp(-0.5)], softmax.Primal.AsSpan());
        Close([0.5 * Math.Exp(-0.5), 0.5 * Math.Exp(-0.5)], softmax.Vjp([1, 0]).Input.AsSpan());
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax)]
    [InlineData(AllocationKind.Softmax)]
    public void Allocation_whose_row_depends_on_the_bounds_that_hold_has_the_gradient_of_least_norm_flagged(AllocationKind kind)
    {
        // Everything is at its cap, which leaves no choice, nor any curvature: e = h solves [1'; I]'(h, r) = g with the least norm, h = 1'g/3.
        var tape = new AllocationLayer(kind).Forward(AllocationProblem.Simplex([3, 1], [0.25, 0.75]));
        Close([0.25, 0.75], tape.Primal.AsSpan());
        var gradient = tape.Vjp([1, 2]);
        Assert.Equal((TrustLevel.Subgradient, true), (gradient.Report.Trust, gradient.Report.RankDeficient));
        Close([0, 0], gradient.Input.AsSpan());
        Assert.Equal(1, gradient.Total, 1e-12);
        Close([0, 1], gradient.Upper.AsSpan());
        Close([-0.25, -0.75], gradient.Weights.AsSpan());
    }

    [Theory]
    [InlineData(AllocationKind.Sparsemax)]
    [InlineData(AllocationKind.Softmax)]
    public void Allocation_with_a_row_of_zeros_is_a_box_flagged(AllocationKind kind)
    {
        var tape = new AllocationLayer(kind).Forward(new([0.5, 9], [0, 0], 0, [0, 0], [1, 1]));
        Close([kind == AllocationKind.Sparsemax ? 0.5 : Math.Exp(-0.5), 1], tape.Primal.AsSpan());
        var gradient = tape.Vjp([2, 3]);
        Assert.Equal((TrustLevel.Subgradient, true), (gradient.Report.Trust, gradient.Report.RankDeficient));
        Close([kind == AllocationKind.Sparsemax ? 2 : 2 * Math.Exp(-0.5), 0], gradient.Input.AsSpan());
        Close([0, 3], gradient.Upper.AsSpan());
        Assert.Equal(0, gradient.Total);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Softmax_infeasible_by_its_rows_or_by_its_domain_is_a_status_without_gradient(bool newton)
    {
        None(Entropy(newton, new double[,] { { 1, 1 }, { 1, 1 } }, [-Inf, 2], [1, Inf]), TerminationStatus.Infeasible);
        // x1 + x2 = −1 has solutions, but none with x ≥ 0.
        None(Entropy(newton, new double[,] { { 1, 1 } }, [-1], [-1]), TerminationStatus.Infeasible);
        None(Entropy(newton, new double[,] { { 1, 1 }, { 0, 0 } }, [1, 1], [1, 2]), TerminationStatus.Infeasible);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Softmax_dependent_rows_share_their_gradient_and_a_zero_row_has_none(bool newton)
    {
        // y = (0, ln 3): x = (¼, ¾), dx/dt = x.
        var tape = Entropy(newton, new double[,] { { 1, 1 }, { 1, 1 }, { 0, 0 } }, [1, 1, -1], [1, 1, 1]);
        Close([0.25, 0.75], tape.Primal.AsSpan());
        var gradient = tape.VjpOfLimit(Seed.OnPrimal([1, 0]));
        Close([-0.1875, 0.1875], gradient.Data.Q.AsSpan());
        Close([0.125, 0.125, 0], Sides(gradient.Data));
        Assert.Equal(0, gradient.Data.A[2, 0]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void General_objective_with_a_singular_hessian_has_a_reason(bool newton)
    {
        // ½x1² with a row on x1 alone: x2 is anything.
        var tape = new AltDiffLayer(newton ? Newton : Plain).ForwardConvex(
            new QuadraticObjective(CscMatrix.Diagonal([1, 0])), [0, 0], Full(new double[,] { { 1, 0 } }), [0], [1], TestContext.Current.CancellationToken);
        None(tape, TerminationStatus.NumericalError);
        Assert.Contains("singular", Assert.Single(tape.VjpOfLimit(Seed.OnPrimal([1, 1])).Report.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void General_objective_that_falls_for_ever_is_never_called_solved(bool newton)
    {
        // Σ exp(x) on x1 − x2 = 0 has the infimum 0 at −∞.
        var tape = new AltDiffLayer(newton ? Newton with { MaximumIterations = 40 } : Plain with { MaximumIterations = 40 }).ForwardConvex(
            new Exponentials(), [], Full(new double[,] { { 1, -1 } }), [0], [0], TestContext.Current.CancellationToken);
        Assert.NotEqual(TerminationStatus.Optimal, tape.Termination);
        Assert.NotEqual(TrustLevel.Exact, tape.VjpOfLimit(Seed.OnPrimal([1, 1])).Report.Trust);
    }

    private static AltDiffTape Quadratic(bool newton, QuadraticProgram problem) => new AltDiffLayer(newton ? Newton : Plain).Forward(problem, TestContext.Current.CancellationToken);

    private static AltDiffTape Entropy(bool newton, double[,] rows, double[] lower, double[] upper) =>
        new AltDiffLayer((newton ? Newton : Plain) with { Tolerance = 1e-12 }).ForwardConvex(new EntropyObjective(2), [0, Math.Log(3)], Full(rows), lower, upper, TestContext.Current.CancellationToken);

    private static void None(AltDiffTape tape, TerminationStatus status)
    {
        Assert.Equal(status, tape.Termination);
        foreach (var gradient in new[] { tape.Vjp(Seed.OnPrimal([1, 1])), tape.VjpOfLimit(Seed.OnPrimal([1, 1])) })
        {
            Assert.Equal(TrustLevel.None, gradient.Report.Trust);
            Assert.NotEmpty(gradient.Report.Notes);
            Assert.Equal(0, gradient.Data.Inner(gradient.Data));
        }
    }

    /// <summary>Every entry stored, zeros too.</summary>
    private static CscMatrix Full(double[,] rows)
    {
        int m = rows.GetLength(0), n = rows.GetLength(1);
        var values = new double[m * n];
        for (var k = 0; k < values.Length; k++) values[k] = rows[k % m, k / m];
        return new(new SparsityPattern(m, n, [.. Enumerable.Range(0, n + 1).Select(j => j * m)], [.. Enumerable.Range(0, m * n).Select(k => k % m)]), values);
    }

    private static double[] Sides(QuadraticData data) => [.. data.Lower.Zip(data.Upper, static (l, u) => l + u)];

    private static void Close(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-8);
    }

    private sealed class Exponentials : SmoothObjective
    {
        public override int Size => 2;

        public override int ParameterCount => 0;

        public override SparsityPattern HessianPattern { get; } = CscMatrix.Identity(2).Pattern;

        public override double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> c) => Math.Exp(x[0]) + Math.Exp(x[1]);

        public override void Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> gradient) => (gradient[0], gradient[1]) = (Math.Exp(x[0]), Math.Exp(x[1]));

        public override void Hessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, Span<double> values) => Gradient(x, c, values);

        public override void MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result) =>
            (result[0], result[1]) = (Math.Exp(x[0]) * v[0], Math.Exp(x[1]) * v[1]);

        public override void MultiplyMixed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> direction, Span<double> result) => result.Clear();

        public override void MultiplyMixedTransposed(ReadOnlySpan<double> x, ReadOnlySpan<double> c, ReadOnlySpan<double> v, Span<double> result)
        {
        }
    }
}
