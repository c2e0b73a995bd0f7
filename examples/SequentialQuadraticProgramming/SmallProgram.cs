using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>A nonlinear program of a few variables, whose functions are written with <see cref="Jet"/>.</summary>
/// <param name="name">For tables.</param>
/// <param name="optimum">Objective at the solution, as published.</param>
/// <param name="start">Starting point.</param>
/// <param name="objective">f.</param>
/// <param name="constraints">Each g with its bounds gL and gU.</param>
/// <param name="lower">xL; the same for all variables.</param>
/// <param name="upper">xU; the same for all variables.</param>
internal sealed class SmallProgram(
    string name, double optimum, double[] start, Func<Jet[], Jet> objective, (double Lower, Func<Jet[], Jet> Function, double Upper)[] constraints,
    double lower = double.NegativeInfinity, double upper = double.PositiveInfinity)
    : NonlinearProgram(
        [.. start.Select(_ => lower)], [.. start.Select(_ => upper)], [.. constraints.Select(static c => c.Lower)], [.. constraints.Select(static c => c.Upper)], start,
        Full(constraints.Length, start.Length, upperTriangle: false), Full(start.Length, start.Length, upperTriangle: true))
{
    public string Name { get; } = name;

    public double Optimum { get; } = optimum;

    /// <summary>The same program with other bounds of its constraints.</summary>
    public SmallProgram WithConstraintBounds(ReadOnlySpan<double> lowers, ReadOnlySpan<double> uppers)
    {
        var moved = new (double Lower, Func<Jet[], Jet> Function, double Upper)[constraints.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = (lowers[i], constraints[i].Function, uppers[i]);
        return new(Name, Optimum, start, objective, moved, lower, upper);
    }

    public override double ObjectiveAt(ReadOnlySpan<double> primal) => objective(Jet.Variables(primal)).Value;

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => objective(Jet.Variables(x)).Gradient.CopyTo(gradient);

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        var jets = Jet.Variables(x);
        for (var i = 0; i < values.Length; i++) values[i] = constraints[i].Function(jets).Value;
    }

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        var jets = Jet.Variables(x);
        for (var i = 0; i < constraints.Length; i++)
        {
            var gradient = constraints[i].Function(jets).Gradient;
            for (var j = 0; j < gradient.Length; j++) values[j * constraints.Length + i] = gradient[j];
        }
    }

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        var jets = Jet.Variables(x);
        values.Clear();
        Add(objective(jets), objectiveFactor, values);
        for (var i = 0; i < constraints.Length; i++) Add(constraints[i].Function(jets), multipliers[i], values);
    }

    private static void Add(Jet function, double weight, Span<double> values)
    {
        var k = 0;
        for (var j = 0; j < function.Gradient.Length; j++)
        {
            for (var i = 0; i <= j; i++) values[k++] += weight * function.Hessian[i, j];
        }
    }

    private static SparsityPattern Full(int rows, int columns, bool upperTriangle) => CscMatrix.FromTriplets(
        rows, columns, from i in Enumerable.Range(0, rows) from j in Enumerable.Range(upperTriangle ? i : 0, upperTriangle ? columns - i : columns) select (i, j, 1.0)).Pattern;
}
