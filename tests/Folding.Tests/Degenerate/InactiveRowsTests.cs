using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>Rows that hold nothing: none active, rows without entries, rows without bounds.</summary>
public sealed class InactiveRowsTests
{
    [Fact]
    public void With_no_active_row_the_gradient_is_the_inverse_of_P()
    {
        // P = [[4, 1], [1, 2]], q = (1, 1): x = −P⁻¹q = (−1, −3)/7; r = P⁻¹ (1, 2) = (0, 1).
        var problem = Make.WorkedExample([-9, -9, -9], [9, 9, 9]);
        var gradient = Make.Tape(problem, [-1.0 / 7, -3.0 / 7], [0, 0, 0]).Vjp(Seed.On([1, 2], [5, 6, 7]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal(0, gradient.Data.Q[0], 1e-14);
        Assert.Equal(-1, gradient.Data.Q[1], 1e-14);
        // −(r x' + x r')/2 with the off-diagonal entry tied: 0, −r2 x1, −r2 x2.
        Assert.True(Make.Distance(gradient.Data.P.Values, [0, 1.0 / 7, 3.0 / 7]) < 1e-13);
        Assert.Equal(0, Vectors.MaxNorm(gradient.Data.A.Values));
        Assert.Equal([0, 0, 0], gradient.Data.Lower);
        Assert.Equal([0, 0, 0], gradient.Data.Upper);
    }

    [Fact]
    public void A_problem_without_rows_has_a_gradient()
    {
        var problem = new QuadraticProgram(CscMatrix.Diagonal([2, 4]), [2, 4], CscMatrix.Zero(0, 2), [], []);
        var gradient = Make.Tape(problem, [-1, -1], []).Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.True(Make.Distance(gradient.Data.Q.AsSpan(), [-0.5, -0.25]) < 1e-14);
    }

    [Fact]
    public void Rows_without_entries_or_without_bounds_change_nothing()
    {
        var (problem, x, y) = Make.StrictlyComplementary(4, 10, 2, 8);
        // Two rows of zeros (0 inside and on the edge of the bounds) and a row that nothing bounds.
        var free = CscMatrix.FromTriplets(3, 10, [(2, 0, 1.0), (2, 9, -2.0)]);
        var padded = new QuadraticProgram(
            problem.P, problem.Q.AsSpan(), CscMatrix.Stack(problem.A, free),
            [.. problem.Lower, -1, 0, double.NegativeInfinity], [.. problem.Upper, 1, double.PositiveInfinity, double.PositiveInfinity]);
        var gx = Make.Normals(4, 10);
        var plain = Make.Tape(problem, x, y).Vjp(Seed.OnPrimal(gx));
        var gradient = Make.Tape(padded, x, [.. y, 0, 0, 0]).Vjp(Seed.OnPrimal(gx));
        Assert.Equal(plain.Report.Trust, gradient.Report.Trust);
        Assert.True(Make.Distance(gradient.Data.Q.AsSpan(), plain.Data.Q.AsSpan()) < 1e-12);
        Assert.Equal([0, 0, 0], gradient.Data.Lower.AsSpan()[^3..].ToArray());
        Assert.Equal([0, 0, 0], gradient.Data.Upper.AsSpan()[^3..].ToArray());
    }

    [Fact]
    public void An_equality_row_of_zeros_has_no_gradient_and_no_NaN()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-1], CscMatrix.FromTriplets(1, 1, [(0, 0, 0.0)]), [0], [0]);
        var gradient = Make.Tape(problem, [1], [0]).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(-1, gradient.Data.Q[0], 1e-12);
        Assert.Equal(0, gradient.Data.Lower[0] + gradient.Data.Upper[0], 1e-12);
        Assert.True(gradient.Report.Trust < TrustLevel.Exact);
    }

    [Fact]
    public void An_equality_row_without_force_is_active_all_the_same()
    {
        // min x²/2 s.t. x1 + x2 = 0: y = 0, yet dx/db = (1/2, 1/2).
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [0], [0]);
        var tape = Make.Tape(problem, [0, 0], [0]);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 3]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal(0, gradient.Report.WeaklyActive);
        Assert.Equal(2, gradient.Data.Lower[0] + gradient.Data.Upper[0], 1e-13);
        Assert.Equal(1, gradient.Data.Q[0], 1e-13);
        Assert.Equal(-1, gradient.Data.Q[1], 1e-13);
    }

    [Fact]
    public void Inactive_rows_have_zero_gradients_even_for_seeds_on_their_multipliers()
    {
        var (problem, x, y) = Make.StrictlyComplementary(9, 10, 2, 20);
        var data = Make.Tape(problem, x, y).Vjp(Seed.On(Make.Normals(1, 10), Make.Normals(2, y.Length))).Data;
        foreach (var (row, _, value) in data.A.Entries()) Assert.True(y[row] != 0 || value == 0);
        for (var i = 0; i < y.Length; i++) Assert.True(y[i] != 0 || (data.Lower[i] == 0 && data.Upper[i] == 0));
    }
}
