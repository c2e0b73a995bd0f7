using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>Short ways to write small problems down.</summary>
internal static class Shorthand
{
    public const double Inf = double.PositiveInfinity;

    /// <summary>min 1/2 x'Px + q'x with l ≤ Ax ≤ u from dense data; zeros are not stored.</summary>
    public static QuadraticProgram Qp(double[,] p, double[] q, double[,] a, double[] l, double[] u, double constant = 0) =>
        new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), l, u, constant);

    /// <summary>min c'x with rows and variable bounds from dense data; zeros are not stored.</summary>
    public static LinearProgram Lp(
        double[] c, double[,] a, double[] rowLower, double[] rowUpper, double[] lower, double[] upper, int[]? integers = null, double constant = 0) =>
        new(c, CscMatrix.FromDense(a), rowLower, rowUpper, lower, upper, integers ?? [], constant);

    /// <summary>No rows over n variables.</summary>
    public static double[,] NoRows(int n) => new double[0, n];

    /// <summary>The identity as a dense matrix.</summary>
    public static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (var i = 0; i < n; i++) identity[i, i] = 1;
        return identity;
    }

    public static double[] Repeat(double value, int count)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }

    public static double[,] Times(double factor, double[,] matrix)
    {
        var scaled = (double[,])matrix.Clone();
        for (var i = 0; i < scaled.GetLength(0); i++)
        {
            for (var j = 0; j < scaled.GetLength(1); j++) scaled[i, j] *= factor;
        }

        return scaled;
    }

    public static double[] Times(double factor, params double[] values) => [.. values.Select(v => factor * v)];
}
