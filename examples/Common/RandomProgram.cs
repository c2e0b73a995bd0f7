using Folding.Problems;
using MathNet.Numerics.LinearAlgebra;

namespace Examples.Common;

/// <summary>
/// A random program ½x'Px + q'x, l ≤ Ax ≤ u made backwards from its solution: P with eigenvalues spread evenly on a logarithmic
/// scale from 1 to <c>condition</c>, x* and the entries of A normal, y* between 0.5 and 1.5 on the first rows, which rest on their upper bounds,
/// and 0 on the others, which have room; then q = −Px* − A'y*. Strictly complementary, with a unique solution.
/// </summary>
public sealed class RandomProgram
{
    public RandomProgram(int variables, int rows, int active, double condition, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var basis = Matrix<double>.Build.Dense(variables, variables, (_, _) => Normal()).QR().Q;
        var spectrum = Vector<double>.Build.Dense(variables, j => Math.Pow(condition, j / (variables - 1.0)));
        P = basis * Matrix<double>.Build.DiagonalOfDiagonalVector(spectrum) * basis.Transpose();
        P = (P + P.Transpose()) / 2;
        A = Matrix<double>.Build.Dense(rows, variables, (_, _) => Normal() / Math.Sqrt(variables));
        Active = [.. Enumerable.Range(0, rows).Select(i => i < active)];

        var x = 5 * Vector<double>.Build.Dense(variables, _ => Normal());
        var y = Vector<double>.Build.Dense(rows, i => Active[i] ? 0.5 + random.NextDouble() : 0);
        var (values, room) = (A * x, Vector<double>.Build.Dense(rows, i => Active[i] ? 0 : 0.2 + random.NextDouble()));
        Problem = new QuadraticProgram(
            CscMatrix.UpperTriangleOf(P.ToArray()), q: [.. -(P * x) - A.TransposeThisAndMultiply(y)],
            CscMatrix.FromDense(A.ToArray()), lower: [.. values - 2], upper: [.. values + room]);
        LossByPrimal = [.. Enumerable.Range(0, variables).Select(_ => Normal())];
    }

    public QuadraticProgram Problem { get; }

    public Matrix<double> P { get; }

    public Matrix<double> A { get; }

    /// <summary>Which rows the solution rests on.</summary>
    public IReadOnlyList<bool> Active { get; }

    /// <summary>dLoss/dx of a loss to differentiate.</summary>
    public double[] LossByPrimal { get; }
}
