namespace Folding.Modeling;

/// <summary>The classes of programs that models become.</summary>
public enum ProblemClass
{
    /// <summary>Linear objective and constraints: a <see cref="Problems.LinearProgram"/>.</summary>
    Linear,

    /// <summary>The same with integer variables.</summary>
    MixedIntegerLinear,

    /// <summary>Convex quadratic objective, linear constraints: a <see cref="Problems.QuadraticProgram"/>.</summary>
    Quadratic,

    /// <summary>Everything else that is smooth: a <see cref="Problems.NonlinearProgram"/>.</summary>
    Nonlinear,
}
