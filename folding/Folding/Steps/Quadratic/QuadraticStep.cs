namespace Folding;

/// <summary>
/// An update step whose fixed points are the solutions of quadratic programs: what <see cref="Folded"/> differentiates at the solution
/// another solver found, and <see cref="Unrolled"/> iterates.
/// </summary>
public abstract record QuadraticStep
{
    private protected QuadraticStep()
    {
    }

    /// <summary>Name in the command line and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The step of one program, prepared at its solution.</summary>
    /// <param name="point">The program and its solution.</param>
    /// <param name="whyNot">Why the step does not apply to the program, where it is null.</param>
    internal abstract QuadraticMap? On(QuadraticPoint point, out string whyNot);

    /// <summary>The step for the derivative at the solution alone, which may be prepared with its active rows in force.</summary>
    /// <param name="point">The program and its solution.</param>
    /// <param name="whyNot">Why the step does not apply to the program, where it is null.</param>
    internal virtual QuadraticMap? AtSolution(QuadraticPoint point, out string whyNot) => On(point, out whyNot);
}

/// <summary>s ← U(s) for the data of one quadratic program. Thread-safe.</summary>
internal abstract class QuadraticMap
{
    /// <summary>The solution as a state.</summary>
    public abstract double[] FixedPoint { get; }

    /// <summary>Whether the step can be taken anywhere, and not only where the active rows are those of the solution.</summary>
    public virtual bool IsGlobal => false;

    /// <summary>Whether the fixed point is a smoothed solution and not the solution.</summary>
    public virtual bool IsSmoothed => false;

    /// <summary>The stepsize, or the penalty where all rows share one.</summary>
    public virtual double? ChosenStepsize => null;

    /// <summary>What was chosen, in words.</summary>
    public virtual string? Choice => null;

    /// <summary>The step and its derivative at a state; null where the step could not be computed.</summary>
    public abstract QuadraticStepLinearization? At(double[] state);
}

/// <summary>
/// A step at one state s: its value, Φ = ∂U/∂s, Ψ = ∂U/∂data, and how the solution (x, y) depends on state and data.
/// </summary>
internal abstract class QuadraticStepLinearization : StateJacobian
{
    /// <summary>U(s).</summary>
    public abstract double[] Next { get; }

    /// <summary>x as the step sees it, where it is no part of the state; else null.</summary>
    public virtual double[]? Answer => null;

    /// <summary>Numbers kept for the derivative, for the account of what unrolling needs.</summary>
    public abstract long Size { get; }

    /// <summary>The seed on the state: (∂(x, y)/∂s)'(g_x, g_y). Lengths n and m.</summary>
    public abstract void Embed(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Span<double> state);

    /// <summary>Ψ'v, plus what (g_x, g_y) see of the data directly.</summary>
    public abstract QuadraticData PullBack(ReadOnlySpan<double> v, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy);

    /// <summary>Ψ times a tangent of the data.</summary>
    public abstract void PushForward(QuadraticData direction, Span<double> state);

    /// <summary>The tangent of (x, y) that belongs to tangents of state and data.</summary>
    public abstract (double[] Dx, double[] Dy) Extract(ReadOnlySpan<double> state, QuadraticData direction);
}
