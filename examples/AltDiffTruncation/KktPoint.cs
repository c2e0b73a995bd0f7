using Folding.LinearAlgebra;
using Folding.Problems;

namespace AltDiffTruncation;

/// <summary>
/// A solution (x, y) and its derivative by q as OptNet has it (Amos and Kolter 2017): the whole KKT system, inactive rows included, one dense
/// factorization of order n + m. With s_i the room of row i to the bound it is nearer to,
/// <code>
/// [ P   A'diag(y) ] [dq]     [g]
/// [ A   diag(s)   ] [r ] = − [0],      an equality row with 1 for y_i and 0 for s_i
/// </code>
/// </summary>
internal sealed record KktPoint(QuadraticProgram Problem, double[] X, double[] Y)
{
    public double[] Adjoint(double[] loss)
    {
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        var system = new DenseMatrix(n + m, n + m);
        foreach (var (i, j, value) in Problem.P.Entries()) system[i, j] = system[j, i] = value;
        foreach (var (i, j, value) in Problem.A.Entries()) (system[n + i, j], system[j, n + i]) = (value, value * (IsEquality(i) ? 1 : Y[i]));
        var rows = new double[m];
        Problem.A.Multiply(X, rows);
        for (var i = 0; i < m; i++) system[n + i, n + i] = IsEquality(i) ? 0 : Room(i, rows[i]);
        double[] solution = [.. loss.Select(static g => -g), .. new double[m]];
        var factor = new DenseLu(n + m);
        if (factor.Factor(system.View) != DenseOutcome.Factored) throw new InvalidOperationException("The KKT system is singular.");
        factor.Solve(solution);
        return solution[..n];
    }

    private bool IsEquality(int row) => Problem.Lower[row] == Problem.Upper[row];

    private double Room(int row, double value) => value - (Problem.Upper[row] - value < value - Problem.Lower[row] ? Problem.Upper[row] : Problem.Lower[row]);
}
