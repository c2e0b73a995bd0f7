using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// Quadratic programs of any size with fixed seeds: the families of the OSQP benchmark set (Stellato et al. 2020, appendix A) whose
/// gradients people ask for, dense programs, and projections onto the capped simplex.
/// </summary>
internal static class QuadraticShapes
{
    /// <summary>min x'Px/2 + q'x with dense P = MM'/n + I/10, n/5 equalities and n/2 inequalities, of which about a quarter bind.</summary>
    public static QuadraticProgram Dense(int n, int seed)
    {
        var random = new Random(seed);
        int equalities = Math.Max(1, n / 5), m = equalities + (n / 2);
        var point = Normals(random, n);
        var a = new double[m, n];
        double[] lower = new double[m], upper = new double[m];
        for (var i = 0; i < m; i++)
        {
            double value = 0;
            for (var j = 0; j < n; j++)
            {
                a[i, j] = Normal(random);
                value += a[i, j] * point[j];
            }

            lower[i] = i < equalities ? value : double.NegativeInfinity;
            upper[i] = i < equalities ? value : value + (0.3 * Math.Sqrt(n) * random.NextDouble());
        }

        return new(Covariance(random, n, n), Normals(random, n), CscMatrix.FromDense(a), lower, upper);
    }

    /// <summary>Mean and variance of n assets with a full covariance; the weights are not negative and sum to 1.</summary>
    public static QuadraticProgram Markowitz(int n)
    {
        var random = new Random(11);
        var q = Normals(random, n);
        for (var j = 0; j < n; j++) q[j] *= 0.2;
        return OnSimplex(Covariance(random, n, 2 * n), q, total: 1, cap: double.PositiveInfinity);
    }

    /// <summary>The point nearest to a random one with entries in [0, 3] that sum to n: some entries are zero, some capped.</summary>
    public static QuadraticProgram CappedSimplex(int n)
    {
        var random = new Random(12);
        var q = Normals(random, n);
        for (var j = 0; j < n; j++) q[j] *= 2;
        return OnSimplex(CscMatrix.Identity(n), q, total: n, cap: 3);
    }

    /// <summary>Factor model with k factors and 100 k assets: x'Dx + y'y − μ'x/γ, y = F'x, weights not negative, sum 1.</summary>
    public static QuadraticProgram Portfolio(int k)
    {
        var random = new Random(13);
        int assets = 100 * k, n = assets + k;
        var p = new double[n];
        var q = new double[n];
        var a = new TripletList();
        for (var j = 0; j < assets; j++)
        {
            p[j] = 2 * random.NextDouble() * Math.Sqrt(k);
            q[j] = -Normal(random);
            for (var f = 0; f < k; f++)
            {
                if (random.NextDouble() < 0.5) a.Add(f, j, Normal(random));
            }

            a.Add(k, j, 1);
            a.Add(k + 1 + j, j, 1);
        }

        for (var f = 0; f < k; f++)
        {
            p[assets + f] = 2;
            a.Add(f, assets + f, -1);
        }

        var m = k + 1 + assets;
        double[] lower = new double[m], upper = new double[m];
        lower[k] = upper[k] = 1;
        upper.AsSpan(k + 1).Fill(double.PositiveInfinity);
        return new(CscMatrix.Diagonal(p), q, a.ToMatrix(m, n), lower, upper);
    }

    /// <summary>Lasso with n features and 100 n observations: min y'y/2 + λ 1't, y = Ax − b, −t ≤ x ≤ t.</summary>
    public static QuadraticProgram Lasso(int n)
    {
        var random = new Random(14);
        int observations = 100 * n, columns = observations + (2 * n), m = observations + (2 * n);
        var truth = new double[n];
        for (var j = 0; j < n; j++) truth[j] = random.NextDouble() < 0.5 ? 0 : Normal(random) / Math.Sqrt(n);
        var a = new TripletList();
        double[] b = new double[observations], correlation = new double[n];
        for (var i = 0; i < observations; i++)
        {
            var row = Sparse(random, n);
            foreach (var (j, value) in row)
            {
                a.Add(i, j, value);
                b[i] += value * truth[j];
            }

            b[i] += Normal(random);
            foreach (var (j, value) in row) correlation[j] += value * b[i];
            a.Add(i, n + i, -1);
        }

        for (var j = 0; j < n; j++)
        {
            var t = n + observations + j;
            a.Add(observations + j, j, 1);
            a.Add(observations + j, t, -1);
            a.Add(observations + n + j, j, 1);
            a.Add(observations + n + j, t, 1);
        }

        var p = new double[columns];
        p.AsSpan(n, observations).Fill(1);
        var q = new double[columns];
        q.AsSpan(n + observations).Fill(correlation.Max(Math.Abs) / 5);
        double[] lower = [.. b, .. Enumerable.Repeat(double.NegativeInfinity, n), .. new double[n]];
        double[] upper = [.. b, .. new double[n], .. Enumerable.Repeat(double.PositiveInfinity, n)];
        return new(CscMatrix.Diagonal(p), q, a.ToMatrix(m, columns), lower, upper);
    }

