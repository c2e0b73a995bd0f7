using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model taken apart: every function as linear, quadratic and nonlinear terms, constants moved into the bounds, and all
/// coefficients and bounds as entries of one table of data. What each class of program is assembled from.
/// </summary>
internal sealed class ModelRows
{
    public required ExpressionGraph Graph { get; init; }

    public required int VariableCount { get; init; }

    public required int ParameterCount { get; init; }

    /// <summary>The objective to minimise.</summary>
    public required SeparableForm Objective { get; init; }

    /// <summary>The constraints, without constants.</summary>
    public required IReadOnlyList<SeparableForm> Constraints { get; init; }

    public required DataTable Table { get; init; }

    public required BoundEntries ConstraintBounds { get; init; }

    public required BoundEntries VariableBounds { get; init; }

    /// <summary>Given starting values; NaN where none was given.</summary>
    public required double[] Start { get; init; }

    public required int[] IntegerVariables { get; init; }

    public bool IsLinear => Objective.Quadratic.Length == 0 && IsPolyhedral;

    public bool IsQuadratic => IsPolyhedral;

    /// <summary>Linear constraints, and an objective without nonlinear terms.</summary>
    private bool IsPolyhedral => Objective.Elements.Length == 0 && Constraints.All(static row => row.Elements.Length == 0 && row.Quadratic.Length == 0);

    /// <summary>Linear constraint rows as a matrix: the pattern and the entry of each stored coefficient.</summary>
    /// <param name="more">Rows below the constraints: row, column and entry.</param>
    /// <param name="rows">Number of rows of the matrix.</param>
    public (SparsityPattern Pattern, int[] Entries) LinearMatrix(int rows, IEnumerable<LinearTerm> more)
    {
        List<LinearTerm> terms = [];
        for (var row = 0; row < Constraints.Count; row++)
        {
            foreach (var (variable, coefficient) in Constraints[row].Linear) terms.Add(new(row, variable, Table.Entry(coefficient)));
        }

        terms.AddRange(more);
        var (pattern, slots) = PatternBuilder.Build(rows, VariableCount, [.. terms.Select(static term => (term.Row, term.Variable))]);
        var entries = new int[terms.Count];
        for (var k = 0; k < entries.Length; k++) entries[slots[k]] = terms[k].Entry;
        return (pattern, entries);
    }

    /// <summary>The linear part of the objective: variable and entry of each term.</summary>
    public (int Variable, int Entry)[] LinearObjective() => [.. Objective.Linear.Select(term => (term.Variable, Table.Entry(term.Coefficient)))];
}
