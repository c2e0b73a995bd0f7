namespace Folding;

/// <summary>One term φ of a separable objective with input y, strictly convex, by the inverse of its slope.</summary>
internal interface ISeparableTerm
{
    /// <summary>The x with φ'(x) = −price.</summary>
    static abstract double At(double y, double price);

    /// <summary>−φ'(x): the price at which x is the minimiser.</summary>
    static abstract double PriceOf(double y, double x);

    /// <summary>φ''(x); its inverse is how far x gives way to a price.</summary>
    static abstract double Curvature(double x);

    /// <summary>A first guess of the price of one unit of a'x.</summary>
    static abstract double Guess(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double total);

    /// <summary>By how much to raise the price when a'x = sum, and falls with the slope given.</summary>
    static abstract double Raise(double sum, double total, double slope);
}

/// <summary>φ = ½(x − y)².</summary>
internal readonly struct SquareTerm : ISeparableTerm
{
    public static double At(double y, double price) => y - price;

    public static double PriceOf(double y, double x) => y - x;

    public static double Curvature(double x) => 1;

    /// <summary>Exact where no bound holds.</summary>
    public static double Guess(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double total) => (Vectors.Dot(weights, y) - total) / Math.Max(Vectors.Dot(weights, weights), double.Epsilon);

    public static double Raise(double sum, double total, double slope) => (sum - total) / slope;
}

/// <summary>φ = x ln x − yx.</summary>
internal readonly struct EntropyTerm : ISeparableTerm
{
    /// <summary>Beyond it there is no sum of such exponentials.</summary>
    private const double LargestExponent = 600;

    public static double At(double y, double price) => Math.Exp(Math.Min(y - 1 - price, LargestExponent));

    public static double PriceOf(double y, double x) => y - 1 - Math.Log(x);

    public static double Curvature(double x) => 1 / x;

    /// <summary>With weights of one sign, where the largest exponent is about zero.</summary>
    public static double Guess(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double total)
    {
        double top = double.NegativeInfinity, most = 0, least = 0;
        for (var i = 0; i < y.Length; i++) (top, most, least) = (Math.Max(top, y[i]), Math.Max(most, weights[i]), Math.Min(least, weights[i]));
        return most > 0 == least < 0 ? 0 : (top - 1) / (most + least);
    }

    /// <summary>Newton's step for ln a'x = ln t where there are such logarithms: without bounds and with equal weights it is exact.</summary>
    public static double Raise(double sum, double total, double slope) =>
        sum / total is > 0 and < double.PositiveInfinity ? Math.Log(sum / total) * sum / slope : (sum - total) / slope;
}
