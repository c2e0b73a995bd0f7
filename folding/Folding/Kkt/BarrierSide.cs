using Folding.Problems;

namespace Folding;

/// <summary>
/// The lower or the upper bounds of all rows at a point near the central path: distances d and forces v with d v → μ, and their steps. A missing bound has force 0 and
/// distance 1.
/// </summary>
internal sealed class BarrierSide
{
    public readonly double[] Distance;
    public readonly double[] Force;
    public readonly double[] Missing;
    public readonly double[] ForceStep;

    /// <summary>What d v shall become, where it is not the same for all rows.</summary>
    public readonly double[] Target;
    private readonly double[] _distanceStep;
    private readonly double[] _stiffness;
    private readonly double[] _markedStiffness;

    public BarrierSide(int rows)
    {
        (Distance, Force, Missing, _markedStiffness) = (new double[rows], new double[rows], new double[rows], new double[rows]);
        (_distanceStep, ForceStep, Target, _stiffness) = (new double[rows], new double[rows], new double[rows], new double[rows]);
        Array.Fill(Distance, 1);
    }

    public bool IsPresent(int row) => Force[row] > 0;

    /// <summary>v/d.</summary>
    public double Stiffness(int row) => _stiffness[row];

    /// <summary>
    /// The active set that the pairs point to. From the mark to here the distance of an active row shrinks with μ and its force stays, and the other way round
    /// (the indicators of El-Bakry, Tapia and Zhang 1994): no units, no thresholds.
    /// </summary>
    public static RowActivity[] Closing(QuadraticProgram problem, BarrierSide lower, BarrierSide upper)
    {
        var activity = new RowActivity[lower.Force.Length];
        for (var i = 0; i < activity.Length; i++)
        {
            if (ActiveSet.IsEquality(problem.Lower[i], problem.Upper[i])) activity[i] = RowActivity.Equality;
            else if (lower.Closes(i)) activity[i] = RowActivity.Lower;
            else if (upper.Closes(i)) activity[i] = RowActivity.Upper;
        }

        return activity;
    }

    /// <summary>
    /// dd = ±a'dx + r and dv = μ/d − v − S dd on both sides of a row. Where S is large that difference of large numbers is the rounding of
    /// a'dx: there dv follows from dy and dd from dv, unless the row has no dy of its own.
    /// </summary>
    public static void SetSteps(BarrierSide lower, BarrierSide upper, int row, double lowerTarget, double upperTarget, double rowStep, double? dy)
    {
        lower.SetStep(row, lowerTarget, rowStep);
        upper.SetStep(row, upperTarget, -rowStep);
        double below = lower.Stiffness(row), above = upper.Stiffness(row);
        if (dy is not { } multiplierStep || Math.Max(below, above) < 1) return;
        if (above >= below) upper.SetStepByForce(row, upperTarget, multiplierStep + lower.ForceStep[row]);
        else lower.SetStepByForce(row, lowerTarget, upper.ForceStep[row] - multiplierStep);
    }

    /// <summary>Remembers the stiffness that <see cref="Closing"/> compares with.</summary>
    public void Mark() => _stiffness.CopyTo(_markedStiffness, 0);

    /// <summary>Starts a pair, and marks it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="distance">Of a rough point, of either sign.</param>
    /// <param name="force">Of a rough point, of either sign.</param>
    /// <param name="mu">Their product from now on.</param>
    /// <param name="balance">√ of a distance that is as large as a force of 1.</param>
    public void Start(int row, double distance, double force, double mu, double balance = 1)
    {
        // The smooth pair on d v = μ nearest to the complementary one (Chen-Harker-Kanzow-Smale).
        double difference = Math.Max(distance, 0) / balance - Math.Max(force, 0) * balance, root = Math.Sqrt(difference * difference + 4 * mu);
        Distance[row] = balance * (difference >= 0 ? 0.5 * (root + difference) : 2 * mu / (root - difference));
        Force[row] = mu / Distance[row];
        _markedStiffness[row] = _stiffness[row] = Force[row] / Distance[row];
    }

    /// <summary>The sum of d v after the present step; of the present pairs at 0.</summary>
    public double Complementarity(double advance)
    {
        var sum = 0.0;
        for (var i = 0; i < Force.Length; i++) sum += (Distance[i] + advance * _distanceStep[i]) * (Force[i] + advance * ForceStep[i]);
        return sum;
    }

    /// <summary>Sets the targets to d v = mu, less the product of the present steps, which the next ones will add again.</summary>
    public void Aim(double mu)
    {
        for (var i = 0; i < Target.Length; i++) Target[i] = mu - _distanceStep[i] * ForceStep[i];
    }

    /// <summary>|d v/μ − 1|.</summary>
    public double OffCentre(int row, double mu) => IsPresent(row) ? Math.Abs(Distance[row] * Force[row] / mu - 1) : 0;

    /// <summary>The force after a step that moves the row not at all: μ/d − S r.</summary>
    public double Pull(int row, double mu) => IsPresent(row) ? mu / Distance[row] - Stiffness(row) * Missing[row] : 0;

    private bool Closes(int row) => Stiffness(row) > _markedStiffness[row];

    private void SetStep(int row, double mu, double along)
    {
        if (!IsPresent(row)) return;
        _distanceStep[row] = along + Missing[row];
        ForceStep[row] = mu / Distance[row] - Force[row] - Stiffness(row) * _distanceStep[row];
    }

    /// <summary>v dd + d dv = μ − d v with dv given.</summary>
    private void SetStepByForce(int row, double mu, double forceStep)
    {
        ForceStep[row] = forceStep;
        _distanceStep[row] = mu / Force[row] - Distance[row] - Distance[row] / Force[row] * forceStep;
    }

    /// <summary>Almost all the way to the first distance or force of zero; at most 1.</summary>
    public double LongestStep()
    {
        var advance = 1.0;
        for (var i = 0; i < Force.Length; i++)
        {
            if (_distanceStep[i] < 0) advance = Math.Min(advance, -0.99 * Distance[i] / _distanceStep[i]);
            if (ForceStep[i] < 0) advance = Math.Min(advance, -0.99 * Force[i] / ForceStep[i]);
        }

        return advance;
    }

    public void Move(double advance)
    {
        for (var i = 0; i < Force.Length; i++)
        {
            Distance[i] += advance * _distanceStep[i];
            Force[i] += advance * ForceStep[i];
            _stiffness[i] = Force[i] / Distance[i];
        }
    }
}
