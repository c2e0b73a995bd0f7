using Folding.Problems;

namespace Folding.SolverContract;

/// <summary>
/// A problem as dense data, min f(x) with l ≤ r(x) ≤ u, where r holds the rows and then (for problems with variable
/// bounds) x itself. The suite judges answers from this view alone, by its own arithmetic, never by the library's.
/// </summary>
public sealed class DenseView
{
    /// <summary>f(x), constant included.</summary>
    public required Func<double[], double> Objective { get; init; }

    /// <summary>∇f(x).</summary>
    public required Func<double[], double[]> Gradient { get; init; }

    /// <summary>r(x).</summary>
    public required Func<double[], double[]> Rows { get; init; }

    /// <summary>Jacobian of r.</summary>
    public required Func<double[], double[,]> Jacobian { get; init; }

    /// <summary>Lower bounds of r.</summary>
    public required double[] Lower { get; init; }

    /// <summary>Upper bounds of r.</summary>
    public required double[] Upper { get; init; }

    /// <summary>Symmetric Hessian of f; null for a nonlinear program, whose gap is its complementarity.</summary>
    public double[,]? Quadratic { get; init; }

    /// <summary>Linear cost; null for a nonlinear program.</summary>
    public double[]? Linear { get; init; }

    /// <summary>Indices of the integer variables.</summary>
    public int[] Integers { get; init; } = [];

    /// <summary>View of a quadratic program.</summary>
    public static DenseView Of(QuadraticProgram problem)
    {
        var p = problem.P.ToDense();
        for (var i = 0; i < problem.VariableCount; i++)
        {
            for (var j = 0; j < i; j++) p[i, j] = p[j, i];
        }

        return OfQuadratic(p, [.. problem.Q], problem.A.ToDense(), [.. problem.Lower], [.. problem.Upper], [], problem.Constant);
    }

    /// <summary>View of a linear program; the bounds of the variables become identity rows.</summary>
    public static DenseView Of(LinearProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        return OfQuadratic(
            new double[n, n], [.. problem.Cost], WithIdentity(problem.A.ToDense(), m, n),
            [.. problem.RowLower, .. problem.ColumnLower], [.. problem.RowUpper, .. problem.ColumnUpper],
            [.. problem.IntegerColumns], problem.Constant);
    }

    /// <summary>View of a nonlinear program; the bounds of the variables become identity rows.</summary>
    public static DenseView Of(NonlinearProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        return new()
        {
            Objective = x => problem.ObjectiveAt(x),
            Gradient = x => Filled(n, gradient => problem.ObjectiveGradient(x, gradient)),
            Rows = x => [.. Filled(m, values => problem.Constraints(x, values)), .. x],
            Jacobian = x =>
            {
                var values = Filled(problem.JacobianPattern.Count, entries => problem.Jacobian(x, entries));
                return WithIdentity(new CscMatrix(problem.JacobianPattern, values).ToDense(), m, n);
            },
            Lower = [.. problem.ConstraintLower, .. problem.VariableLower],
            Upper = [.. problem.ConstraintUpper, .. problem.VariableUpper],
        };
    }

    private static DenseView OfQuadratic(double[,] p, double[] q, double[,] a, double[] lower, double[] upper, int[] integers, double constant) => new()
    {
        Objective = x => constant + 0.5 * Dot(Product(p, x), x) + Dot(q, x),
        Gradient = x => Sum(Product(p, x), q),
        Rows = x => Product(a, x),
        Jacobian = _ => a,
        Lower = lower,
        Upper = upper,
        Quadratic = p,
        Linear = q,
        Integers = integers,
    };

    private static double[] Filled(int length, Action<double[]> fill)
    {
        var values = new double[length];
        fill(values);
        return values;
    }

    private static double[,] WithIdentity(double[,] rows, int m, int n)
    {
        var all = new double[m + n, n];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < m; i++) all[i, j] = rows[i, j];
            all[m + j, j] = 1;
        }

        return all;
    }

    internal static double[] Product(double[,] matrix, double[] x)
    {
        var product = new double[matrix.GetLength(0)];
        for (var i = 0; i < product.Length; i++)
        {
            for (var j = 0; j < x.Length; j++) product[i] += matrix[i, j] * x[j];
        }

        return product;
    }

    internal static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x + y)];
}
