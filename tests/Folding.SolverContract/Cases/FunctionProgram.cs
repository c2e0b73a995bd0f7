using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>A small nonlinear program written as functions on dense arrays; every entry of its derivatives is stored.</summary>
/// <param name="lower">Lower bounds of x.</param>
/// <param name="upper">Upper bounds of x.</param>
/// <param name="constraintLower">Lower bounds of g.</param>
/// <param name="constraintUpper">Upper bounds of g.</param>
/// <param name="start">Starting point.</param>
/// <param name="withHessian">False for a program that offers first derivatives only.</param>
public sealed class FunctionProgram(
    double[] lower, double[] upper, double[] constraintLower, double[] constraintUpper, double[] start, bool withHessian = true)
    : NonlinearProgram(lower, upper, constraintLower, constraintUpper, start, Full(constraintLower.Length, lower.Length), withHessian ? Triangle(lower.Length) : null)
{
    /// <summary>f.</summary>
    public required Func<double[], double> Objective { get; init; }

    /// <summary>∇f.</summary>
    public required Func<double[], double[]> Gradient { get; init; }

    /// <summary>g; nothing for a program without constraints.</summary>
    public Func<double[], double[]> G { get; init; } = static _ => [];

    /// <summary>Jacobian of g, one array per constraint.</summary>
    public Func<double[], double[][]> GradientsOfG { get; init; } = static _ => [];

    /// <summary>Symmetric Hessian of factor f + λ'g.</summary>
    public required Func<double[], double, double[], double[,]> Hessian { get; init; }

    /// <inheritdoc/>
    public override double ObjectiveAt(ReadOnlySpan<double> primal) => Objective(primal.ToArray());

    /// <inheritdoc/>
    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => Gradient(x.ToArray()).CopyTo(gradient);

    /// <inheritdoc/>
    public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => G(x.ToArray()).CopyTo(values);

    /// <inheritdoc/>
    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        var gradients = GradientsOfG(x.ToArray());
        var k = 0;
        for (var j = 0; j < VariableCount; j++)
        {
            foreach (var gradient in gradients) values[k++] = gradient[j];
        }
    }

    /// <inheritdoc/>
    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        if (HessianPattern is null)
        {
            base.LagrangianHessian(x, objectiveFactor, multipliers, values);
            return;
        }

        var hessian = Hessian(x.ToArray(), objectiveFactor, multipliers.ToArray());
        var k = 0;
        for (var j = 0; j < VariableCount; j++)
        {
            for (var i = 0; i <= j; i++) values[k++] = hessian[i, j];
        }
    }

    private static SparsityPattern Full(int rows, int columns) =>
        new(rows, columns, [.. Enumerable.Range(0, columns + 1).Select(j => j * rows)], [.. Enumerable.Range(0, columns).SelectMany(_ => Enumerable.Range(0, rows))]);

    private static SparsityPattern Triangle(int size) =>
        new(size, size, [.. Enumerable.Range(0, size + 1).Select(j => j * (j + 1) / 2)], [.. Enumerable.Range(0, size).SelectMany(j => Enumerable.Range(0, j + 1))]);
}
