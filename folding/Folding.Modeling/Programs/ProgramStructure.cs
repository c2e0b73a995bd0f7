using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a program of one class: everything that does not depend on the values of the parameters p, shared by all programs
/// of the model. Immutable.
/// </summary>
internal abstract class ProgramStructure
{
    /// <summary>The class.</summary>
    public abstract ProblemClass Class { get; }

    /// <summary>Number of constraints of the model.</summary>
    public abstract int ConstraintCount { get; }

    /// <summary>Place of the multiplier of a variable's bounds in a dual point; null where the variable has no bounds and no such place.</summary>
    public abstract int? DualOfVariable(int variable);

    /// <summary>The program at parameters p.</summary>
    /// <exception cref="ArgumentException">The data are no program at p; the message names what is wrong.</exception>
    public abstract IProblem Assemble(double[] p);

    /// <summary>A differentiable layer for these programs.</summary>
    /// <exception cref="ArgumentException">The method does not apply to programs of this class.</exception>
    public abstract ProgramRoute RouteTo(object solver, GradientMethod method);

    /// <summary>Whether a solver solves programs of a class, by its interfaces.</summary>
    public static bool Solves(object solver, ProblemClass @class) => @class switch
    {
        ProblemClass.Linear => solver is ISolver<LinearProgram>,
        ProblemClass.MixedIntegerLinear => solver is ISolver<LinearProgram> linear && linear.Capabilities.HasFlag(SolverCapabilities.Integrality),
        ProblemClass.Quadratic => solver is ISolver<QuadraticProgram>,
        _ => solver is ISolver<NonlinearProgram>,
    };
}

/// <summary>The part of a structure that knows the types of its programs and of their data.</summary>
/// <typeparam name="TProgram">The class of program.</typeparam>
/// <typeparam name="TData">Its data space.</typeparam>
internal abstract class ProgramStructure<TProgram, TData> : ProgramStructure
    where TProgram : class, IProblem
    where TData : class
{
    public abstract override TProgram Assemble(double[] p);

    public override ProgramRoute RouteTo(object solver, GradientMethod method) => new Route(this, Layer((ISolver<TProgram>)solver, method));

    protected abstract DifferentiableSolver<TProgram, TData> Layer(ISolver<TProgram> solver, GradientMethod method);

    /// <summary>The chain rule backward: the gradient by p from that by the data, and from the weight of the objective's constant, which is no datum.</summary>
    protected abstract double[] Gradient(double[] p, TData data, double objectiveWeight);

    /// <summary>The chain rule forward: the change of the data along dp.</summary>
    protected abstract TData Direction(TProgram program, double[] p, double[] direction);

    private sealed class Route(ProgramStructure<TProgram, TData> structure, DifferentiableSolver<TProgram, TData> layer) : ProgramRoute
    {
        public override ProgramTape Forward(IProblem program, double[] p, SolveRequest? request, CancellationToken cancellation) =>
            new SolvedTape(structure, layer.Forward((TProgram)program, request, cancellation), p);
    }

    private sealed class SolvedTape(ProgramStructure<TProgram, TData> structure, Tape<TProgram, TData> tape, double[] p) : ProgramTape
    {
        public override Solution Solution => tape.Solution;

        public override Gradient<double[]> Vjp(Seed seed) => Chained(tape.Vjp(seed), objectiveWeight: 0);

        public override Tangent Jvp(double[] direction) => tape.Jvp(structure.Direction(tape.Problem, p, direction));

        public override Gradient<double[]> ValueGradient() => Chained(tape.ValueGradient(), objectiveWeight: 1);

        private Gradient<double[]> Chained(Gradient<TData> gradient, double objectiveWeight) =>
            new(structure.Gradient(p, gradient.Data, gradient.Report.Trust == TrustLevel.None ? 0 : objectiveWeight), gradient.Report);
    }
}

/// <summary>A solver and a gradient method for the programs of one structure. Thread-safe.</summary>
internal abstract class ProgramRoute
{
    /// <summary>Solves the program at parameters p.</summary>
    public abstract ProgramTape Forward(IProblem program, double[] p, SolveRequest? request, CancellationToken cancellation);
}

/// <summary>A solved program with derivatives in the parameters p, as vectors. Thread-safe.</summary>
internal abstract class ProgramTape
{
    public abstract Solution Solution { get; }

    /// <summary>Reverse mode: the gradient by p of a loss with the given derivatives by x and y.</summary>
    public abstract Gradient<double[]> Vjp(Seed seed);

    /// <summary>Forward mode: the derivative of x and y along dp.</summary>
    public abstract Tangent Jvp(double[] direction);

    /// <summary>The gradient by p of the optimal value.</summary>
    public abstract Gradient<double[]> ValueGradient();
}
