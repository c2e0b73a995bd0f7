namespace Folding;

/// <summary>
/// The alternating iteration (Sun et al., "Alternating Differentiation for Optimization Layers", ICLR 2023, equations (5a) to (5d)), with
/// slack and multiplier collapsed into one vector, z = Π(v) and y = ρ(v − Π(v)):
/// <code>
/// x⁺ = argmin f(x) + c'x + ½ |Ax|²_ρ,   c = ρ(v − 2Π(v));      v⁺ = v + α(Ax⁺ − Π(v))
/// </code>
/// </summary>
internal sealed class AlternatingRun
{
    private AlternatingRun(AlternatingProblem problem, double relaxation)
    {
        Problem = problem;
        Relaxation = relaxation;
    }

    public AlternatingProblem Problem { get; }

    public double Relaxation { get; }

    /// <summary>x of the last iteration.</summary>
    public required double[] X { get; init; }

    /// <summary>v of the last iteration.</summary>
    public required double[] V { get; init; }

    /// <summary>y = ρ(v − Π(v)) of the last iteration.</summary>
    public required double[] Y { get; init; }

    /// <summary>What the last iteration added to x and to y: where the run does not converge they converge to a proof that it cannot.</summary>
    public (double[] X, double[] Y)? LastStep { get; init; }

    public required int Iterations { get; init; }

    /// <summary>Movement of x and |Ax − z| in the last iteration, relative to 1 + |x| and 1 + |z|: the larger.</summary>
    public required double Change { get; init; }

    /// <summary>By how much the last iterations reduced the movement, per iteration; null where there were too few.</summary>
    public required double? Contraction { get; init; }

    /// <summary>Whether the run ended by its tolerance, not by its count.</summary>
    public required bool Converged { get; init; }

    /// <summary>Every iteration, first to last; empty where they were not kept.</summary>
    public required List<AlternatingIterate> Iterates { get; init; }

    /// <summary>Estimated distance of x from its limit, relative to 1 + |x|: the remainder of the geometric series that the movements form.</summary>
    public double EstimatedError => Contraction is { } q ? Change * Math.Min(q / Math.Max(1 - q, 1e-6), 1e6) : Change;

    public static AlternatingRun Of(AlternatingProblem problem, AltDiffOptions options, double[]? start = null, CancellationToken cancellation = default)
    {
        int n = problem.VariableCount, m = problem.RowCount;
        double[] x = problem is IHasStart from ? from.Start() : new double[n], previous = new double[n], v = start is null ? ColdStart(problem) : (double[])start.Clone(), c = new double[m], ax = new double[m];
        var iterates = new List<AlternatingIterate>();
        var changes = new Queue<double>();
        var change = double.PositiveInfinity;
        bool converged = false, isFirst = true;
        var before = (double[])v.Clone();
        var k = 0;
        while (!converged && k < options.MaximumIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            k++;
            for (var i = 0; i < m; i++) c[i] = problem.Rho[i] * (v[i] - (2 * problem.Project(i, v[i])));
            x.CopyTo(previous, 0);
            problem.Minimize(c, x, ax);
            if (options.KeepIterates) iterates.Add(new([.. x], [.. v], [.. ax]));
            v.CopyTo(before, 0);
            var sidesChanged = false;
            double violation = 0, size = 0;
            for (var i = 0; i < m; i++)
            {
                double old = v[i], z = problem.Project(i, old), gap = ax[i] - z;
                v[i] = old + (options.Relaxation * gap);
                sidesChanged |= problem.ActivityOf(i, old) != problem.ActivityOf(i, v[i]);
                violation += gap * gap;
                size += z * z;
            }

            change = Math.Max(Vectors.Distance(x, previous) / (1 + Vectors.Norm(x)), Math.Sqrt(violation) / (1 + Math.Sqrt(size)));
            if (!double.IsFinite(change)) break;
            if (!isFirst) changes.Enqueue(change);
            if (changes.Count > 11) changes.Dequeue();
            // The first x is not a movement: there was none before it.
            converged = !isFirst && !sidesChanged && change <= options.Tolerance && options.Tolerance > 0;
            isFirst = false;
        }

        double[] y = Multipliers(problem, v), lastX = new double[n], lastY = Multipliers(problem, before);
        for (var j = 0; j < n; j++) lastX[j] = x[j] - previous[j];
        for (var i = 0; i < m; i++) lastY[i] = y[i] - lastY[i];
        return new(problem, options.Relaxation)
        {
            X = x, V = v, Y = y, Iterations = k, Change = change, Converged = converged, Iterates = iterates, Contraction = ContractionOf(changes), LastStep = (lastX, lastY),
        };
    }

    /// <summary>The point that a faster method found, as the end of a run without iterates.</summary>
    public static AlternatingRun At(AlternatingProblem problem, double[] x, double[] v, double[] y, int iterations, double residual, bool converged)
    {
        return new(problem, 1) { X = x, V = v, Y = y, Iterations = iterations, Change = residual, Converged = converged, Iterates = [], Contraction = null };
    }

    internal static double[] Multipliers(AlternatingProblem problem, double[] v)
    {
        var y = new double[v.Length];
        for (var i = 0; i < y.Length; i++) y[i] = problem.Rho[i] * (v[i] - problem.Project(i, v[i]));
        return y;
    }

    internal static double[] ColdStart(AlternatingProblem problem)
    {
        var v = new double[problem.RowCount];
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = problem.StartOf(i) switch
            {
                RowActivity.Lower => problem.Lower[i],
                RowActivity.Inactive => 0,
                _ => problem.Upper[i],
            };
        }

        return v;
    }

    private static double? ContractionOf(Queue<double> changes)
    {
        if (changes.Count < 3) return null;
        var (first, last) = (changes.First(), changes.Last());
        return first > 0 ? Math.Min(Math.Pow(last / first, 1.0 / (changes.Count - 1)), 1) : 0;
    }
}

/// <summary>One iteration: the x it found, the v it started from, and Ax.</summary>
internal sealed record AlternatingIterate(double[] X, double[] V, double[] Rows);

/// <summary>A problem whose minimisation needs a start inside a domain.</summary>
internal interface IHasStart
{
    double[] Start();
}
