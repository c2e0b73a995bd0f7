using Folding.Problems;

namespace Folding;

/// <summary>A problem class as a vector space of data, and its relation to the canonical quadratic program.</summary>
internal abstract class ProblemSpace<TProblem, TData>
    where TProblem : class, IProblem
    where TData : class
{
    /// <summary>The equivalent quadratic program, of the relaxation where variables are integer; null where there is none.</summary>
    public abstract QuadraticProgram? ToQuadratic(TProblem problem);

    /// <summary>Whether a solution can be refined on its active set.</summary>
    public virtual bool CanRefine(TProblem problem) => true;

    /// <summary>Refines a solution on its active set; null with the number of active sets tried where none could be certified.</summary>
    public virtual (RefinedPoint? Point, int Rounds) Refine(TProblem problem, QuadraticProgram? quadratic, Solution solution, SymbolicCache cache, CancellationToken cancellation) =>
        Refinement.Run(quadratic!, [.. solution.Primal], [.. solution.Dual], cache, cancellation);

    /// <summary>What a certified refinement proves.</summary>
    public virtual TerminationStatus CertifiedStatus => TerminationStatus.Optimal;

    /// <summary>Why a method gives no derivative for this problem; null where it does.</summary>
    public virtual string? WhyNot(GradientMethod method, TProblem problem) => null;

    /// <summary>Why the optimal value has no gradient; null where it has.</summary>
    public virtual string? WhyNoValueGradient(GradientMethod method, TProblem problem) => WhyNot(method, problem);

    /// <summary>Whether the method needs multipliers.</summary>
    public virtual bool NeedsDual(TProblem problem) => problem.DualCount > 0;

    /// <summary>The derivative at a solution.</summary>
    public abstract Linearization<TData> Linearize(GradientMethod method, SolvedPoint<TProblem> point);

    /// <summary>The problem around its solution, to be solved again with perturbed data; null where the class has no such oracle.</summary>
    public virtual PerturbedOracle<TData>? OracleAt(SolvedPoint<TProblem> point, Lpgd method) => null;

    /// <summary>Whether a session can go from one problem to the other.</summary>
    public virtual bool HaveEqualStructure(TProblem a, TProblem b) => ReferenceEquals(a, b);

    /// <summary>The gradient that is zero but for the linear cost; null where the class has none.</summary>
    public virtual TData? OnCost(TProblem problem, ReadOnlySpan<double> cost) => null;

    /// <summary>The part of a direction that moves the linear cost.</summary>
    public virtual ReadOnlySpan<double> CostOf(TData direction) => [];

    /// <exception cref="ArgumentException">The direction belongs to a problem of another structure.</exception>
    public abstract void RequireFits(TProblem problem, TData direction);

    public abstract TData Zero(TProblem problem);

    public abstract TData ValueGradient(TProblem problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    public abstract double Inner(TData gradient, TData direction);

    /// <summary>False where an entry of a gradient overflowed.</summary>
    public virtual bool IsFinite(TData gradient) => double.IsFinite(Inner(gradient, gradient));

    /// <summary>The problem moved along a direction, or null where the moved data are no problem.</summary>
    public abstract TProblem? Move(TProblem problem, TData direction, double step);

    /// <summary>Random directions, <paramref name="count"/> per block, sized relative to the data.</summary>
    public abstract IEnumerable<(string Block, TData Direction)> Directions(TProblem problem, Random random, int count);
}

internal sealed class QuadraticSpace : ProblemSpace<QuadraticProgram, QuadraticData>
{
    public static QuadraticSpace Instance { get; } = new();

    public override QuadraticProgram ToQuadratic(QuadraticProgram problem) => problem;

    public override Linearization<QuadraticData> Linearize(GradientMethod method, SolvedPoint<QuadraticProgram> point) => method.Linearize(point.ToQuadratic());

    public override PerturbedOracle<QuadraticData> OracleAt(SolvedPoint<QuadraticProgram> point, Lpgd method) => new QuadraticOracle(point, method);

    public override bool HaveEqualStructure(QuadraticProgram a, QuadraticProgram b) => a.HasStructureOf(b);

    public override QuadraticData OnCost(QuadraticProgram problem, ReadOnlySpan<double> cost) => new(problem, q: cost);

    public override ReadOnlySpan<double> CostOf(QuadraticData direction) => direction.Q.AsSpan();

    public override void RequireFits(QuadraticProgram problem, QuadraticData direction)
    {
        if (!direction.P.Pattern.Equals(problem.P.Pattern) || !direction.A.Pattern.Equals(problem.A.Pattern))
            throw new ArgumentException("The direction's patterns differ from the problem's.", nameof(direction));
    }

    public override QuadraticData Zero(QuadraticProgram problem) => QuadraticData.Zero(problem);

    public override QuadraticData ValueGradient(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y) => ValueGradients.Of(problem, x, y);

    public override double Inner(QuadraticData gradient, QuadraticData direction) => gradient.Inner(direction);

    public override bool IsFinite(QuadraticData gradient) => gradient.IsFinite;

    public override QuadraticProgram? Move(QuadraticProgram problem, QuadraticData direction, double step)
    {
        for (var i = 0; i < problem.ConstraintCount; i++)
        {
            if (problem.Lower[i] + step * direction.Lower[i] > problem.Upper[i] + step * direction.Upper[i]) return null;
        }

        return direction.Move(problem, step);
    }

    public override IEnumerable<(string Block, QuadraticData Direction)> Directions(QuadraticProgram problem, Random random, int count)
    {
        for (var repeat = 0; repeat < count; repeat++)
        {
            if (problem.P.Pattern.Count > 0) yield return ("P", new(problem, p: RandomDirection.Congruence(random, problem.P)));
            yield return ("q", new(problem, q: RandomDirection.Relative(random, problem.Q.AsSpan())));
            if (problem.ConstraintCount == 0) continue;
            yield return ("A", new(problem, a: RandomDirection.Relative(random, problem.A.Values)));
            var (lower, upper) = RandomDirection.Bounds(random, problem.Lower.AsSpan(), problem.Upper.AsSpan());
            yield return ("bounds", new(problem, lower: lower, upper: upper));
        }
    }
}

internal sealed class LinearSpace : ProblemSpace<LinearProgram, LinearData>
{
    public static LinearSpace Instance { get; } = new();

    public override QuadraticProgram ToQuadratic(LinearProgram problem) => problem.ToQuadratic();

    public override bool CanRefine(LinearProgram problem) => !problem.HasIntegers;

    public override bool NeedsDual(LinearProgram problem) => !problem.HasIntegers && problem.DualCount > 0;

    public override string? WhyNot(GradientMethod method, LinearProgram problem) => problem.HasIntegers && !method.HandlesIntegers
        ? "the problem has integer variables: its solution is piecewise constant in the data; solve the relaxation for a derivative"
        : null;

    public override Linearization<LinearData> Linearize(GradientMethod method, SolvedPoint<LinearProgram> point) =>
        new RelaxedLinearization(point.Problem, point.Quadratic!, method.Linearize(point.ToQuadratic()));

    public override PerturbedOracle<LinearData> OracleAt(SolvedPoint<LinearProgram> point, Lpgd method) => new LinearOracle(point, method);

    public override bool HaveEqualStructure(LinearProgram a, LinearProgram b) => a.HasStructureOf(b);

    public override LinearData OnCost(LinearProgram problem, ReadOnlySpan<double> cost) => new(problem, cost: cost);

    public override ReadOnlySpan<double> CostOf(LinearData direction) => direction.Cost.AsSpan();

    public override void RequireFits(LinearProgram problem, LinearData direction)
    {
        if (!direction.A.Pattern.Equals(problem.A.Pattern)) throw new ArgumentException("The direction's pattern differs from the problem's.", nameof(direction));
    }

    public override LinearData Zero(LinearProgram problem) => LinearData.Zero(problem);

    public override LinearData ValueGradient(LinearProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        LinearData.FromQuadratic(problem, ValueGradients.Of(problem.ToQuadratic(), x, y));

    public override double Inner(LinearData gradient, LinearData direction) => gradient.Inner(direction);

    public override bool IsFinite(LinearData gradient) => gradient.IsFinite;

    public override LinearProgram? Move(LinearProgram problem, LinearData direction, double step)
    {
        for (var i = 0; i < problem.ConstraintCount; i++)
        {
            if (problem.RowLower[i] + step * direction.RowLower[i] > problem.RowUpper[i] + step * direction.RowUpper[i]) return null;
        }

        for (var j = 0; j < problem.VariableCount; j++)
        {
            if (problem.ColumnLower[j] + step * direction.ColumnLower[j] > problem.ColumnUpper[j] + step * direction.ColumnUpper[j]) return null;
        }

        return direction.Move(problem, step);
    }

    public override IEnumerable<(string Block, LinearData Direction)> Directions(LinearProgram problem, Random random, int count)
    {
        for (var repeat = 0; repeat < count; repeat++)
        {
            yield return ("c", new(problem, cost: RandomDirection.Relative(random, problem.Cost.AsSpan())));
            var (columnLower, columnUpper) = RandomDirection.Bounds(random, problem.ColumnLower.AsSpan(), problem.ColumnUpper.AsSpan());
            yield return ("variable bounds", new(problem, columnLower: columnLower, columnUpper: columnUpper));
            if (problem.ConstraintCount == 0) continue;
            yield return ("A", new(problem, a: RandomDirection.Relative(random, problem.A.Values)));
            var (rowLower, rowUpper) = RandomDirection.Bounds(random, problem.RowLower.AsSpan(), problem.RowUpper.AsSpan());
            yield return ("row bounds", new(problem, rowLower: rowLower, rowUpper: rowUpper));
        }
    }
}
