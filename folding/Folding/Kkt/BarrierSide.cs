namespace Folding;

/// <summary>
/// The lower or the upper bounds of all rows at a <see cref="BarrierPoint"/>: distances d and forces v with d v → μ, and their steps. A missing bound has force 0 and
/// distance 1.
/// </summary>
internal sealed class BarrierSide
{
    public readonly double[] Distance;
    public readonly double[] Force;
    public readonly double[] Missing;
    public readonly double[] ForceStep;
    private readonly double[] _distanceStep;
    private readonly double[] _firstStiffness;

    public BarrierSide(int rows)
    {
        (Distance, Force, Missing, _firstStiffness) = (new double[rows], new double[rows], new double[rows], new double[rows]);
        (_distanceStep, ForceStep) = (new double[rows], new double[rows]);
        Array.Fill(Distance, 1);
    }

    public bool IsPresent(int row) => Force[row] > 0;

    public double Stiffness(int row) => Force[row] / Distance[row];

    /// <summary>Whether the distance has shrunk more than the force since the start.</summary>
    public bool Closes(int row) => Stiffness(row) > _firstStiffness[row];

    public void Start(int row, double distance, double force, double mu)
    {
        // The smooth pair on d v = μ nearest to the complementary one (Chen-Harker-Kanzow-Smale).
        double difference = Math.Max(distance, 0) - Math.Max(force, 0), root = Math.Sqrt(difference * difference + 4 * mu);
        Distance[row] = difference >= 0 ? 0.5 * (root + difference) : 2 * mu / (root - difference);
        Force[row] = mu / Distance[row];
        _firstStiffness[row] = Stiffness(row);
    }

    /// <summary>|d v/μ − 1|.</summary>
    public double OffCentre(int row, double mu) => IsPresent(row) ? Math.Abs(Distance[row] * Force[row] / mu - 1) : 0;

    /// <summary>The force after a step that moves the row not at all: μ/d − S r.</summary>
    public double Pull(int row, double mu) => IsPresent(row) ? mu / Distance[row] - Stiffness(row) * Missing[row] : 0;

    public void SetStep(int row, double mu, double along)
    {
        if (!IsPresent(row)) return;
        _distanceStep[row] = along + Missing[row];
        ForceStep[row] = mu / Distance[row] - Force[row] - Stiffness(row) * _distanceStep[row];
    }

    /// <summary>v dd + d dv = μ − d v with dv given.</summary>
    public void SetStepByForce(int row, double mu, double forceStep)
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
        }
    }
}
