using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a program of one class: everything that does not depend on the values of the parameters, shared by all programs
/// of the model.
/// </summary>
internal abstract class ProgramStructure
{
    /// <summary>The class.</summary>
    public abstract ProblemClass Class { get; }

    /// <summary>Number of constraints of the model.</summary>
    public abstract int ConstraintCount { get; }

    /// <summary>The program at parameters p.</summary>
    /// <exception cref="ArgumentException">The data are no program at p; the message names what is wrong.</exception>
    public abstract IProblem Assemble(double[] p);

    /// <summary>A layer for these programs.</summary>
    /// <exception cref="ArgumentException">The solver does not solve programs of this class.</exception>
    public abstract ProgramRoute RouteTo(object solver, GradientMethod method);

    /// <summary>Place of a constraint's multiplier in a dual point.</summary>
    public virtual int DualOfConstraint(int row) => row;

    /// <summary>Place of the multiplier of a variable's bounds in a dual point; null where the variable has no bounds and no such place.</summary>
    public abstract int? DualOfVariable(int variable);

    /// <summary>The classes a solver solves, from its interfaces.</summary>
    public static bool Solves(object solver, ProblemClass @class) => @class switch
    {
        ProblemClass.Linear => solver is ISolver<LinearProgram>,
        ProblemClass.MixedIntegerLinear => solver is ISolver<LinearProgram> linear && linear.Capabilities.HasFlag(SolverCapabilities.Integrality),
        ProblemClass.Quadratic => solver is ISolver<QuadraticProgram>,
        _ => solver is ISolver<NonlinearProgram>,
    };
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
