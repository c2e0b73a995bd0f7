namespace Folding;

/// <summary>
/// An update step s ← U(s, c) with a state and a vector of parameters: what <see cref="FixedPointLayer"/> differentiates at a fixed
/// point that an oracle supplies. Immutable and thread-safe. Write one of your own by deriving from <see cref="UpdateStep"/>.
/// </summary>
public abstract class Step
{
    /// <summary>A step.</summary>
    /// <param name="stateCount">Length of the state; positive.</param>
    /// <param name="parameterCount">Length of c.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative, or there is no state.</exception>
    protected Step(int stateCount, int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stateCount);
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        (StateCount, ParameterCount) = (stateCount, parameterCount);
    }

    /// <summary>Name in reports.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Length of the state s.</summary>
    public int StateCount { get; }

    /// <summary>Length of the parameters c.</summary>
    public int ParameterCount { get; }

    /// <summary>Length of the answer x that is read off a state.</summary>
    public virtual int OutputCount => StateCount;

    /// <summary>Writes U(s, c).</summary>
    public abstract void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next);

    /// <summary>The derivative of U at a point.</summary>
    public abstract StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters);

    /// <summary>Writes the answer x that belongs to a state; the state itself unless a step says otherwise.</summary>
    public virtual void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> output) => state.CopyTo(output);
}

/// <summary>
/// The derivative of a step at one point: Φ = ∂U/∂s by <see cref="StateJacobian"/>, Ψ = ∂U/∂c, and the derivative of the answer.
/// </summary>
public abstract class StepLinearization : StateJacobian
{
    /// <summary>Length of c.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>How many decisions of the step (a clip, a comparison) are undecided here: there the derivative is one of several.</summary>
    public virtual int Kinks => 0;

    /// <summary>Whether the products are not exact.</summary>
    public virtual bool IsApproximate => false;

    /// <summary>Writes Ψ dc.</summary>
    public abstract void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>Writes Ψ'v.</summary>
    public abstract void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient);

    /// <summary>Writes the tangent of the answer that belongs to tangents of state and parameters.</summary>
    public virtual void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> output) => state.CopyTo(output);

    /// <summary>Writes the seed on the state that belongs to a seed on the answer, and adds what the answer sees of c directly to the gradient.</summary>
    public virtual void OutputTransposed(ReadOnlySpan<double> seed, Span<double> state, Span<double> gradient) => seed.CopyTo(state);
}
