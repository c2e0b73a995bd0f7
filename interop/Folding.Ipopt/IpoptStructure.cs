using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>
/// Positions of the derivatives as Ipopt wants them: (row, column) lists, the Hessian by its lower triangle. The values
/// keep the order of the problem's patterns, because the transpose of an upper triangle is a lower one.
/// </summary>
internal sealed class IpoptStructure
{
    private readonly SparsityPattern _jacobian;
    private readonly SparsityPattern? _hessian;

    public IpoptStructure(NonlinearProgram problem, bool exactHessian)
    {
        _jacobian = problem.JacobianPattern;
        _hessian = exactHessian ? problem.HessianPattern : null;
        // Ipopt refuses constraints without a single derivative: one structural zero satisfies it.
        HasPadding = problem.ConstraintCount > 0 && _jacobian.Count == 0;
    }

    /// <summary>Number of Jacobian entries passed to Ipopt.</summary>
    public int JacobianCount => HasPadding ? 1 : _jacobian.Count;

    /// <summary>Number of Hessian entries passed to Ipopt; 0 for a quasi-Newton method.</summary>
    public int HessianCount => _hessian?.Count ?? 0;

    /// <summary>True when the Jacobian is empty and Ipopt sees a zero at (0, 0) instead.</summary>
    public bool HasPadding { get; }

    /// <summary>Writes the Jacobian's positions.</summary>
    public void WriteJacobian(Span<int> rows, Span<int> columns)
    {
        if (HasPadding)
        {
            rows[0] = columns[0] = 0;
            return;
        }

        Write(_jacobian, rows, columns);
    }

    /// <summary>Writes the Hessian's positions, lower triangle.</summary>
    public void WriteHessian(Span<int> rows, Span<int> columns)
    {
        if (_hessian is not null) Write(_hessian, columns, rows);
    }

    private static void Write(SparsityPattern pattern, Span<int> rows, Span<int> columns)
    {
        pattern.RowIndices.CopyTo(rows);
        for (var j = 0; j < pattern.Columns; j++) columns[pattern.ColumnPointers[j]..pattern.ColumnPointers[j + 1]].Fill(j);
    }
}
