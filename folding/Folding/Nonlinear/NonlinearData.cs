using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A tangent or gradient in the data space of a <see cref="NonlinearProgram"/>: one number per parameter and per bound. Where bounds depend on
/// parameters, the gradient in <see cref="Parameters"/> includes that path; the bounds' own entries say what moving a bound alone would do.
/// </summary>
public sealed class NonlinearData
{
    /// <summary>Copies the blocks of a tangent.</summary>
    /// <param name="problem">The program it belongs to.</param>
    /// <param name="parameters">One number per parameter; empty for zero.</param>
    /// <param name="constraintLower">Length m; empty for zero. Entries of infinite bounds must be 0, here and below.</param>
    /// <param name="constraintUpper">Length m; empty for zero.</param>
    /// <param name="variableLower">Length n; empty for zero.</param>
    /// <param name="variableUpper">Length n; empty for zero.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite; the message names it.</exception>
    public NonlinearData(
        NonlinearProgram problem, ReadOnlySpan<double> parameters = default,
        ReadOnlySpan<double> constraintLower = default, ReadOnlySpan<double> constraintUpper = default,
        ReadOnlySpan<double> variableLower = default, ReadOnlySpan<double> variableUpper = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Parameters = Block(parameters, problem.Parameters.Length, "parameters");
        ConstraintLower = Block(constraintLower, problem.ConstraintCount, "constraintLower");
        ConstraintUpper = Block(constraintUpper, problem.ConstraintCount, "constraintUpper");
        VariableLower = Block(variableLower, problem.VariableCount, "variableLower");
        VariableUpper = Block(variableUpper, problem.VariableCount, "variableUpper");
    }

    private NonlinearData(double[] parameters, double[] constraintLower, double[] constraintUpper, double[] variableLower, double[] variableUpper)
    {
        (Parameters, ConstraintLower, ConstraintUpper) = (QuadraticData.Frozen(parameters), QuadraticData.Frozen(constraintLower), QuadraticData.Frozen(constraintUpper));
        (VariableLower, VariableUpper) = (QuadraticData.Frozen(variableLower), QuadraticData.Frozen(variableUpper));
    }

    /// <summary>Length of <see cref="NonlinearProgram.Parameters"/>.</summary>
    public ImmutableArray<double> Parameters { get; }

    /// <summary>Of gL, length m; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> ConstraintLower { get; }

    /// <summary>Of gU, length m; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> ConstraintUpper { get; }

    /// <summary>Of xL, length n; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> VariableLower { get; }

    /// <summary>Of xU, length n; 0 where the bound is infinite.</summary>
    public ImmutableArray<double> VariableUpper { get; }

    /// <summary>All zeros for a program.</summary>
    public static NonlinearData Zero(NonlinearProgram problem) => new(problem);

    /// <summary>A gradient as it was computed; bounds of the constraints and then of the variables, as in a dual point.</summary>
    internal static NonlinearData Of(double[] parameters, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, int constraints) =>
        new(parameters, [.. lower[..constraints]], [.. upper[..constraints]], [.. lower[constraints..]], [.. upper[constraints..]]);

    /// <summary>(a − b)/span, entry by entry.</summary>
    internal static NonlinearData Quotient(NonlinearData a, NonlinearData b, double span) => Combine(a, b, (x, y) => (x - y) / span);

    /// <summary>a + b, entry by entry.</summary>
    internal static NonlinearData Sum(NonlinearData a, NonlinearData b) => Combine(a, b, static (x, y) => x + y);

    private static NonlinearData Combine(NonlinearData a, NonlinearData b, Func<double, double, double> combine)
    {
        return new(
            Of(a.Parameters, b.Parameters), Of(a.ConstraintLower, b.ConstraintLower), Of(a.ConstraintUpper, b.ConstraintUpper),
            Of(a.VariableLower, b.VariableLower), Of(a.VariableUpper, b.VariableUpper));

        double[] Of(ImmutableArray<double> first, ImmutableArray<double> second) => [.. first.Zip(second, combine)];
    }

    /// <summary>The pairing of a gradient with a tangent: the sum of the products of all entries.</summary>
    public double Inner(NonlinearData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Vectors.Dot(Parameters.AsSpan(), other.Parameters.AsSpan())
            + Vectors.Dot(ConstraintLower.AsSpan(), other.ConstraintLower.AsSpan()) + Vectors.Dot(ConstraintUpper.AsSpan(), other.ConstraintUpper.AsSpan())
            + Vectors.Dot(VariableLower.AsSpan(), other.VariableLower.AsSpan()) + Vectors.Dot(VariableUpper.AsSpan(), other.VariableUpper.AsSpan());
    }

    /// <summary>The program moved by <paramref name="step"/> along this tangent.</summary>
    /// <exception cref="ArgumentException">The moved data are no program.</exception>
    public NonlinearProgram Move(NonlinearProgram problem, double step)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var moved = problem.WithParameters(Vectors.Sum(problem.Parameters.AsSpan(), step, Parameters.AsSpan()));
        return new ShiftedProgram(
            moved, Times(step, ConstraintLower), Times(step, ConstraintUpper), Times(step, VariableLower), Times(step, VariableUpper));
    }

    private static double[] Times(double step, ImmutableArray<double> values) => [.. values.Select(value => step * value)];

    private static ImmutableArray<double> Block(ReadOnlySpan<double> values, int length, string name)
    {
        if (values.IsEmpty) return QuadraticData.Frozen(new double[length]);
        Vectors.RequireFinite(values, length, name);
        return [.. values];
    }
}
