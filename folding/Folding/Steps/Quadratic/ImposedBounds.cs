namespace Folding;

/// <summary>
/// Bounds on single variables that the ADMM step imposes exactly, the limit of an infinite penalty: <c>x_j = b_i / a_ij</c>. Nothing about
/// such a variable or its row is left to iterate, so that the state holds the other ones only: x_F and w_R.
/// </summary>
internal sealed class ImposedBounds
{
    private ImposedBounds(int[] free, int[] rows, int[] variables, int[] fixing, double[] coefficients) =>
        (Free, Rows, Variables, Fixing, Coefficients) = (free, rows, variables, fixing, coefficients);

    /// <summary>F: the variables that are free, increasing.</summary>
    public int[] Free { get; }

    /// <summary>R: the rows with a finite penalty, increasing.</summary>
    public int[] Rows { get; }

    /// <summary>The variables with an imposed bound, increasing.</summary>
    public int[] Variables { get; }

    /// <summary>The row that fixes each of them.</summary>
    public int[] Fixing { get; }

    /// <summary>Its only entry.</summary>
    public double[] Coefficients { get; }

    /// <summary>All variables are free.</summary>
    public static ImposedBounds None(int variables, int rows) => new([.. Enumerable.Range(0, variables)], [.. Enumerable.Range(0, rows)], [], [], []);

    /// <summary>
    /// The bounds the solution rests on, where its active rows are certified and independent; a variable with several such bounds stays free, since
    /// they share its multiplier.
    /// </summary>
    public static ImposedBounds At(QuadraticPoint point)
    {
        int n = point.Problem.VariableCount, m = point.Problem.ConstraintCount;
        if (point.Certified is not { DependentRows: false }) return None(n, m);
        var a = point.Problem.A;
        ReadOnlySpan<int> starts = a.Pattern.ColumnPointers, entryRows = a.Pattern.RowIndices;
        var entries = new int[m];
        foreach (var i in entryRows) entries[i]++;
        List<int> free = [], variables = [], fixing = [];
        List<double> coefficients = [];
        var isImposed = new bool[m];
        for (var j = 0; j < n; j++)
        {
            int found = 0, at = -1;
            for (var k = starts[j]; k < starts[j + 1]; k++)
            {
                if (entries[entryRows[k]] != 1 || a.Values[k] == 0 || point.Activity[entryRows[k]] == RowActivity.Inactive) continue;
                (found, at) = (found + 1, k);
            }

            if (found != 1)
            {
                free.Add(j);
                continue;
            }

            isImposed[entryRows[at]] = true;
            variables.Add(j);
            fixing.Add(entryRows[at]);
            coefficients.Add(a.Values[at]);
        }

        return new([.. free], [.. Enumerable.Range(0, m).Where(i => !isImposed[i])], [.. variables], [.. fixing], [.. coefficients]);
    }
}
