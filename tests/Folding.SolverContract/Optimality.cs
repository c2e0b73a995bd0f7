namespace Folding.SolverContract;

/// <summary>
/// How far (x, y) is from optimal, by the suite's own dense arithmetic. Each error comes with the size of the numbers
/// it was made of, so that it can be judged relatively.
/// </summary>
public sealed class Optimality
{
    /// <summary>Judges a point.</summary>
    /// <param name="view">The problem.</param>
    /// <param name="x">Primal point.</param>
    /// <param name="y">Multipliers of all rows of the view; null where there are none.</param>
    public Optimality(DenseView view, double[] x, double[]? y)
    {
        Objective = view.Objective(x);
        var rows = view.Rows(x);
        for (var i = 0; i < rows.Length; i++)
        {
            Primal = Math.Max(Primal, Math.Max(view.Lower[i] - rows[i], rows[i] - view.Upper[i]));
            PrimalScale = Math.Max(PrimalScale, Math.Max(Math.Abs(rows[i]), Math.Max(Finite(view.Lower[i]), Finite(view.Upper[i]))));
        }

        foreach (var j in view.Integers) Primal = Math.Max(Primal, Math.Abs(x[j] - Math.Round(x[j], MidpointRounding.AwayFromZero)));
        if (y is not null) JudgeMultipliers(view, x, y, rows);
    }

    /// <summary>f(x).</summary>
    public double Objective { get; }

    /// <summary>Largest violation of a row, a bound or integrality.</summary>
    public double Primal { get; private set; }

    /// <summary>Size of the rows and of their finite bounds, at least 1.</summary>
    public double PrimalScale { get; private set; } = 1;

    /// <summary>Largest entry of ∇f + J'y, and of any y that points at an infinite bound; null without multipliers.</summary>
    public double? Dual { get; private set; }

    /// <summary>Size of ∇f and of the terms of J'y, at least 1.</summary>
    public double DualScale { get; private set; } = 1;

    /// <summary>Largest min(|y|, distance to the bound that y points at) over the rows; null without multipliers.</summary>
    public double? Complementarity { get; private set; }

    /// <summary>|x'Px + q'x + u'y+ − l'y−|; for a nonlinear program the largest |y| times distance; null without multipliers.</summary>
    public double? Gap { get; private set; }

    /// <summary>Size of the terms of the gap, at least 1.</summary>
    public double GapScale { get; private set; } = 1;

    private void JudgeMultipliers(DenseView view, double[] x, double[] y, double[] rows)
    {
        double[] gradient = view.Gradient(x);
        var jacobian = view.Jacobian(x);
        double dual = 0, worstPair = 0, largestProduct = 0, support = 0;
        for (var j = 0; j < x.Length; j++)
        {
            var sum = gradient[j];
            DualScale = Math.Max(DualScale, Math.Abs(gradient[j]));
            for (var i = 0; i < y.Length; i++)
            {
                sum += jacobian[i, j] * y[i];
                DualScale = Math.Max(DualScale, Math.Abs(jacobian[i, j] * y[i]));
            }

            dual = Math.Max(dual, Math.Abs(sum));
        }

        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] == 0) continue;
            var bound = y[i] > 0 ? view.Upper[i] : view.Lower[i];
            if (double.IsInfinity(bound))
            {
                dual = Math.Max(dual, Math.Abs(y[i]));
                continue;
            }

            var distance = Math.Abs(bound - rows[i]);
            worstPair = Math.Max(worstPair, Math.Min(distance, Math.Abs(y[i])));
            largestProduct = Math.Max(largestProduct, distance * Math.Abs(y[i]));
            support += bound * y[i];
            GapScale = Math.Max(GapScale, Math.Abs(bound * y[i]));
        }

        Dual = dual;
        Complementarity = worstPair;
        if (view.Quadratic is null)
        {
            Gap = largestProduct;
            return;
        }

        double quadratic = DenseView.Dot(DenseView.Product(view.Quadratic, x), x), linear = DenseView.Dot(view.Linear!, x);
        Gap = Math.Abs(quadratic + linear + support);
        GapScale = Math.Max(GapScale, Math.Max(Math.Abs(quadratic), Math.Abs(linear)));
    }

    private static double Finite(double bound) => double.IsInfinity(bound) ? 0 : Math.Abs(bound);
}
