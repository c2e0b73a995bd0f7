namespace Folding.LinearAlgebra;

/// <summary>Accepts, replaces or refuses the pivots of one factorization and counts their signs.</summary>
internal sealed class PivotRule(int order)
{
    private readonly sbyte[] _signs = new sbyte[order];
    private double _minimum;
    private double _replacement;
    private double _smallest;
    private int _positive;
    private int _negative;
    private int _zero;

    /// <summary>Expected sign of each pivot in elimination order; 0 where unknown.</summary>
    public ReadOnlySpan<sbyte> Signs => _signs;

    public int Replaced { get; private set; }

    /// <summary>Elimination step of the refused pivot, -1 when there is none.</summary>
    public int FailedStep { get; private set; }

    public Inertia Inertia => new(_positive, _negative, _zero);

    public void Begin(ReadOnlySpan<int> eliminationOrder, ReadOnlySpan<sbyte> signs, in LdlRegularization regularization)
    {
        if (signs.IsEmpty) Array.Clear(_signs);
        else for (var k = 0; k < _signs.Length; k++) _signs[k] = signs[eliminationOrder[k]];
        _minimum = regularization.MinimumPivot;
        _replacement = regularization.PivotReplacement;
        _smallest = regularization.SmallestPivot;
        _positive = _negative = _zero = Replaced = 0;
        FailedStep = -1;
    }

    /// <summary>Turns the pivot into the one to divide by, or says why it cannot be used.</summary>
    public LdlOutcome Admit(ref double pivot, int step)
    {
        var value = pivot;
        var small = Math.Abs(value) <= _minimum;
        if (small) _zero++;
        else if (value > 0) _positive++;
        else _negative++;

        // An overflow is never repaired: the rows below are lost as well.
        if (_replacement > 0 && double.IsFinite(value))
        {
            int sign = _signs[step];
            if (small || sign * value < 0)
            {
                if (sign == 0) sign = value < 0 ? -1 : 1;
                pivot = sign * _replacement;
                Replaced++;
                return LdlOutcome.Factored;
            }
        }

        var refused = _smallest > 0 && (Math.Abs(value) < _smallest || _signs[step] * value < 0);
        if (!refused && double.IsFinite(value) && double.IsFinite(1 / value)) return LdlOutcome.Factored;
        FailedStep = step;
        return refused ? LdlOutcome.RefusedPivot : value == 0 ? LdlOutcome.ZeroPivot : LdlOutcome.NotFinitePivot;
    }
}
