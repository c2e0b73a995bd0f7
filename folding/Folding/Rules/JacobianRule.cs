namespace Folding;

/// <summary>
/// Jacobian extraction: forms I − Φ by products with unit vectors, factors it once and solves directly. Exact whatever ρ(Φ) is; where
/// I − Φ is singular the factorization still solves a consistent system. Columns that have no row in common share a product where the
/// pattern of Φ is known. Costs N products (or one per colour), N² numbers of memory and about 4/3 N³ multiplications.
/// </summary>
public sealed record JacobianRule : Rule
{
    /// <summary>From this length on the report warns of the cost.</summary>
    private const int Expensive = 1000;

    private readonly int _maximumSize = 8000;

    /// <summary>Longest state for which the dense matrix is formed; beyond it the rule refuses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or more than an array holds.</exception>
    public int MaximumSize
    {
        get => _maximumSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 46_000);
            _maximumSize = value;
        }
    }

    /// <inheritdoc/>
    public override string Name => "jacobian";

    /// <inheritdoc/>
    public override RuleSolver On(StateJacobian jacobian) => new Solver(this, jacobian);

    private sealed class Solver : RuleSolver
    {
        private readonly JacobianRule _rule;
        private readonly Lazy<(RankRevealingQr Factor, int Products)> _factor;

        public Solver(JacobianRule rule, StateJacobian jacobian)
            : base(jacobian)
        {
            _rule = rule;
            _factor = new(Extract);
        }

        private protected override RuleOutcome Run(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            var n = g.Length;
            if (n > _rule.MaximumSize)
                return new(StopReason.Refused, 1, 0) { Note = FormattableString.Invariant($"jacobian extraction refused: a state of {n} numbers makes a dense matrix of {8e-9 * n * n:F1} GB; gmres needs none, and MaximumSize ({_rule.MaximumSize}) raises the limit") };
            var (factor, products) = _factor.Value;
            if (transposed) factor.SolveTransposed(g, v);
            else factor.Solve(g, v);

            var check = new double[n];
            Jacobian.Multiply(v, check, transposed);
            for (var k = 0; k < n; k++) check[k] = g[k] - v[k] + check[k];
            var residual = Vectors.Norm(check) / Vectors.Norm(g);
            var singular = factor.Rank < n;
            return new(singular && residual > 1e-6 ? StopReason.Stagnated : StopReason.Converged, residual, products)
            {
                Note = singular
                    ? $"I − Φ is singular: rank {factor.Rank} of {n}"
                    : n >= Expensive ? FormattableString.Invariant($"jacobian extraction took {products} products and {8e-6 * n * n:F0} MB") : null,
            };
        }

        private (RankRevealingQr Factor, int Products) Extract()
        {
            var n = Jacobian.StateCount;
            var matrix = new double[n * n];
            double[] unit = new double[n], column = new double[n];
            if (Jacobian.Pattern is not { } pattern)
            {
                for (var j = 0; j < n; j++)
                {
                    unit[j] = 1;
                    Jacobian.Multiply(unit, column);
                    unit[j] = 0;
                    var target = matrix.AsSpan(j * n, n);
                    for (var i = 0; i < n; i++) target[i] = -column[i];
                    target[j] += 1;
                }

                return (new(matrix, n), n);
            }

            var colours = ColumnColouring.Of(pattern, out var count);
            for (var colour = 0; colour < count; colour++)
            {
                for (var j = 0; j < n; j++) unit[j] = colours[j] == colour ? 1 : 0;
                Jacobian.Multiply(unit, column);
                for (var j = 0; j < n; j++)
                {
                    if (colours[j] != colour) continue;
                    foreach (var i in pattern.RowIndices[pattern.ColumnPointers[j]..pattern.ColumnPointers[j + 1]]) matrix[(j * n) + i] = -column[i];
                    matrix[(j * n) + j] += 1;
                }
            }

            return (new(matrix, n), count);
        }
    }
}
