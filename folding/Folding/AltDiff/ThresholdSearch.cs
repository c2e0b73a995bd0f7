using System.Buffers;

namespace Folding;

/// <summary>
/// The dual of <c>min Σ φ_i(x_i)  s.t.  a'x = t,  l ≤ x ≤ u</c> has one unknown, the multiplier λ of the row:
/// <code>
/// x_i(λ) = clip of the x with φ_i'(x) = −λa_i to [l_i, u_i],      a'x(λ) = t
/// </code>
/// a'x(λ) never rises, and bends where a coordinate reaches a bound. Newton's method inside a bracket finds λ; a coordinate whose bound holds
/// at both ends of the bracket is settled and not looked at again, and every fourth step, or where Newton's leaves the bracket, goes to the
/// median of the bends inside instead (Cominetti, Mascarenhas and Silva 2014, for squares, with other safeguards). So the search ends after
/// O(n log n) operations whatever the data, O(n) as a rule, and for squares exactly: the last step is on one straight piece. Where no λ of
/// double precision meets the total, what is left of it goes to the free coordinates.
/// </summary>
internal static class ThresholdSearch
{
    /// <summary>Far beyond what the median rule leaves to do; for entropies, whose pieces are curved, as well.</summary>
    private const int MostRounds = 500;

    /// <summary>Solves for λ; t must be within <see cref="Range"/>.</summary>
    /// <param name="y">Inputs of the terms, length n.</param>
    /// <param name="weights">a, length n.</param>
    /// <param name="total">t.</param>
    /// <param name="lower">l, length n; −∞ allowed.</param>
    /// <param name="upper">u, length n; +∞ allowed.</param>
    /// <param name="x">Length n, the solution on return, exactly at its bounds where they hold.</param>
    /// <returns>λ, to rounding.</returns>
    public static double Solve<TTerm>(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double total, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> x)
        where TTerm : struct, ISeparableTerm
    {
        var (least, most) = Range(weights, lower, upper);
        if (total >= most - Rounding(most)) return Vertex<TTerm>(y, weights, lower, upper, x, most: true);
        if (total <= least + Rounding(least)) return Vertex<TTerm>(y, weights, lower, upper, x, most: false);

        var memory = ArrayPool<int>.Shared.Rent(y.Length);
        var price = Search<TTerm>(y, weights, total, lower, upper, x, memory.AsSpan(0, y.Length));
        ArrayPool<int>.Shared.Return(memory);
        return price;
    }

    private static double Search<TTerm>(
        ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double total, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> x, Span<int> undecided)
        where TTerm : struct, ISeparableTerm
    {
        for (var i = 0; i < undecided.Length; i++) undecided[i] = i;
        double low = double.NegativeInfinity, high = double.PositiveInfinity, price = TTerm.Guess(y, weights, total);
        if (!double.IsFinite(price)) price = 0;
        double settled = 0, settledSize = Math.Abs(total), tolerance = 1e-16 * Math.Sqrt(y.Length), reach = Math.Max(1, Math.Abs(price));
        var count = undecided.Length;
        var rises = false;
        for (var round = 0; round < MostRounds; round++)
        {
            double sum = 0, size = 0, slope = 0;
            var kept = 0;
            for (var k = 0; k < count; k++)
            {
                var i = undecided[k];
                double a = weights[i], l = lower[i], u = upper[i];
                // At the last price, now an end of the bracket, it stood at the bound towards which the price pushes it.
                if (round > 0 && (a == 0 || (a > 0 == rises ? x[i] == l : x[i] == u)))
                {
                    settled += a * x[i];
                    settledSize += Math.Abs(a * x[i]);
                    continue;
                }

                undecided[kept++] = i;
                var value = x[i] = Math.Min(Math.Max(TTerm.At(y[i], price * a), l), u);
                sum += a * value;
                size += Math.Abs(a * value);
                if (value > l && value < u) slope += a * a / TTerm.Curvature(value);
            }

            count = kept;
            sum += settled;
            if (Math.Abs(sum - total) <= tolerance * (size + settledSize)) break;
            rises = sum > total;
            (low, high) = rises ? (price, high) : (low, price);
            var next = slope > 0 ? price + TTerm.Raise(sum, total, slope) : double.NaN;
            if (round % 4 == 3 || !(next > low && next < high)) next = MedianBend<TTerm>(y, weights, lower, upper, undecided[..count], low, high) ?? next;
            // Without a bend in the bracket only a curved piece, or rounding, sends Newton out of it.
            if (!(next > low && next < high)) next = double.IsFinite(high - low) ? 0.5 * (low + high) : rises ? price + (reach *= 2) : price - (reach *= 2);
            if (Math.Abs(next - price) <= 2e-16 * Math.Abs(price))
            {
                for (var k = 0; k < count && slope > 0; k++)
                {
                    var i = undecided[k];
                    if (x[i] > lower[i] && x[i] < upper[i]) x[i] = Math.Min(Math.Max(x[i] - ((sum - total) / slope * weights[i] / TTerm.Curvature(x[i])), lower[i]), upper[i]);
                }

                break;
            }

            price = next;
        }

        return price;
    }

    /// <summary>The least and the most that a'x can be between the bounds.</summary>
    public static (double Least, double Most) Range(ReadOnlySpan<double> weights, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        double least = 0, most = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            // An infinite bound times a zero weight is nothing.
            if (weights[i] == 0) continue;
            double one = weights[i] * lower[i], other = weights[i] * upper[i];
            (least, most) = (least + Math.Min(one, other), most + Math.Max(one, other));
        }

        return (least, most);
    }

    /// <summary>Whether a total is within the range, up to the rounding of its sums.</summary>
    public static bool IsWithin(double total, (double Least, double Most) range)
    {
        double slack = 1e-12 * Math.Abs(total);
        return total >= range.Least - slack - (1e3 * Rounding(range.Least)) && total <= range.Most + slack + (1e3 * Rounding(range.Most));
    }

    private static double Rounding(double value) => double.IsFinite(value) ? 1e-15 * Math.Abs(value) : 0;

    /// <summary>There is only one point with such a total; every λ beyond the last bend belongs to it, and the bend is returned.</summary>
    private static double Vertex<TTerm>(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> x, bool most)
        where TTerm : struct, ISeparableTerm
    {
        var price = most ? double.PositiveInfinity : double.NegativeInfinity;
        for (var i = 0; i < x.Length; i++)
        {
            var a = weights[i];
            if (a == 0)
            {
                x[i] = Math.Min(Math.Max(TTerm.At(y[i], 0), lower[i]), upper[i]);
                continue;
            }

            x[i] = a > 0 == most ? upper[i] : lower[i];
            var bend = TTerm.PriceOf(y[i], x[i]) / a;
            price = most ? Math.Min(price, bend) : Math.Max(price, bend);
        }

        return double.IsFinite(price) ? price : 0;
    }

    private static double? MedianBend<TTerm>(
        ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<int> undecided, double low, double high)
        where TTerm : struct, ISeparableTerm
    {
        var bends = new List<double>();
        foreach (var i in undecided)
        {
            if (weights[i] == 0) continue;
            double one = TTerm.PriceOf(y[i], lower[i]) / weights[i], other = TTerm.PriceOf(y[i], upper[i]) / weights[i];
            if (one > low && one < high) bends.Add(one);
            if (other > low && other < high) bends.Add(other);
        }

        if (bends.Count == 0) return null;
        bends.Sort();
        return bends[bends.Count / 2];
    }
}
