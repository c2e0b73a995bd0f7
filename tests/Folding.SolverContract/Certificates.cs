namespace Folding.SolverContract;

/// <summary>Checks of rays by the suite's own dense arithmetic; an error at most a small tolerance proves the claim.</summary>
public static class Certificates
{
    /// <summary>Farkas: A'y = 0, y points at finite bounds only, u'y+ − l'y− &lt; 0. The largest violation over the negative support.</summary>
    public static double InfeasibilityError(DenseView view, double[] y)
    {
        var zero = new double[view.Linear!.Length];
        var jacobian = view.Jacobian(zero);
        double support = 0, error = 0;
        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] == 0) continue;
            var bound = y[i] > 0 ? view.Upper[i] : view.Lower[i];
            if (double.IsInfinity(bound)) error = Math.Max(error, Math.Abs(y[i]));
            else support += bound * y[i];
        }

        for (var j = 0; j < zero.Length; j++)
        {
            double sum = 0;
            for (var i = 0; i < y.Length; i++) sum += jacobian[i, j] * y[i];
            error = Math.Max(error, Math.Abs(sum));
        }

        return support < 0 ? error / -support : double.PositiveInfinity;
    }

    /// <summary>Unboundedness: Pd = 0, q'd &lt; 0, Ad within the recession cone of the bounds. The largest violation over the slope.</summary>
    public static double UnboundednessError(DenseView view, double[] d)
    {
        double slope = DenseView.Dot(view.Linear!, d), error = 0;
        foreach (var value in DenseView.Product(view.Quadratic!, d)) error = Math.Max(error, Math.Abs(value));
        var rows = DenseView.Product(view.Jacobian(d), d);
        for (var i = 0; i < rows.Length; i++)
        {
            if (double.IsFinite(view.Upper[i])) error = Math.Max(error, rows[i]);
            if (double.IsFinite(view.Lower[i])) error = Math.Max(error, -rows[i]);
        }

        return slope < 0 ? error / -slope : double.PositiveInfinity;
    }
}
