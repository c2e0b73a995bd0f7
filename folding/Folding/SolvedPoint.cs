using Folding.Problems;

namespace Folding;

/// <summary>What a tape knows when its derivative is first asked for.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Equivalent">The equivalent quadratic program (of the relaxation, where variables are integer), made when it is first asked for; null for a nonlinear program.</param>
/// <param name="Solution">Its solution, with x and, unless variables are integer, y.</param>
/// <param name="Refined">The certified refinement of the solution; null where none was asked for or none could be certified.</param>
/// <param name="Solver">The solver that found it, for methods that ask it again.</param>
/// <param name="Cache">Symbolic factorizations of the layer.</param>
/// <param name="Sessions">Open sessions of the layer, for methods that solve again.</param>
internal sealed record SolvedPoint<TProblem>(
    TProblem Problem, Lazy<QuadraticProgram?> Equivalent, Solution Solution, RefinedPoint? Refined, ISolver<TProblem> Solver, SymbolicCache Cache, SessionPool<TProblem> Sessions)
    where TProblem : class, IProblem
{
    /// <summary>The equivalent quadratic program; null for a nonlinear program.</summary>
    public QuadraticProgram? Quadratic => Equivalent.Value;

    /// <summary>
    /// The point as one of the quadratic program. Without a refinement in the forward pass the active set is certified here, and the solution
    /// is left alone.
    /// </summary>
    public QuadraticPoint ToQuadratic()
    {
        var refined = Refined;
        if (refined is null)
        {
            double[] x = [.. Solution.Primal], y = [.. Solution.Dual];
            if (Solution.Statistics.Refinement == RefinementOutcome.NotRun) refined = Refinement.Run(Quadratic!, x, y, Cache, CancellationToken.None).Point;
            if (refined is null) return new(Quadratic!, x, y, null, Cache);
        }

        return new(Quadratic!, refined.X, refined.Y, refined.Kkt, Cache) { RowValues = refined.RowValues, RowNorms = refined.RowNorms };
    }
}

/// <summary>A primal-dual solution of a quadratic program.</summary>
/// <param name="Problem">The program.</param>
/// <param name="X">x, length n.</param>
/// <param name="Y">y, length m.</param>
/// <param name="Certified">The factored KKT system of the certified active set; null where none could be certified.</param>
/// <param name="Cache">Symbolic factorizations.</param>
internal sealed record QuadraticPoint(QuadraticProgram Problem, double[] X, double[] Y, ReducedKkt? Certified, SymbolicCache Cache)
{
    private double[]? _rowValues;
    private double[]? _rowNorms;

    /// <summary>False for the local model of a nonlinear program, whose P may be indefinite.</summary>
    public bool Convex { get; init; } = true;

    /// <summary>Ax, length m.</summary>
    public double[] RowValues
    {
        get
        {
            if (_rowValues is not null) return _rowValues;
            var values = new double[Problem.ConstraintCount];
            Problem.A.Multiply(X, values);
            return _rowValues = values;
        }
        init => _rowValues = value;
    }

    /// <summary>Euclidean norms of the rows of A, length m.</summary>
    public double[] RowNorms
    {
        get => _rowNorms ??= ActiveSet.RowNorms(Problem.A);
        init => _rowNorms = value;
    }

    /// <summary>The certified active set, or the one that (x, y) suggest.</summary>
    public RowActivity[] Activity { get; } = Certified?.Activity ?? ActiveSet.Identify(Problem, X, Y);
}