    /// <summary>Support vector machine with n features and 100 n points: min x'x/2 + λ 1't, t ≥ diag(b) A x + 1, t ≥ 0.</summary>
    public static QuadraticProgram SupportVectors(int n)
    {
        var random = new Random(15);
        int points = 100 * n, columns = n + points;
        var a = new TripletList();
        for (var i = 0; i < points; i++)
        {
            var label = i < points / 2 ? 1 : -1;
            foreach (var (j, value) in Sparse(random, n)) a.Add(i, j, label * (value + ((double)label / n)));
            a.Add(i, n + i, -1);
            a.Add(points + i, n + i, 1);
        }

        var p = new double[columns];
        p.AsSpan(0, n).Fill(1);
        var q = new double[columns];
        q.AsSpan(n).Fill(0.5);
        double[] lower = new double[2 * points], upper = new double[2 * points];
        lower.AsSpan(0, points).Fill(double.NegativeInfinity);
        upper.AsSpan(0, points).Fill(-1);
        upper.AsSpan(points).Fill(double.PositiveInfinity);
        return new(CscMatrix.Diagonal(p), q, a.ToMatrix(2 * points, columns), lower, upper);
    }

    /// <summary>Linear model predictive control with n states, n/2 inputs and ten steps: stable dense dynamics, bounds on inputs and states.</summary>
    public static QuadraticProgram Control(int n)
    {
        const int steps = 10;
        var random = new Random(16);
        int inputs = n / 2, states = (steps + 1) * n, columns = states + (steps * inputs);
        var a = new TripletList();
        double[,] dynamics = new double[n, n], effect = new double[n, inputs];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) dynamics[i, j] = (i == j ? 0.6 : 0) + (0.3 / Math.Sqrt(n) * Normal(random));
            for (var j = 0; j < inputs; j++) effect[i, j] = Normal(random) / Math.Sqrt(n);
        }

        for (var t = 0; t <= steps; t++)
        {
            for (var i = 0; i < n; i++)
            {
                var row = (t * n) + i;
                a.Add(row, row, -1);
                if (t == 0) continue;
                for (var j = 0; j < n; j++) a.Add(row, ((t - 1) * n) + j, dynamics[i, j]);
                for (var j = 0; j < inputs; j++) a.Add(row, states + ((t - 1) * inputs) + j, effect[i, j]);
            }
        }

        for (var j = 0; j < columns; j++) a.Add(states + j, j, 1);
        double[] p = new double[columns], lower = new double[states + columns], upper = new double[states + columns];
        for (var i = 0; i < n; i++)
        {
            var weight = random.NextDouble() < 0.7 ? 10 * random.NextDouble() : 0;
            for (var t = 0; t <= steps; t++) p[(t * n) + i] = weight;
            lower[i] = upper[i] = -2 * ((2 * random.NextDouble()) - 1);
        }

        p.AsSpan(states).Fill(0.1);
        for (var j = 0; j < columns; j++)
        {
            var bound = j < states ? 3 : 0.2;
            (lower[states + j], upper[states + j]) = (-bound, bound);
        }

        return new(CscMatrix.Diagonal(p), new double[columns], a.ToMatrix(states + columns, columns), lower, upper);
    }

    /// <summary>Standard normal numbers.</summary>
    public static double[] Normals(Random random, int count)
    {
        var numbers = new double[count];
        for (var k = 0; k < count; k++) numbers[k] = Normal(random);
        return numbers;
    }

    private static QuadraticProgram OnSimplex(CscMatrix p, double[] q, double total, double cap)
    {
        var n = q.Length;
        var a = new TripletList();
        for (var j = 0; j < n; j++)
        {
            a.Add(0, j, 1);
            a.Add(1 + j, j, 1);
        }

        double[] lower = [total, .. new double[n]], upper = [total, .. Enumerable.Repeat(cap, n)];
        return new(p, q, a.ToMatrix(n + 1, n), lower, upper);
    }

    private static CscMatrix Covariance(Random random, int n, int samples)
    {
        var factors = new double[n][];
        for (var i = 0; i < n; i++) factors[i] = Normals(random, samples);
        var p = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = i == j ? 0.1 : 0;
                for (var k = 0; k < samples; k++) sum += factors[i][k] * factors[j][k] / samples;
                p[i, j] = p[j, i] = sum;
            }
        }

        return CscMatrix.UpperTriangleOf(p);
    }

    /// <summary>A row with 15 % of its entries present.</summary>
    private static List<(int Column, double Value)> Sparse(Random random, int n)
    {
        List<(int, double)> row = [];
        for (var j = 0; j < n; j++)
        {
            if (random.NextDouble() < 0.15) row.Add((j, Normal(random)));
        }

        return row;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
