namespace Folding;

/// <summary>
/// The proximal map <c>prox_{αg}(v) = argmin_x g(x, p) + |x − v|²/(2α)</c> of a convex function with parameters p; where g is the
/// indicator of a set, the projection onto it, for which α is of no account. Immutable and thread-safe.
/// </summary>
public abstract class Proximal
{
    private protected Proximal(int size, int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (Size, ParameterCount) = (size, parameterCount);
    }

    /// <summary>Length of x.</summary>
    public int Size { get; }

    /// <summary>Length of p.</summary>
    public int ParameterCount { get; }

    /// <summary>Writes prox_{αg}(v).</summary>
    /// <exception cref="ArgumentException">The parameters make no function or set.</exception>
    public abstract void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x);

    /// <summary>The derivative of the map at v.</summary>
    /// <exception cref="ArgumentException">The parameters make no function or set.</exception>
    public abstract ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters);

    /// <exception cref="ArgumentException">The value is not positive.</exception>
    private protected static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentException($"The {name} is {value}; it must be positive.");
}

/// <summary>
/// The derivative of a proximal map: D in v, which is symmetric (the map is the gradient of a convex function), and the derivative in p.
/// </summary>
public abstract class ProximalDerivative
{
    /// <summary>A number closer than this, relatively, to the place where the map bends counts as on it.</summary>
    private const double Bend = 1e-9;

    /// <summary>Entries of v that lie where the map has a kink.</summary>
    public virtual int Kinks => 0;

    /// <summary>Whether D is diagonal.</summary>
    public virtual bool IsDiagonal => false;

    /// <summary>Writes D v.</summary>
    public abstract void Multiply(ReadOnlySpan<double> v, Span<double> result);

    /// <summary>Writes ∂prox/∂p dp.</summary>
    public abstract void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>Writes (∂prox/∂p)'w.</summary>
    public abstract void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient);

    internal static bool IsBend(double value, double bend) => double.IsFinite(bend) && Math.Abs(value - bend) <= Bend * (1 + Math.Abs(bend));
}
