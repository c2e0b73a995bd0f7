namespace Folding.Cli.Opf;

/// <summary>
/// Places the nodes of a graph in the plane: connected nodes attract each other by d²/k, all nodes repel by k²/d, and the steps grow shorter
/// (Fruchterman and Reingold, Software: Practice and Experience 21, 1991). The start is a circle in breadth-first order; the same graph is always
/// drawn alike.
/// </summary>
internal static class ForceLayout
{
    private const int MostRounds = 300, FewestRounds = 20;

    /// <summary>Pairs of nodes that all rounds together look at, so that thousands of nodes take seconds.</summary>
    private const double Pairs = 5e8;

    /// <summary>Coordinates of the nodes, about −1 to 1.</summary>
    public static (double[] X, double[] Y) Of(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var order = BreadthFirst(nodes, edges);
        double[] x = new double[nodes], y = new double[nodes], dx = new double[nodes], dy = new double[nodes];
        for (var k = 0; k < nodes; k++) (y[order[k]], x[order[k]]) = Math.SinCos(2 * Math.PI * k / nodes);
        var length = 2 / Math.Sqrt(Math.Max(nodes, 1));
        var rounds = (int)Math.Clamp(2 * Pairs / (1.0 + ((double)nodes * nodes)), FewestRounds, MostRounds);
        for (var round = 0; round < rounds; round++)
        {
            Array.Clear(dx);
            Array.Clear(dy);
            for (var i = 0; i < nodes; i++)
            {
                for (var j = 0; j < i; j++) Push(i, j, length * length);
            }

            foreach (var (from, to) in edges)
            {
                var distance = Math.Max(double.Hypot(x[from] - x[to], y[from] - y[to]), 1e-9);
                Move(from, to, -distance / length);
            }

            var longest = 0.2 * (1 - ((double)round / rounds));
            for (var i = 0; i < nodes; i++)
            {
                var step = double.Hypot(dx[i], dy[i]);
                if (step == 0) continue;
                x[i] += dx[i] / step * Math.Min(step, longest);
                y[i] += dy[i] / step * Math.Min(step, longest);
            }
        }

        return (x, y);

        void Push(int i, int j, double strength)
        {
            var square = Math.Max(((x[i] - x[j]) * (x[i] - x[j])) + ((y[i] - y[j]) * (y[i] - y[j])), 1e-12);
            Move(i, j, strength / square);
        }

        // Moves both ends along their connection; positive is apart.
        void Move(int i, int j, double factor)
        {
            dx[i] += factor * (x[i] - x[j]);
            dy[i] += factor * (y[i] - y[j]);
            dx[j] -= factor * (x[i] - x[j]);
            dy[j] -= factor * (y[i] - y[j]);
        }
    }

    private static int[] BreadthFirst(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var neighbours = edges.Concat(edges.Select(static e => (From: e.To, To: e.From))).ToLookup(static e => e.From, static e => e.To);
        var seen = new bool[nodes];
        var order = new List<int>(nodes);
        for (var root = 0; root < nodes; root++)
        {
            if (seen[root]) continue;
            seen[root] = true;
            order.Add(root);
            for (var k = order.Count - 1; k < order.Count; k++)
            {
                foreach (var next in neighbours[order[k]].Where(next => !seen[next]))
                {
                    seen[next] = true;
                    order.Add(next);
                }
            }
        }

        return [.. order];
    }
}
