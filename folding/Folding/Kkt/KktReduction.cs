using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The variables and rows that remain of the active-set system once every active row with a single entry, which fixes its variable, is
/// eliminated together with that variable, and where the numbers of the remaining system
/// <code>[P_FF, A_GF'; A_GF, 0]</code>
/// (free variables F, other active rows G) come from. For layers with many bounds little remains. Depends on patterns and active set
/// alone, so it is kept and shared; immutable.
/// </summary>
internal sealed class KktReduction
{
    private readonly int[] _freeIndex;
    private readonly int[] _generalIndex;
    private readonly int[] _sources; // entry of P, or ~entry of A

    private KktReduction(QuadraticProgram problem, ReadOnlySpan<RowActivity> activity)
    {
        _freeIndex = new int[problem.VariableCount];
        _generalIndex = new int[problem.ConstraintCount];
        var (count, singles) = FindSingleEntries(problem.A.Pattern);
        SplitRows(problem, activity, count, singles, out var firstFixing, out var nextFixing);
        (Free, Fixed) = SplitVariables(firstFixing);
        FixingStarts = new int[Fixed.Length + 1];
        var entries = new int[_fixingCount];
        var rows = new int[_fixingCount];
        var next = 0;
        for (var f = 0; f < Fixed.Length; f++)
        {
            for (var i = firstFixing[Fixed[f]]; i >= 0; i = nextFixing[i])
            {
                rows[next] = i;
                entries[next++] = singles[i];
            }

            FixingStarts[f + 1] = next;
        }

        FixingRows = rows;
        FixingEntries = entries;
        (Pattern, _sources) = BuildPattern(problem);
    }

    private int _fixingCount;

    /// <summary>The free variables, increasing.</summary>
    public int[] Free { get; }

    /// <summary>The fixed variables, increasing.</summary>
    public int[] Fixed { get; }

    /// <summary>Where the rows that fix the f-th fixed variable begin in <see cref="FixingRows"/>; more than one means they are dependent.</summary>
    public int[] FixingStarts { get; }

    /// <summary>The active single-entry rows.</summary>
    public int[] FixingRows { get; }

    /// <summary>The entry of A that each of them consists of.</summary>
    public int[] FixingEntries { get; }

    /// <summary>The active rows with several entries, increasing.</summary>
    public int[] General { get; private set; } = [];

    /// <summary>True when two active rows fix the same variable.</summary>
    public bool HasRepeatedBounds => _fixingCount > Fixed.Length;

    /// <summary>True when P joins a fixed variable with another one.</summary>
    public bool CouplesFixed { get; private set; }

    /// <summary>True when a single-entry row is not used to fix its variable because its entry is zero; such a reduction is for one problem only.</summary>
    public bool DependsOnValues { get; private set; }

    /// <summary>Size of the reduced system.</summary>
    public int Order => Free.Length + General.Length;

    /// <summary>Upper triangle of the reduced system.</summary>
    public SparsityPattern Pattern { get; }

    public static KktReduction Of(QuadraticProgram problem, ReadOnlySpan<RowActivity> activity) => new(problem, activity);

    /// <summary>Whether the rows that fix variables do so in this problem, too: their entries are not zero.</summary>
    public bool Fits(QuadraticProgram problem)
    {
        var values = problem.A.Values;
        foreach (var k in FixingEntries)
        {
            if (values[k] == 0) return false;
        }

        return true;
    }

    /// <summary>The numbers of the reduced system, one per entry of <see cref="Pattern"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] ValuesOf(QuadraticProgram problem)
    {
        var values = GC.AllocateUninitializedArray<double>(_sources.Length);
        ReadOnlySpan<double> p = problem.P.Values, a = problem.A.Values;
        for (var k = 0; k < values.Length; k++)
        {
            var source = _sources[k];
            values[k] = source >= 0 ? p[source] : a[~source];
        }

        return values;
    }

