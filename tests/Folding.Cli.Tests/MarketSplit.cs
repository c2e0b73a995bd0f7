using System.Text.Json;

namespace Folding.Cli.Tests;

/// <summary>
/// Market-split problems (Cornuéjols and Dawande, 1998): min Σ |slack_i| subject to a_i'x + slack_i = ⌊Σ_j a_ij / 2⌋, x binary.
/// Branch and bound does not finish them.
/// </summary>
internal static class MarketSplit
{
    public static string Json(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        int n = columns + (2 * rows), m = rows + n;
        var sums = new int[rows];
        List<int> pointers = [0], indices = [], values = [];
        for (var j = 0; j < n; j++)
        {
            if (j < columns)
            {
                for (var i = 0; i < rows; i++)
                {
                    indices.Add(i);
                    values.Add(random.Next(100));
                    sums[i] += values[^1];
                }
            }
            else
            {
                indices.Add((j - columns) / 2);
                values.Add((j - columns) % 2 == 0 ? 1 : -1);
            }

            indices.Add(rows + j);
            values.Add(1);
            pointers.Add(indices.Count);
        }

        var targets = sums.Select(static s => (object)(s / 2)).ToArray();
        return JsonSerializer.Serialize(new
        {
            format = "folding-qp/1",
            n,
            m,
            P = new { rows = n, cols = n, colptr = new int[n + 1], rowind = Array.Empty<int>(), values = Array.Empty<int>() },
            q = Enumerable.Range(0, n).Select(j => j < columns ? 0 : 1),
            A = new { rows = m, cols = n, colptr = pointers, rowind = indices, values },
            l = targets.Concat(Enumerable.Repeat<object>(0, n)),
            u = targets.Concat(Enumerable.Range(0, n).Select(j => j < columns ? (object)1 : "Infinity")),
            integer = Enumerable.Range(0, columns),
        });
    }
}
