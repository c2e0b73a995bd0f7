namespace SequentialQuadraticProgramming;

/// <summary>
/// A number with its gradient and Hessian in x, carried through the arithmetic by the chain rule: functions are written as on paper, and
/// their derivatives are exact. Dense, for a handful of variables.
/// </summary>
internal sealed class Jet
{
    private Jet(double value, double[] gradient, double[,] hessian) => (Value, Gradient, Hessian) = (value, gradient, hessian);

    public double Value { get; }

    public double[] Gradient { get; }

    public double[,] Hessian { get; }

    /// <summary>x itself.</summary>
    public static Jet[] Variables(ReadOnlySpan<double> x)
    {
        var variables = new Jet[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            variables[j] = new(x[j], new double[x.Length], new double[x.Length, x.Length]);
            variables[j].Gradient[j] = 1;
        }

        return variables;
    }

    public static Jet operator +(Jet a, Jet b) => Combine(a.Value + b.Value, a, 1, b, 1, 0, 0, 0);

    public static Jet operator -(Jet a, Jet b) => Combine(a.Value - b.Value, a, 1, b, -1, 0, 0, 0);

    public static Jet operator *(Jet a, Jet b) => Combine(a.Value * b.Value, a, b.Value, b, a.Value, 0, 1, 0);

    public static Jet operator +(Jet a, double b) => Of(a, a.Value + b, 1, 0);

    public static Jet operator +(double a, Jet b) => b + a;

    public static Jet operator -(Jet a, double b) => a + -b;

    public static Jet operator -(double a, Jet b) => Of(b, a - b.Value, -1, 0);

    public static Jet operator *(double a, Jet b) => Of(b, a * b.Value, a, 0);

    public static Jet operator -(Jet a) => -1 * a;

    public static Jet Log(Jet a) => Of(a, Math.Log(a.Value), 1 / a.Value, -1 / (a.Value * a.Value));

    public Jet Power(int exponent) => Of(this, Math.Pow(Value, exponent), exponent * Math.Pow(Value, exponent - 1), exponent * (exponent - 1) * Math.Pow(Value, exponent - 2));

    /// <summary>h(a) from h, h' and h'' at a.</summary>
    private static Jet Of(Jet a, double value, double slope, double curvature) => Combine(value, a, slope, a, 0, curvature, 0, 0);

    /// <summary>h(a, b) from its value and its first and second derivatives.</summary>
    private static Jet Combine(double value, Jet a, double ha, Jet b, double hb, double haa, double hab, double hbb)
    {
        var n = a.Gradient.Length;
        var gradient = new double[n];
        var hessian = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            gradient[i] = ha * a.Gradient[i] + hb * b.Gradient[i];
            for (var j = 0; j < n; j++)
            {
                hessian[i, j] = ha * a.Hessian[i, j] + hb * b.Hessian[i, j] + haa * a.Gradient[i] * a.Gradient[j]
                    + hab * (a.Gradient[i] * b.Gradient[j] + b.Gradient[i] * a.Gradient[j]) + hbb * b.Gradient[i] * b.Gradient[j];
            }
        }

        return new(value, gradient, hessian);
    }
}
