using Folding.Problems;

namespace Folding;

/// <summary>How a problem class is seen as a quadratic program and its gradients seen in its own shape.</summary>
internal abstract class ProblemSpace<TProblem, TData>
{
    /// <summary>The equivalent quadratic program, or null where there is none (integer variables).</summary>
    public abstract QuadraticProgram? ToQuadratic(TProblem problem);

    public abstract TData FromQuadratic(TProblem problem, QuadraticData data);

    public abstract QuadraticData ToQuadratic(QuadraticProgram quadratic, TData data);

    public abstract TData Zero(TProblem problem);

    public abstract TData ValueGradient(TProblem problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y);
}

internal sealed class QuadraticSpace : ProblemSpace<QuadraticProgram, QuadraticData>
{
    public static QuadraticSpace Instance { get; } = new();

    public override QuadraticProgram ToQuadratic(QuadraticProgram problem) => problem;

    public override QuadraticData FromQuadratic(QuadraticProgram problem, QuadraticData data) => data;

    public override QuadraticData ToQuadratic(QuadraticProgram quadratic, QuadraticData data) => data;

    public override QuadraticData Zero(QuadraticProgram problem) => QuadraticData.Zero(problem);

    public override QuadraticData ValueGradient(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y) => ValueGradients.Of(problem, x, y);
}

internal sealed class LinearSpace : ProblemSpace<LinearProgram, LinearData>
{
    public static LinearSpace Instance { get; } = new();

    public override QuadraticProgram? ToQuadratic(LinearProgram problem) => problem.HasIntegers ? null : problem.ToQuadratic();

    public override LinearData FromQuadratic(LinearProgram problem, QuadraticData data) => LinearData.FromQuadratic(problem, data);

    public override QuadraticData ToQuadratic(QuadraticProgram quadratic, LinearData data) => data.ToQuadratic(quadratic);

    public override LinearData Zero(LinearProgram problem) => LinearData.Zero(problem);

    public override LinearData ValueGradient(LinearProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        LinearData.FromQuadratic(problem, ValueGradients.Of(problem.ToQuadratic(), x, y));
}
