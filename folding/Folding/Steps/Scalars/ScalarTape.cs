namespace Folding;

/// <summary>
/// One evaluation of a step as a list of operations with at most two operands and their partial derivatives, 24 bytes each. Swept
/// backward it multiplies by the transposed Jacobian. Immutable once recorded.
/// </summary>
internal sealed class ScalarTape
{
    /// <summary>A comparison of numbers that differ relatively by less is undecided.</summary>
    private const double Tie = 1e-9;

    private Operation[] _operations = new Operation[64];

    public int Count { get; private set; }

    /// <summary>Comparisons that were undecided.</summary>
    public int Ties { get; private set; }

    /// <summary>The next of the numbers everything depends on.</summary>
    public Recorded Input(double value) => new(value, this, Add(-1, 0, -1, 0));

    public int Add(int left, double byLeft, int right, double byRight)
    {
        if (Count == _operations.Length) Array.Resize(ref _operations, 2 * Count);
        _operations[Count] = new(left, byLeft, right, byRight);
        return Count++;
    }

    public void Compare(double difference, double size)
    {
        if (Math.Abs(difference) <= Tie * Math.Max(size, Tie)) Ties++;
    }

    /// <summary>Turns the adjoints of the last entries into those of the inputs, in place; length <see cref="Count"/>.</summary>
    public void SweepBack(Span<double> adjoints)
    {
        for (var k = Count - 1; k >= 0; k--)
        {
            var adjoint = adjoints[k];
            if (adjoint == 0) continue;
            var operation = _operations[k];
            if (operation.Left >= 0) adjoints[operation.Left] += operation.ByLeft * adjoint;
            if (operation.Right >= 0) adjoints[operation.Right] += operation.ByRight * adjoint;
        }
    }

    private readonly record struct Operation(int Left, double ByLeft, int Right, double ByRight);
}
