using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

/// <summary>Symmetric test matrices, stored as their upper triangle, and the signs their pivots should have.</summary>
internal sealed record SignedMatrix(CscMatrix Matrix, sbyte[] Signs)
{
    public int Order => Matrix.Columns;
}

internal static class Matrices
{
    /// <summary>A matrix with a diagonal of known signs that dominates random off-diagonal entries.</summary>
    public static SignedMatrix QuasiDefinite(int order, int perColumn, int seed)
    {
        var random = new Random(seed);
        var positive = (order + 1) / 2;
        var signs = Signs(positive, order - positive);
        var entries = new Dictionary<(int, int), double>();
        for (var j = 0; j < order; j++)
        {
            entries[(j, j)] = 0;
            for (var k = 0; k < perColumn; k++)
            {
                var i = random.Next(order);
                if (i != j) entries[(Math.Min(i, j), Math.Max(i, j))] = (2 * random.NextDouble()) - 1;
            }
        }

        // Dominance within each diagonal block makes the block definite; the coupling is arbitrary.
        foreach (var ((i, j), value) in entries.ToArray())
        {
            if (i == j || signs[i] != signs[j]) continue;
            entries[(i, i)] += signs[i] * Math.Abs(value);
            entries[(j, j)] += signs[j] * Math.Abs(value);
        }

        for (var j = 0; j < order; j++) entries[(j, j)] += signs[j] * (0.1 + random.NextDouble());
        return new(FromEntries(order, entries.Select(static e => (e.Key.Item1, e.Key.Item2, e.Value))), signs);
    }

    /// <summary>[P, A'; A, -delta I] with a positive definite diagonal P plus a few couplings and random sparse A; delta = 0 leaves the block empty.</summary>
    public static SignedMatrix Kkt(int variables, int constraints, double density, double delta, int seed)
    {
        var random = new Random(seed);
        var entries = new Dictionary<(int, int), double>();
        for (var j = 0; j < variables; j++) entries[(j, j)] = 2 + random.NextDouble();
        for (var j = 1; j < variables; j += 3) entries[(j - 1, j)] = random.NextDouble() - 0.5;
        for (var i = 0; i < constraints; i++)
        {
            var row = variables + i;
            entries[(i % variables, row)] = 1 + random.NextDouble();
            for (var j = 0; j < variables; j++)
            {
                if (random.NextDouble() < density) entries[(j, row)] = (2 * random.NextDouble()) - 1;
            }

            if (delta != 0) entries[(row, row)] = -delta;
        }

        return new(FromEntries(variables + constraints, entries.Select(static e => (e.Key.Item1, e.Key.Item2, e.Value))), Signs(variables, constraints));
    }

    /// <summary>A dense matrix with both signs on its diagonal.</summary>
    public static SignedMatrix Dense(int order, int seed) => QuasiDefinite(order, 6 * order, seed);

    /// <summary>Two dense blocks that touch only through a dense separator: supernodes wider than one panel, with rows below them.</summary>
    public static SignedMatrix JoinedDenseBlocks(int block, int separator)
    {
        var order = (2 * block) + separator;
        var random = new Random(91);
        var signs = new sbyte[order];
        var entries = new List<(int, int, double)>();
        for (var j = 0; j < order; j++)
        {
            signs[j] = j % 4 == 1 ? (sbyte)-1 : (sbyte)1;
            entries.Add((j, j, signs[j] * order));
            for (var i = j >= block && j < 2 * block ? block : 0; i < j; i++) entries.Add((i, j, (2 * random.NextDouble()) - 1));
        }

        return new(FromEntries(order, entries), signs);
    }

    /// <summary>A full last row and column; in natural order it has no fill.</summary>
    public static SignedMatrix Arrow(int order)
    {
        var signs = Signs(order - 1, 1);
        var entries = Enumerable.Range(0, order - 1).SelectMany(j => new[] { (j, j, 2.0 + (j % 3)), (j, order - 1, 1.0 + (j % 2)) });
        return new(FromEntries(order, [.. entries, (order - 1, order - 1, -3.0)]), signs);
    }

    /// <summary>A band of the given half width.</summary>
    public static SignedMatrix Banded(int order, int halfWidth)
    {
        var signs = new sbyte[order];
        var entries = new List<(int, int, double)>();
        for (var j = 0; j < order; j++)
        {
            signs[j] = j % 2 == 0 ? (sbyte)1 : (sbyte)-1;
            entries.Add((j, j, signs[j] * ((2 * halfWidth) + 1.0)));
            for (var i = Math.Max(0, j - halfWidth); i < j; i++) entries.Add((i, j, 1.0 / (1 + j - i)));
        }

        return new(FromEntries(order, entries), signs);
    }

    public static SignedMatrix Diagonal(int order)
    {
        var signs = new sbyte[order];
        var values = new double[order];
        for (var j = 0; j < order; j++)
        {
            signs[j] = j % 3 == 0 ? (sbyte)-1 : (sbyte)1;
            values[j] = signs[j] * (1.0 + j);
        }

        return new(FromEntries(order, values.Select(static (v, j) => (j, j, v))), signs);
    }

    /// <summary>Two banded matrices that do not touch.</summary>
    public static SignedMatrix Disconnected(int half)
    {
        var part = Banded(half, 3);
        var entries = part.Matrix.Entries().SelectMany(e => new[] { e, (e.Row + half, e.Column + half, e.Value) });
        return new(FromEntries(2 * half, entries), [.. part.Signs, .. part.Signs]);
    }

    /// <summary>The five-point Laplacian of a square grid plus a shift.</summary>
    public static SignedMatrix Grid(int side)
    {
        var entries = new List<(int, int, double)>();
        for (var i = 0; i < side; i++)
        {
            for (var j = 0; j < side; j++)
            {
                var node = (i * side) + j;
                entries.Add((node, node, 4.1));
                if (j > 0) entries.Add((node - 1, node, -1));
                if (i > 0) entries.Add((node - side, node, -1));
            }
        }

        return new(FromEntries(side * side, entries), Signs(side * side, 0));
    }

    public static sbyte[] Signs(int positive, int negative) =>
        [.. Enumerable.Repeat((sbyte)1, positive), .. Enumerable.Repeat((sbyte)-1, negative)];

    public static double[] RandomVector(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    /// <summary>|b - K x| relative to |K| |x| + |b|, in the largest-entry norm.</summary>
    public static double BackwardError(CscMatrix matrix, ReadOnlySpan<double> x, ReadOnlySpan<double> b)
    {
        var product = new double[b.Length];
        matrix.MultiplySymmetric(x, product);
        double residual = 0, scale = 0, largest = 0;
        for (var i = 0; i < b.Length; i++)
        {
            residual = Math.Max(residual, Math.Abs(b[i] - product[i]));
            scale = Math.Max(scale, Math.Abs(b[i]));
            largest = Math.Max(largest, Math.Abs(x[i]));
        }

        foreach (var value in matrix.Values) scale = Math.Max(scale, Math.Abs(value) * largest);
        return scale == 0 ? residual : residual / scale;
    }

    private static CscMatrix FromEntries(int order, IEnumerable<(int, int, double)> entries) => CscMatrix.FromTriplets(order, order, entries);
}