    /// <summary>The number of entries of each row, and of each row its last entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int[] Count, int[] Last) FindSingleEntries(SparsityPattern pattern)
    {
        int[] count = new int[pattern.Rows], last = new int[pattern.Rows];
        var rows = pattern.RowIndices;
        for (var k = 0; k < rows.Length; k++)
        {
            count[rows[k]]++;
            last[rows[k]] = k;
        }

        return (count, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitRows(QuadraticProgram problem, ReadOnlySpan<RowActivity> activity, int[] count, int[] last, out int[] firstFixing, out int[] nextFixing)
    {
        firstFixing = new int[problem.VariableCount];
        Array.Fill(firstFixing, -1);
        nextFixing = new int[activity.Length];
        var values = problem.A.Values;
        var general = 0;
        var candidates = 0;
        for (var i = 0; i < activity.Length; i++)
        {
            _generalIndex[i] = -1;
            if (activity[i] == RowActivity.Inactive) continue;
            if (count[i] == 1 && values[last[i]] != 0)
            {
                _generalIndex[i] = -2;
                candidates++;
                continue;
            }

            DependsOnValues |= count[i] == 1;
            _generalIndex[i] = general++;
        }

        General = new int[general];
        for (var i = 0; i < activity.Length; i++)
        {
            if (_generalIndex[i] >= 0) General[_generalIndex[i]] = i;
        }

        _fixingCount = candidates;
        if (candidates == 0) return;
        // Rows in decreasing order at the head make each variable's list increasing.
        var pointers = problem.A.Pattern.ColumnPointers;
        var rows = problem.A.Pattern.RowIndices;
        for (var j = 0; j < firstFixing.Length; j++)
        {
            for (var k = pointers[j + 1] - 1; k >= pointers[j]; k--)
            {
                var i = rows[k];
                if (_generalIndex[i] != -2) continue;
                nextFixing[i] = firstFixing[j];
                firstFixing[j] = i;
            }
        }
    }

    private (int[] Free, int[] Fixed) SplitVariables(int[] firstFixing)
    {
        var fixedCount = 0;
        foreach (var row in firstFixing) fixedCount += row >= 0 ? 1 : 0;
        int[] free = new int[firstFixing.Length - fixedCount], tied = new int[fixedCount];
        int f = 0, t = 0;
        for (var j = 0; j < firstFixing.Length; j++)
        {
            if (firstFixing[j] < 0)
            {
                _freeIndex[j] = f;
                free[f++] = j;
            }
            else
            {
                _freeIndex[j] = -1;
                tied[t++] = j;
            }
        }

        return (free, tied);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (SparsityPattern Pattern, int[] Sources) BuildPattern(QuadraticProgram problem)
    {
        SparsityPattern p = problem.P.Pattern, a = problem.A.Pattern;
        ReadOnlySpan<int> pStart = p.ColumnPointers, pRows = p.RowIndices, aStart = a.ColumnPointers, aRows = a.RowIndices;
        var pointers = new int[Order + 1];
        for (var f = 0; f < Free.Length; f++)
        {
            var j = Free[f];
            for (var k = pStart[j]; k < pStart[j + 1]; k++) pointers[f + 1] += _freeIndex[pRows[k]] >= 0 ? 1 : 0;
            CouplesFixed |= pointers[f + 1] < pStart[j + 1] - pStart[j];
            for (var k = aStart[j]; k < aStart[j + 1]; k++)
            {
                var g = _generalIndex[aRows[k]];
                if (g >= 0) pointers[Free.Length + g + 1]++;
            }
        }

        foreach (var j in Fixed)
        {
            for (var k = pStart[j]; k < pStart[j + 1]; k++) CouplesFixed |= pRows[k] != j;
        }

        for (var c = 0; c < Order; c++) pointers[c + 1] += pointers[c];
        var indices = new int[pointers[Order]];
        var sources = new int[pointers[Order]];
        var next = pointers.AsSpan(0, Order).ToArray();
        for (var f = 0; f < Free.Length; f++)
        {
            var j = Free[f];
            for (var k = pStart[j]; k < pStart[j + 1]; k++)
            {
                var i = _freeIndex[pRows[k]];
                if (i < 0) continue;
                indices[next[f]] = i;
                sources[next[f]++] = k;
            }

            for (var k = aStart[j]; k < aStart[j + 1]; k++)
            {
                var g = _generalIndex[aRows[k]];
                if (g < 0) continue;
                ref var slot = ref next[Free.Length + g];
                indices[slot] = f;
                sources[slot++] = ~k;
            }
        }

        return (SparsityPattern.Adopt(Order, Order, pointers, indices), sources);
    }
}
