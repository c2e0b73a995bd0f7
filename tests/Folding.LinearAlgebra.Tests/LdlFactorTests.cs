using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class LdlFactorTests
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, Func<SignedMatrix>> Cases { get; } = new()
    {
        ["quasi-definite 5"] = () => Matrices.QuasiDefinite(5, 2, 1),
        ["quasi-definite 40"] = () => Matrices.QuasiDefinite(40, 3, 2),
        ["quasi-definite 300"] = () => Matrices.QuasiDefinite(300, 4, 3),
        ["quasi-definite 900, sparse"] = () => Matrices.QuasiDefinite(900, 1, 4),
        ["KKT, -delta"] = () => Matrices.Kkt(120, 60, 0.05, 1e-3, 5),
        ["KKT, dense rows"] = () => Matrices.Kkt(90, 70, 0.5, 1e-3, 6),
        ["arrow"] = () => Matrices.Arrow(200),
        ["banded 1"] = () => Matrices.Banded(100, 1),
        ["banded 20"] = () => Matrices.Banded(333, 20),
        ["dense 7"] = () => Matrices.Dense(7, 7),
        ["dense 9"] = () => Matrices.Dense(9, 12),
        ["dense 10"] = () => Matrices.Dense(10, 13),
        ["dense 11"] = () => Matrices.Dense(11, 14),
        ["dense 8"] = () => Matrices.Dense(8, 8),
        ["dense 70"] = () => Matrices.Dense(70, 9),
        ["dense 201"] = () => Matrices.Dense(201, 10),
        ["joined dense blocks"] = () => Matrices.JoinedDenseBlocks(150, 40),
        ["order 1"] = () => Matrices.Diagonal(1),
        ["order 0"] = () => Matrices.Diagonal(0),
        ["diagonal"] = () => Matrices.Diagonal(50),
        ["disconnected"] = () => Matrices.Disconnected(60),
        ["grid"] = () => Matrices.Grid(30),
    };

    private static LdlFactor Factored(SignedMatrix k, FillReducingOrdering ordering = FillReducingOrdering.ApproximateMinimumDegree, bool? blocks = null)
    {
        var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern, ordering, blocks));
        Assert.Equal(LdlOutcome.Factored, factor.Factor(k.Matrix.Values, k.Signs));
        return factor;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Solve_has_a_small_backward_error_in_every_order_and_storage(string name)
    {
        var k = Cases[name]();
        var b = Matrices.RandomVector(k.Order, 11);
        foreach (var ordering in Enum.GetValues<FillReducingOrdering>())
        {
            foreach (var blocks in new bool?[] { null, false, true })
            {
                var x = b.ToArray();
                Factored(k, ordering, blocks).Solve(x);
                Assert.InRange(Matrices.BackwardError(k.Matrix, x, b), 0, 1e-12);
            }
        }
    }

    [Fact]
    public void A_released_factor_solves_nothing_until_it_is_filled_again()
    {
        var k = Matrices.Dense(400, 9);
        double[] before = Matrices.RandomVector(k.Order, 11), after = [.. before];
        var factor = Factored(k, blocks: true);
        factor.Solve(before);
        factor.Release();
        Assert.Throws<InvalidOperationException>(() => factor.Solve(after));
        _ = Factored(Matrices.Dense(400, 10), blocks: true); // takes the memory over
        Assert.Equal(LdlOutcome.Factored, factor.Factor(k.Matrix.Values, k.Signs));
        factor.Solve(after);
        Assert.Equal(before, after);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pivots_have_the_signs_of_the_blocks(string name)
    {
        var k = Cases[name]();
        var expected = new Inertia(k.Signs.Count(static s => s > 0), k.Signs.Count(static s => s < 0), 0);
        foreach (var blocks in new[] { false, true }) Assert.Equal(expected, Factored(k, blocks: blocks).Inertia);
    }

    [Theory]
    [InlineData(12, 21)]
    [InlineData(25, 22)]
    [InlineData(40, 23)]
    public void Inertia_counts_the_eigenvalues(int order, int seed)
    {
        // Not quasi-definite: any signs on the diagonal, any couplings. Without a zero pivot Sylvester's law still holds.
        var random = new Random(seed);
        var entries = new List<(int, int, double)>();
        for (var j = 0; j < order; j++)
        {
            for (var i = 0; i <= j; i++)
            {
                if (i == j || random.Next(3) == 0) entries.Add((i, j, (2 * random.NextDouble()) - 1));
            }
        }

        var matrix = CscMatrix.FromTriplets(order, order, entries);
        var eigenvalues = SymmetricEigenvalues.Of(matrix);
        var expected = new Inertia(eigenvalues.Count(static e => e > 0), eigenvalues.Count(static e => e < 0), 0);
        foreach (var blocks in new[] { false, true })
        {
            var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern, FillReducingOrdering.ApproximateMinimumDegree, blocks));
            Assert.Equal(LdlOutcome.Factored, factor.Factor(matrix.Values));
            Assert.Equal(expected, factor.Inertia);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shift_factors_the_matrix_with_the_signs_added_to_the_diagonal(bool blocks)
    {
        const double shift = 1e-2;
        var k = Matrices.Kkt(60, 25, 0.2, 0, 31); // no (2, 2) block at all: the shift must create it
        var shifted = CscMatrix.FromTriplets(k.Order, k.Order, k.Matrix.Entries().Concat(k.Signs.Select(static (s, i) => (i, i, s * shift))));
        var b = Matrices.RandomVector(k.Order, 32);
        var x = b.ToArray();
        var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern, FillReducingOrdering.ApproximateMinimumDegree, blocks));
        Assert.Equal(LdlOutcome.Factored, factor.Factor(k.Matrix.Values, k.Signs, new LdlRegularization { Shift = shift }));
        factor.Solve(x);
        Assert.InRange(Matrices.BackwardError(shifted, x, b), 0, 1e-13);
        Assert.Equal(new Inertia(60, 25, 0), factor.Inertia);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pivot_of_the_wrong_sign_is_replaced_and_counted(bool blocks)
    {
        var matrix = CscMatrix.Diagonal([1, -2, 3, 1e-14]);
        var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern, FillReducingOrdering.Natural, blocks));
        var outcome = factor.Factor(matrix.Values, [1, 1, 1, -1], new LdlRegularization { MinimumPivot = 1e-12, PivotReplacement = 0.5 });
        Assert.Equal(LdlOutcome.Factored, outcome);
        Assert.Equal(2, factor.RegularizedPivots);
        Assert.Equal(new Inertia(2, 1, 1), factor.Inertia);
        double[] x = [1, 1, 3, 1];
        factor.Solve(x);
        Assert.Equal([1, 2, 1, -2], x);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_pivot_and_wrong_sign_are_refused_where_they_may_not_be_replaced(bool blocks)
    {
        var matrix = CscMatrix.Diagonal([1, -2, 1.0 / 65536, -3]);
        var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern, FillReducingOrdering.Natural, blocks));
        Assert.Equal(LdlOutcome.RefusedPivot, factor.Factor(matrix.Values, [1, -1, 1, -1], new() { SmallestPivot = 1e-4 }));
        Assert.Equal(2, factor.FailedPivot);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[4]));
        Assert.Equal(LdlOutcome.RefusedPivot, factor.Factor(matrix.Values, [1, 1, 1, -1], new() { SmallestPivot = 1e-6 }));
        Assert.Equal(1, factor.FailedPivot);
        Assert.Equal(LdlOutcome.Factored, factor.Factor(matrix.Values, [1, -1, 1, -1], new() { SmallestPivot = 1e-6 }));
        Assert.Equal(LdlOutcome.Factored, factor.Factor(matrix.Values, default, new() { SmallestPivot = 1e-6 }));
        double[] x = [1, -2, 2.0 / 65536, 6];
        factor.Solve(x);
        Assert.Equal([1, 1, 2, -2], x);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Zero_pivot_names_its_row_and_leaves_nothing_to_solve_with(bool blocks)
    {
        var matrix = CscMatrix.FromTriplets(4, 4, [(0, 0, 1), (0, 1, 1), (1, 1, 1), (2, 2, 1), (3, 3, 1)]);
        var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern, FillReducingOrdering.Natural, blocks));
        Assert.Equal(LdlOutcome.ZeroPivot, factor.Factor(matrix.Values));
        Assert.Equal(1, factor.FailedPivot);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[4]));

        // The same factor recovers with usable values.
        Assert.Equal(LdlOutcome.Factored, factor.Factor([1, 0.5, 1, 1, 1]));
        Assert.Equal(-1, factor.FailedPivot);
        factor.Solve(new double[4]);
    }

    [Fact]
    public void Overflowing_pivot_is_an_outcome()
    {
        var matrix = CscMatrix.FromTriplets(2, 2, [(0, 0, 1e-200), (0, 1, 1e200), (1, 1, 1)]);
        var factor = new LdlFactor(LdlSymbolic.Analyze(matrix.Pattern, FillReducingOrdering.Natural));
        Assert.Equal(LdlOutcome.NotFinitePivot, factor.Factor(matrix.Values));
        Assert.Equal(1, factor.FailedPivot);

        // Not even a replacement is allowed to hide it.
        Assert.Equal(LdlOutcome.NotFinitePivot, factor.Factor(matrix.Values, [1, 1], new LdlRegularization { PivotReplacement = 1 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(19)]
    public void SolveMany_solves_every_column(int count)
    {
        foreach (var blocks in new[] { false, true })
        {
            var k = Matrices.Kkt(110, 50, 0.1, 1e-3, 41);
            var factor = Factored(k, blocks: blocks);
            var b = Matrices.RandomVector(count * k.Order, 42);
            var x = b.ToArray();
            factor.SolveMany(x, count);
            for (var c = 0; c < count; c++)
            {
                // Without pivoting the entries of L grow to 1 / delta, and the backward error with them.
                var range = (c * k.Order)..((c + 1) * k.Order);
                Assert.InRange(Matrices.BackwardError(k.Matrix, x[range], b[range]), 0, 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Factor_and_solves_allocate_nothing(bool blocks)
    {
        var k = Matrices.Kkt(200, 100, 0.05, 1e-3, 51);
        var factor = Factored(k, blocks: blocks);
        var b = Matrices.RandomVector(5 * k.Order, 52);
        var workspace = new double[factor.WorkspaceLength];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3; i++) Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            factor.Factor(k.Matrix.Values, k.Signs, new LdlRegularization { Shift = 1e-8, PivotReplacement = 1e-8, MinimumPivot = 1e-14 });
            factor.Solve(b.AsSpan(0, k.Order));
            factor.Solve(b.AsSpan(0, k.Order), workspace);
            factor.SolveMany(b, 5);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refactoring_gives_the_bits_of_a_fresh_factor(bool blocks)
    {
        var k = Matrices.Kkt(150, 80, 0.05, 1e-3, 61);
        var other = k.Matrix.Values.ToArray();
        for (var i = 0; i < other.Length; i++) other[i] *= 1 + (0.1 * (i % 3));
        var reused = Factored(k, blocks: blocks);
        reused.Factor(other, k.Signs);
        reused.Factor(k.Matrix.Values, k.Signs);
        var x = Matrices.RandomVector(k.Order, 62);
        var y = x.ToArray();
        reused.Solve(x);
        Factored(k, blocks: blocks).Solve(y);
        Assert.Equal(y, x);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Concurrent_solves_give_the_bits_of_a_loop(bool blocks)
    {
        var k = Matrices.Kkt(200, 100, 0.05, 1e-3, 71);
        var factor = Factored(k, blocks: blocks);
        var sides = Enumerable.Range(0, 64).Select(seed => Matrices.RandomVector(k.Order, seed)).ToArray();
        var expected = sides.Select(b =>
        {
            var x = b.ToArray();
            factor.Solve(x);
            return x;
        }).ToArray();
        Parallel.For(0, sides.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => factor.Solve(sides[i], new double[factor.WorkspaceLength]));
        for (var i = 0; i < sides.Length; i++) Assert.Equal(expected[i], sides[i]);
    }

    [Fact]
    public void Concurrent_block_solves_with_several_sides_give_the_bits_of_a_loop()
    {
        var k = Matrices.JoinedDenseBlocks(70, 20);
        var factor = Factored(k);
        var expected = Matrices.RandomVector(8 * k.Order, 81);
        var sides = Enumerable.Range(0, 16).Select(_ => expected.ToArray()).ToArray();
        factor.SolveMany(expected, 8);
        Parallel.ForEach(sides, b => factor.SolveMany(b, 8, new double[factor.WorkspaceLengthForMany]));
        Assert.All(sides, b => Assert.Equal(expected, b));
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused_by_index()
    {
        var k = Matrices.Banded(20, 2);
        var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern));
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var values = k.Matrix.Values.ToArray();
            values[13] = bad;
            Assert.Contains("Entry 13", Assert.Throws<ArgumentException>(() => factor.Factor(values)).Message, StringComparison.Ordinal);
        }

        factor.Factor(k.Matrix.Values);
        var b = new double[20];
        b[19] = double.NaN;
        Assert.Contains("Entry 19", Assert.Throws<ArgumentException>(() => factor.Solve(b)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_lengths_signs_and_options_are_refused()
    {
        var k = Matrices.Banded(20, 2);
        var values = k.Matrix.Values.ToArray();
        var factor = new LdlFactor(LdlSymbolic.Analyze(k.Matrix.Pattern));
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[20]));
        Assert.Throws<ArgumentException>(() => factor.Factor(values.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => factor.Factor(values, new sbyte[19]));
        var signs = new sbyte[20];
        signs[4] = 2;
        Assert.Contains("Sign 4", Assert.Throws<ArgumentException>(() => factor.Factor(values, signs)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => factor.Factor(values, default, new LdlRegularization { Shift = 1e-8 }));
        Assert.Throws<ArgumentException>(() => factor.Factor(values, k.Signs, new LdlRegularization { Shift = -1 }));
        Assert.Throws<ArgumentException>(() => factor.Factor(values, k.Signs, new LdlRegularization { MinimumPivot = 1e-9 }));
        Assert.Throws<ArgumentException>(() => factor.Factor(values, k.Signs, new LdlRegularization { SmallestPivot = double.NaN }));
        Assert.Throws<ArgumentException>(() => factor.Factor(values, k.Signs, new LdlRegularization { SmallestPivot = 1e-9, PivotReplacement = 1e-8 }));
        factor.Factor(values, k.Signs);
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[21]));
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[20], new double[19]));
        Assert.Throws<ArgumentException>(() => factor.SolveMany(new double[20], 2));
    }
}
