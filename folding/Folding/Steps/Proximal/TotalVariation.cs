namespace Folding;

/// <summary>
/// g(x) = λ Σ |x_{k+1} − x_k| on a chain: x is the slope of the taut string through the tube of half-width αλ around the running sums
/// of v (Davies and Kovac 2001). On each run of equal values D is the mean, and with s = 1 where the string leaves the upper wall, −1
/// the lower one, 0 at the ends, ∂x/∂λ = α(s_end − s_start)/length. The parameter is λ, positive.
/// </summary>
public sealed class TotalVariation(int size) : Proximal(size, 1)
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        foreach (var run in Runs(v, stepsize * Positive(parameters[0], "weight"))) x[run.From..run.To].Fill(run.Value);
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters) =>
        new Derivative([.. Runs(v, stepsize * Positive(parameters[0], "weight"))], stepsize);

    /// <summary>The straight pieces of the string. From a knot the string runs straight while one slope fits between the walls seen so far.</summary>
    private static List<Run> Runs(ReadOnlySpan<double> v, double halfWidth)
    {
        var n = v.Length;
        var sums = new double[n + 1];
        for (var k = 0; k < n; k++) sums[k + 1] = sums[k] + v[k];
        List<Run> runs = [];
        var (from, height, wall) = (0, 0.0, 0);
        while (from < n)
        {
            double least = double.PositiveInfinity, most = double.NegativeInfinity;
            int atUpper = from, atLower = from, k = from + 1;
            for (; k <= n; k++)
            {
                var width = k == n ? 0 : halfWidth;
                double up = (sums[k] + width - height) / (k - from), down = (sums[k] - width - height) / (k - from);
                if (down > least || up < most) break;
                if (up <= least) (least, atUpper) = (up, k);
                if (down >= most) (most, atLower) = (down, k);
            }

            // Past the end both walls meet in one point. Else the string bends around the wall it ran into first.
            var bendsUp = k <= n && (sums[k] - (k == n ? 0 : halfWidth) - height) / (k - from) > least;
            var (to, toWall) = k > n ? (n, 0) : bendsUp ? (atUpper, 1) : (atLower, -1);
            var toHeight = sums[to] + (toWall * halfWidth);
            runs.Add(new(from, to, (toHeight - height) / (to - from), toWall - wall));
            (from, height, wall) = (to, toHeight, toWall);
        }

        return runs;
    }

    private readonly record struct Run(int From, int To, double Value, int Push);

    private sealed class Derivative(Run[] runs, double stepsize) : ProximalDerivative
    {
        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            foreach (var run in runs)
            {
                double sum = 0;
                foreach (var value in v[run.From..run.To]) sum += value;
                result[run.From..run.To].Fill(sum / (run.To - run.From));
            }
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            foreach (var run in runs) result[run.From..run.To].Fill(direction[0] * stepsize * run.Push / (run.To - run.From));
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient)
        {
            gradient[0] = 0;
            foreach (var run in runs)
            {
                foreach (var value in w[run.From..run.To]) gradient[0] += value * stepsize * run.Push / (run.To - run.From);
            }
        }
    }
}
