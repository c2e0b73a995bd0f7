using Folding.Problems;

namespace Folding;

/// <summary>
/// The variables and rows that remain of the active-set system once every active row with a single entry, which fixes
/// its variable, is eliminated together with that variable. For layers with many bounds this is most of the system.
/// </summary>
internal sealed class KktReduction
{
    private KktReduction(int variables, int rows)
    {
        FreeIndex = new int[variables];
        FixingRows = new List<int>?[variables];
        GeneralIndex = new int[rows];
    }

    /// <summary>Position of variable j among the free ones, -1 when it is fixed.</summary>
    public int[] FreeIndex { get; }

    /// <summary>The free variables, increasing.</summary>
    public List<int> Free { get; } = [];

    /// <summary>The fixed variables, increasing.</summary>
    public List<int> Fixed { get; } = [];

    /// <summary>The active single-entry rows that fix variable j; more than one means they are dependent.</summary>
    public List<int>?[] FixingRows { get; }

    /// <summary>Position of row i among the active rows with several entries, -1 when it is not one of them.</summary>
    public int[] GeneralIndex { get; }

    /// <summary>The active rows with several entries, increasing.</summary>
    public List<int> General { get; } = [];

    /// <summary>True when two active rows fix the same variable.</summary>
    public bool HasRepeatedBounds { get; private set; }

    /// <summary>Size of the reduced system.</summary>
    public int Order => Free.Count + General.Count;

    public static KktReduction Of(QuadraticProgram problem, ReadOnlySpan<RowActivity> activity)
    {
        var reduction = new KktReduction(problem.VariableCount, problem.ConstraintCount);
        var (rows, map) = problem.A.Pattern.Transpose();
        var values = problem.A.Values;
        for (var i = 0; i < activity.Length; i++)
        {
            reduction.GeneralIndex[i] = -1;
            if (activity[i] == RowActivity.Inactive) continue;
            var start = rows.ColumnPointers[i];
            if (rows.ColumnPointers[i + 1] - start == 1 && values[map[start]] != 0)
            {
                ref var fixing = ref reduction.FixingRows[rows.RowIndices[start]];
                reduction.HasRepeatedBounds |= fixing is not null;
                (fixing ??= []).Add(i);
                continue;
            }

            reduction.GeneralIndex[i] = reduction.General.Count;
            reduction.General.Add(i);
        }

        for (var j = 0; j < problem.VariableCount; j++)
        {
            if (reduction.FixingRows[j] is null)
            {
                reduction.FreeIndex[j] = reduction.Free.Count;
                reduction.Free.Add(j);
            }
            else
            {
                reduction.FreeIndex[j] = -1;
                reduction.Fixed.Add(j);
            }
        }

        return reduction;
    }

    /// <summary>Upper triangle of [P_FF, A_GF'; A_GF, 0].</summary>
    public CscMatrix Assemble(QuadraticProgram problem)
    {
        var (rows, map) = problem.A.Pattern.Transpose();
        var pointers = new int[Order + 1];
        var capacity = CountEntries(problem, rows);
        var indices = new int[capacity];
        var values = new double[capacity];
        var next = 0;
        var column = 0;
        var p = problem.P;
        foreach (var j in Free)
        {
            for (var k = p.Pattern.ColumnPointers[j]; k < p.Pattern.ColumnPointers[j + 1]; k++)
            {
                var f = FreeIndex[p.Pattern.RowIndices[k]];
                if (f < 0) continue;
                indices[next] = f;
                values[next++] = p.Values[k];
            }

            pointers[++column] = next;
        }

        foreach (var i in General)
        {
            for (var k = rows.ColumnPointers[i]; k < rows.ColumnPointers[i + 1]; k++)
            {
                var f = FreeIndex[rows.RowIndices[k]];
                if (f < 0) continue;
                indices[next] = f;
                values[next++] = problem.A.Values[map[k]];
            }

            pointers[++column] = next;
        }

        return CscMatrix.Adopt(SparsityPattern.Adopt(Order, Order, pointers, indices), values);
    }

    private int CountEntries(QuadraticProgram problem, SparsityPattern rows)
    {
        var count = 0;
        foreach (var j in Free)
        {
            foreach (var i in problem.P.Pattern.RowIndices[problem.P.Pattern.ColumnPointers[j]..problem.P.Pattern.ColumnPointers[j + 1]])
                count += FreeIndex[i] >= 0 ? 1 : 0;
        }

        foreach (var i in General)
        {
            foreach (var j in rows.RowIndices[rows.ColumnPointers[i]..rows.ColumnPointers[i + 1]])
                count += FreeIndex[j] >= 0 ? 1 : 0;
        }

        return count;
    }
}
