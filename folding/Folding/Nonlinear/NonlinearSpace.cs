using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>Nonlinear programs as a space of parameters and bounds.</summary>
internal sealed class NonlinearSpace : ProblemSpace<NonlinearProgram, NonlinearData>
{
    private const string NoHessian = "the program has no exact Hessian: pass a Hessian pattern to the constructor of NonlinearProgram and override LagrangianHessian";

    // A program is evaluated by one thread at a time, whatever tapes it is on.
    private readonly ConditionalWeakTable<NonlinearProgram, Lock> _gates = [];

    public override QuadraticProgram? ToQuadratic(NonlinearProgram problem) => null;

    public override bool CanRefine(NonlinearProgram problem) => problem.HessianPattern is not null;

    /// <summary>What is certified is a strict local minimiser.</summary>
    public override TerminationStatus CertifiedStatus => TerminationStatus.LocallyOptimal;

    public override (RefinedPoint? Point, int Rounds) Refine(NonlinearProgram problem, QuadraticProgram? quadratic, Solution solution, SymbolicCache cache, CancellationToken cancellation) =>
        NonlinearRefinement.Run(problem, ModelOf(problem)!, [.. solution.Primal], [.. solution.Dual], cache, cancellation);

    public override string? WhyNot(GradientMethod method, NonlinearProgram problem) => method.NeedsHessian && problem.HessianPattern is null ? NoHessian : null;

    public override string? WhyNoValueGradient(GradientMethod method, NonlinearProgram problem) => null;

    public override Linearization<NonlinearData> Linearize(GradientMethod method, SolvedPoint<NonlinearProgram> point) => method.Linearize(new NonlinearPoint(point, ModelOf(point.Problem)));

    public override PerturbedOracle<NonlinearData> OracleAt(SolvedPoint<NonlinearProgram> point, Lpgd method) =>
        new NonlinearOracle(this, new(point, ModelOf(point.Problem)), GateOf(point.Problem), method);

    public override bool HaveEqualStructure(NonlinearProgram a, NonlinearProgram b) => a.JacobianPattern.Equals(b.JacobianPattern) && Equals(a.HessianPattern, b.HessianPattern);

    public override void RequireFits(NonlinearProgram problem, NonlinearData direction)
    {
        if (direction.Parameters.Length != problem.Parameters.Length || direction.ConstraintLower.Length != problem.ConstraintCount || direction.VariableLower.Length != problem.VariableCount)
            throw new ArgumentException($"The direction belongs to a program of another size: {direction.Parameters.Length} parameters, {direction.ConstraintLower.Length} constraints, {direction.VariableLower.Length} variables; expected {problem.Parameters.Length}, {problem.ConstraintCount}, {problem.VariableCount}.", nameof(direction));
    }

    public override NonlinearData Zero(NonlinearProgram problem) => NonlinearData.Zero(problem);

    /// <summary>Envelope theorem: the partial derivatives of <c>f + λ'g − gU'λ+ + gL'λ− − xU'z+ + xL'z−</c>.</summary>
    public override NonlinearData ValueGradient(NonlinearProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var m = problem.ConstraintCount;
        double[] lower = new double[y.Length], upper = new double[y.Length], parameters = new double[problem.Parameters.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var (l, u) = i < m ? (problem.ConstraintLower[i], problem.ConstraintUpper[i]) : (problem.VariableLower[i - m], problem.VariableUpper[i - m]);
            if (y[i] > 0 && double.IsFinite(u)) upper[i] = -y[i];
            if (y[i] < 0 && double.IsFinite(l)) lower[i] = -y[i];
        }

        var weights = new ParameterWeights
        {
            Objective = 1, Constraints = y[..m],
            ConstraintLower = lower.AsSpan(..m), ConstraintUpper = upper.AsSpan(..m), VariableLower = lower.AsSpan(m..), VariableUpper = upper.AsSpan(m..),
        };
        lock (GateOf(problem)) problem.ParameterGradient(x, y[..m], weights, parameters);
        return NonlinearData.Of(parameters, lower, upper, m);
    }

    public override double Inner(NonlinearData gradient, NonlinearData direction) => gradient.Inner(direction);

    public override NonlinearProgram? Move(NonlinearProgram problem, NonlinearData direction, double step)
    {
        try
        {
            return direction.Move(problem, step);
        }
        catch (ArgumentException)
        {
            // Only the program knows for which parameters its bounds are bounds.
            return null;
        }
    }

    public override IEnumerable<(string Block, NonlinearData Direction)> Directions(NonlinearProgram problem, Random random, int count)
    {
        for (var repeat = 0; repeat < count; repeat++)
        {
            if (!problem.Parameters.IsEmpty) yield return ("parameters", new(problem, RandomDirection.Relative(random, problem.Parameters.AsSpan())));
            var (variableLower, variableUpper) = RandomDirection.Bounds(random, problem.VariableLower.AsSpan(), problem.VariableUpper.AsSpan());
            yield return ("variable bounds", new(problem, variableLower: variableLower, variableUpper: variableUpper));
            if (problem.ConstraintCount == 0) continue;
            var (constraintLower, constraintUpper) = RandomDirection.Bounds(random, problem.ConstraintLower.AsSpan(), problem.ConstraintUpper.AsSpan());
            yield return ("constraint bounds", new(problem, constraintLower: constraintLower, constraintUpper: constraintUpper));
        }
    }

    private LocalModel? ModelOf(NonlinearProgram problem) => problem.HessianPattern is null ? null : new(problem, GateOf(problem));

    private Lock GateOf(NonlinearProgram problem) => _gates.GetValue(problem, static _ => new());
}
