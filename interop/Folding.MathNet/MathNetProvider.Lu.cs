using Folding.LinearAlgebra;

namespace Folding.MathNet;

/// <content>LU factorization of real matrices; MathNet counts the rows exchanged from zero, LAPACK from one.</content>
public sealed partial class MathNetProvider
{
    /// <inheritdoc/>
    public void LUFactor(double[] data, int order, int[] ipiv)
    {
        CheckLength(data, order, order, nameof(data));
        CheckPivots(ipiv, order);
        Factor(data, order, ipiv);
        for (var i = 0; i < order; i++) ipiv[i]--;
    }

    /// <inheritdoc/>
    public void LUInverse(double[] a, int order)
    {
        CheckLength(a, order, order, nameof(a));
        var pivots = new int[order];
        Factor(a, order, pivots);
        Invert(a, order, pivots);
    }

    /// <inheritdoc/>
    public void LUInverseFactored(double[] a, int order, int[] ipiv)
    {
        CheckLength(a, order, order, nameof(a));
        Invert(a, order, FromZeroToOne(ipiv, order));
    }

    /// <inheritdoc/>
    public void LUSolve(int columnsOfB, double[] a, int order, double[] b)
    {
        CheckLength(a, order, order, nameof(a));
        CheckLength(b, order, columnsOfB, nameof(b));
        CheckDistinct(a, b);
        var factor = (double[])a.Clone();
        var pivots = new int[order];
        Factor(factor, order, pivots);
        SolveFactored(columnsOfB, factor, order, pivots, b);
    }

    /// <inheritdoc/>
    public void LUSolveFactored(int columnsOfB, double[] a, int order, int[] ipiv, double[] b)
    {
        CheckLength(a, order, order, nameof(a));
        CheckLength(b, order, columnsOfB, nameof(b));
        CheckDistinct(a, b);
        SolveFactored(columnsOfB, a, order, FromZeroToOne(ipiv, order), b);
    }

    private unsafe void Factor(double[] data, int order, int[] pivots)
    {
        fixed (double* a = data)
        fixed (int* p = pivots) _ = Backend.Getrf(order, order, a, Math.Max(1, order), p);
    }

    private unsafe void SolveFactored(int columns, double[] factor, int order, int[] pivots, double[] b)
    {
        fixed (double* a = factor, x = b)
        fixed (int* p = pivots) Backend.Getrs(transpose: false, order, columns, a, Math.Max(1, order), p, x, Math.Max(1, order));
    }

    private void Invert(double[] a, int order, int[] pivots)
    {
        var inverse = new double[order * order];
        for (var i = 0; i < order; i++) inverse[(i * order) + i] = 1;
        SolveFactored(order, a, order, pivots, inverse);
        inverse.CopyTo(a, 0);
    }

    private static int[] FromZeroToOne(int[] pivots, int order)
    {
        CheckPivots(pivots, order);
        var shifted = new int[order];
        for (var i = 0; i < order; i++)
        {
            if ((uint)pivots[i] >= (uint)order) throw new ArgumentException($"Pivot {i} is {pivots[i]}; it must be a row of a matrix of order {order}.", nameof(pivots));
            shifted[i] = pivots[i] + 1;
        }

        return shifted;
    }

    private static void CheckPivots(int[] pivots, int order)
    {
        ArgumentNullException.ThrowIfNull(pivots);
        if (pivots.Length != order) throw new ArgumentException($"{pivots.Length} pivots for a matrix of order {order}; the two must be equal.", nameof(pivots));
    }

    private static void CheckLength(double[] values, int rows, int columns, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (rows < 0 || columns < 0 || values.Length != (long)rows * columns)
            throw new ArgumentException($"{name} has length {values.Length}; a matrix of {rows} x {columns} has {(long)rows * columns} entries.", name);
    }

    private static void CheckDistinct(double[] a, double[] b)
    {
        if (ReferenceEquals(a, b)) throw new ArgumentException("The matrix and the right-hand side are the same array; they must be two.", nameof(b));
    }
}
