using System.Runtime.CompilerServices;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The equilibrated linear system of a step along the central path of a quadratic program, S the stiffness of each row and f the force it
/// has where it does not move (h on equality rows, how far they are off),
/// <code>[ P + Σ_B s_b a_b a_b'   A_G' ] [dx]   [r − Σ_B a_b f_b  ]
/// [ A_G                 −1/S  ] [dy] = [−f/S; h           ]</code>
/// Inequalities B with a single entry go into the diagonal, the other rows G stay. One pattern, and so one symbolic analysis, serves all steps.
/// </summary>
internal sealed class PathSystem
{
    /// <summary>Of the diagonal, in entries of about 1.</summary>
    private const double Shift = 1e-9;

    /// <summary>A stiffness below this counts as none: the row is as good as free.</summary>
    private const double NoStiffness = 1e-30;

    private readonly int[] _generalIndex; // of each row, ~column of A for single-entry inequalities
    private readonly int[] _entries;      // of each single-entry inequality its entry of A
    private readonly int[] _diagonals;
    private readonly double[] _matrix;
    private readonly double[] _values;
    private readonly sbyte[] _signs;
    private readonly double[] _solution;
    private readonly double[] _workspace;
    private readonly LdlFactor _factor;

    public PathSystem(QuadraticProgram problem, SymbolicCache cache)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        _generalIndex = new int[m];
        _entries = new int[m];
        var general = SortRows(problem);
        _diagonals = new int[n + general];
        var pattern = BuildPattern(problem, general, out _matrix);
        var scale = Equilibration.Scale(pattern, _matrix);
        VariableScale = scale[..n];
        RowScale = new double[m];
        for (var i = 0; i < m; i++) RowScale[i] = _generalIndex[i] >= 0 ? scale[n + _generalIndex[i]] : SingleRowScale(problem, i);
        Program = Scaled(problem);
        _values = new double[_matrix.Length];
        _signs = new sbyte[n + general];
        _signs.AsSpan(0, n).Fill(1);
        _signs.AsSpan(n).Fill(-1);
        _factor = new LdlFactor(cache.For(pattern));
        _solution = new double[n + general];
        _workspace = new double[_factor.WorkspaceLength];
    }

    /// <summary>The program in the variables x/D and the multipliers y/E.</summary>
    public QuadraticProgram Program { get; }

    /// <summary>D, length n, powers of two.</summary>
    public double[] VariableScale { get; }

    /// <summary>E, length m, powers of two.</summary>
    public double[] RowScale { get; }

    /// <summary>Whether the multiplier step of the row is part of the system; else it follows from dx.</summary>
    public bool IsGeneral(int row) => _generalIndex[row] >= 0;

    /// <summary>Factors the system; false where it cannot be, or overflows.</summary>
    /// <param name="stiffness">S of each row, infinite on equality rows.</param>
    public bool Factor(ReadOnlySpan<double> stiffness)
    {
        var n = VariableScale.Length;
        _matrix.CopyTo(_values, 0);
        ReadOnlySpan<double> a = Program.A.Values;
        for (var i = 0; i < stiffness.Length; i++)
        {
            var g = _generalIndex[i];
            if (g >= 0) _values[_diagonals[n + g]] = -1 / Math.Max(stiffness[i], NoStiffness);
            else _values[_diagonals[~g]] += a[_entries[i]] * a[_entries[i]] * stiffness[i];
        }

        return Vectors.IsFinite(_values) && _factor.Factor(_values, _signs, new() { Shift = Shift, MinimumPivot = 1e-14, PivotReplacement = Shift }) == LdlOutcome.Factored;
    }

    /// <summary>Gives the memory of the factor to the next one.</summary>
    public void Release() => _factor.Release();

    /// <summary>Solves with the last factor; false where the step overflows.</summary>
    /// <param name="right">r, length n.</param>
    /// <param name="force">f, or h on equality rows, length m.</param>
    /// <param name="stiffness">S as it was factored.</param>
    /// <param name="dx">dx, length n, on return.</param>
    /// <param name="dy">dy, length m, on return; zero on rows that are not <see cref="IsGeneral"/>.</param>
    public bool Solve(ReadOnlySpan<double> right, ReadOnlySpan<double> force, ReadOnlySpan<double> stiffness, Span<double> dx, Span<double> dy)
    {
        right.CopyTo(_solution);
        ReadOnlySpan<double> a = Program.A.Values;
        var rows = _solution.AsSpan(right.Length);
        for (var i = 0; i < force.Length; i++)
        {
            var g = _generalIndex[i];
            if (g < 0) _solution[~g] -= a[_entries[i]] * force[i];
            else if (double.IsPositiveInfinity(stiffness[i])) rows[g] = force[i];
            else rows[g] = stiffness[i] <= NoStiffness ? 0 : -force[i] / stiffness[i];
        }

        if (!Vectors.IsFinite(_solution)) return false;
        _factor.Solve(_solution, _workspace);
        _solution.AsSpan(0, dx.Length).CopyTo(dx);
        for (var i = 0; i < dy.Length; i++) dy[i] = _generalIndex[i] >= 0 ? rows[_generalIndex[i]] : 0;
        return Vectors.IsFinite(_solution);
    }

    /// <summary>Finds the single-entry inequalities and numbers the other rows; returns how many those are.</summary>
    private int SortRows(QuadraticProgram problem)
    {
        var count = new int[_generalIndex.Length];
        var pointers = problem.A.Pattern.ColumnPointers;
        var rows = problem.A.Pattern.RowIndices;
        foreach (var i in rows) count[i]++;
        for (var j = 0; j < problem.VariableCount; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                if (count[rows[k]] == 1) (_generalIndex[rows[k]], _entries[rows[k]]) = (~j, k);
            }
        }

        var general = 0;
        for (var i = 0; i < count.Length; i++)
        {
            if (count[i] != 1 || ActiveSet.IsEquality(problem.Lower[i], problem.Upper[i])) _generalIndex[i] = general++;
        }

        return general;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SparsityPattern BuildPattern(QuadraticProgram problem, int general, out double[] matrix)
    {
        var n = problem.VariableCount;
        ReadOnlySpan<int> pStart = problem.P.Pattern.ColumnPointers, pRows = problem.P.Pattern.RowIndices, aStart = problem.A.Pattern.ColumnPointers, aRows = problem.A.Pattern.RowIndices;
        ReadOnlySpan<double> p = problem.P.Values, a = problem.A.Values;
        var pointers = new int[n + general + 1];
        for (var j = 0; j < n; j++)
        {
            var hasDiagonal = pStart[j + 1] > pStart[j] && pRows[pStart[j + 1] - 1] == j;
            pointers[j + 1] = pointers[j] + pStart[j + 1] - pStart[j] + (hasDiagonal ? 0 : 1);
        }

        for (var k = 0; k < aRows.Length; k++)
        {
            if (_generalIndex[aRows[k]] >= 0) pointers[n + _generalIndex[aRows[k]] + 1]++;
        }

        for (var g = n; g < n + general; g++) pointers[g + 1] += pointers[g] + 1;
        var indices = new int[pointers[^1]];
        matrix = new double[indices.Length];
        var next = pointers.AsSpan(n, general).ToArray();
        for (var j = 0; j < n; j++)
        {
            var slot = pointers[j];
            for (var k = pStart[j]; k < pStart[j + 1]; k++) (indices[slot], matrix[slot++]) = (pRows[k], p[k]);
            _diagonals[j] = pointers[j + 1] - 1;
            indices[_diagonals[j]] = j;
            for (var k = aStart[j]; k < aStart[j + 1]; k++)
            {
                var g = _generalIndex[aRows[k]];
                if (g < 0) continue;
                indices[next[g]] = j;
                matrix[next[g]++] = a[k];
            }
        }

        for (var g = 0; g < general; g++)
        {
            _diagonals[n + g] = next[g];
            indices[next[g]] = n + g;
        }

        return SparsityPattern.Adopt(n + general, n + general, pointers, indices);
    }

    /// <summary>The power of two that brings a row of one entry near 1.</summary>
    private double SingleRowScale(QuadraticProgram problem, int row)
    {
        var size = VariableScale[~_generalIndex[row]] * Math.Abs(problem.A.Values[_entries[row]]);
        return size > 0 ? Math.ScaleB(1, -Math.ILogB(size)) : 1;
    }

    private QuadraticProgram Scaled(QuadraticProgram problem)
    {
        double[] p = problem.P.Values.ToArray(), a = problem.A.Values.ToArray(), q = new double[problem.VariableCount], lower = new double[problem.ConstraintCount], upper = new double[problem.ConstraintCount];
        ReadOnlySpan<int> pStart = problem.P.Pattern.ColumnPointers, pRows = problem.P.Pattern.RowIndices, aStart = problem.A.Pattern.ColumnPointers, aRows = problem.A.Pattern.RowIndices;
        for (var j = 0; j < q.Length; j++)
        {
            var scale = VariableScale[j];
            q[j] = Stretched(problem.Q[j], scale);
            for (var k = pStart[j]; k < pStart[j + 1]; k++) p[k] *= scale * VariableScale[pRows[k]];
            for (var k = aStart[j]; k < aStart[j + 1]; k++) a[k] *= scale * RowScale[aRows[k]];
        }

        for (var i = 0; i < lower.Length; i++) (lower[i], upper[i]) = (Stretched(problem.Lower[i], RowScale[i]), Stretched(problem.Upper[i], RowScale[i]));
        return new(CscMatrix.Adopt(problem.P.Pattern, p), q, CscMatrix.Adopt(problem.A.Pattern, a), lower, upper);
    }

    /// <summary>A number that was finite stays so; the path is lost on one that would not.</summary>
    private static double Stretched(double value, double scale) => double.IsInfinity(value) ? value : Math.Clamp(value * scale, -double.MaxValue, double.MaxValue);
}
