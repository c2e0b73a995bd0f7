namespace Folding.Tests.Steps;

/// <summary>
/// The example of docs/folding.md: gradient descent on f(x) = Σ log(1 + exp(−b_i a_i'x)) + ½ c x², written once.
/// </summary>
internal sealed class LogisticStep(double[][] points, double[] labels) : UpdateStep(points[0].Length, 1)
{
    public override void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next)
    {
        for (var j = 0; j < x.Length; j++) next[j] = c[0] * x[j];
        for (var i = 0; i < points.Length; i++)
        {
            T margin = 0;
            for (var j = 0; j < x.Length; j++) margin += labels[i] * points[i][j] * x[j];
            var pull = -labels[i] / (1 + T.Exp(margin));
            for (var j = 0; j < x.Length; j++) next[j] += pull * points[i][j];
        }

        for (var j = 0; j < x.Length; j++) next[j] = x[j] - 0.1 * next[j];
    }
}
