using MathNet.Numerics.LinearAlgebra;

namespace Examples.Common;

/// <summary>
/// Φ, the derivative of a step in its state at the solution, written down as a dense matrix, and its eigenvalues: what the library
/// never forms, for comparison.
/// </summary>
public static class DenseJacobian
{
    /// <summary>D(I − αP), D the projection onto the directions along the active rows N: I − N'(NN')⁻¹N.</summary>
    public static Matrix<double> ProjectedGradient(RandomProgram program, double stepsize) =>
        AlongActiveRows(program) * (Identity(program.P.RowCount) - (stepsize * program.P));

    /// <summary>Smallest and largest curvature of the objective along the active rows, 0 &lt; m ≤ M.</summary>
    public static (double Least, double Most) Curvature(RandomProgram program)
    {
        var along = AlongActiveRows(program);
        var eigenvalues = (along * program.P * along).Evd(Symmetricity.Symmetric).EigenValues;
        // One eigenvalue is zero for each active row; the real parts come in ascending order.
        return (eigenvalues[program.Active.Count(static active => active)].Real, eigenvalues[^1].Real);
    }

    /// <summary>
    /// Of x ← x̃ = M⁻¹(σx − q + ρA'(2 clip(w) − w)), w ← w + Ax̃ − clip(w), with M = P + σI + ρA'A and C, the derivative of the clip:
    /// 1 on inactive rows, 0 on active ones.
    /// </summary>
    public static Matrix<double> Admm(RandomProgram program, double penalty, double proximal)
    {
        var (a, rows) = (program.A, program.A.RowCount);
        var clip = Matrix<double>.Build.DiagonalOfDiagonalArray([.. program.Active.Select(static active => active ? 0.0 : 1.0)]);
        var inverse = (program.P + (proximal * Identity(a.ColumnCount)) + (penalty * a.TransposeThisAndMultiply(a))).Inverse();
        var byX = proximal * inverse;
        var byW = penalty * inverse * a.Transpose() * ((2 * clip) - Identity(rows));
        return byX.Append(byW).Stack((a * byX).Append((a * byW) + Identity(rows) - clip));
    }

    /// <summary>ρ(Φ), the largest modulus of an eigenvalue.</summary>
    public static double SpectralRadius(Matrix<double> jacobian) => jacobian.Evd().EigenValues.Max(static value => value.Magnitude);

    private static Matrix<double> AlongActiveRows(RandomProgram program)
    {
        var n = Matrix<double>.Build.DenseOfRows(program.A.EnumerateRows().Where((_, i) => program.Active[i]));
        return Identity(n.ColumnCount) - (n.Transpose() * (n * n.Transpose()).Inverse() * n);
    }

    private static Matrix<double> Identity(int size) => Matrix<double>.Build.DenseIdentity(size);
}
