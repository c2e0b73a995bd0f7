namespace Folding;

/// <summary>
/// Jacobian extraction: forms I − Φ by products with unit vectors, factors it once and solves directly. Exact whatever ρ(Φ) is; where
/// I − Φ is singular the factorization still solves a consistent system. Columns that have no row in common share a product where the
/// pattern of Φ is known. Costs N products (or one per colour), N² numbers of memory and about 4/3 N³ multiplications; a matrix of known
/// pattern that is too large to be stored dense is factored sparse.
/// </summary>
public sealed record JacobianRule : Rule
{
    /// <summary>From this length on the report warns of the cost.</summary>
    private const int Expensive = 1000;

    private readonly int _maximumSize = 8000;

    /// <summary>Longest state for which the dense matrix is formed; beyond it the rule needs the pattern of Φ, or refuses.</summary>
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
        private readonly Lazy<(RankRevealingQr Factor, int Products)> _dense;
        private readonly Lazy<(SparseSquareSystem System, int Products)> _sparse;

        public Solver(JacobianRule rule, StateJacobian jacobian)
            : base(jacobian)
        {
            _rule = rule;
            _dense = new(ExtractDense);
            _sparse = new(ExtractSparse);
        }

        private protected override RuleOutcome Run(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            var n = g.Length;
            if (n <= _rule.MaximumSize) return RunDense(g, v, transposed);
            if (Jacobian.Pattern is not null) return RunSparse(g, v, transposed);
            return new(StopReason.Refused, 1, 0) { Note = FormattableString.Invariant($"jacobian extraction refused: a state of {n} numbers makes a dense matrix of {8e-9 * n * n:F1} GB; gmres needs none, and MaximumSize ({_rule.MaximumSize}) raises the limit") };
        }

        private RuleOutcome RunDense(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            var n = g.Length;
            var (factor, products) = _dense.Value;
            if (transposed) factor.SolveTransposed(g, v);
            else factor.Solve(g, v);
            var residual = Residual(g, v, transposed);
            var singular = factor.Rank < n;
            return new(singular && residual > 1e-6 ? StopReason.Stagnated : StopReason.Converged, residual, products)
            {
                Note = singular
                    ? $"I − Φ is singular: rank {factor.Rank} of {n}"
                    : n >= Expensive ? FormattableString.Invariant($"jacobian extraction took {products} products and a dense factorization of {8e-6 * n * n:F0} MB; beyond {_rule.MaximumSize} numbers it is sparse or refused") : null,
            };
        }

        private RuleOutcome RunSparse(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            var (system, products) = _sparse.Value;
            system.Solve(g, v, transposed);
            var residual = Residual(g, v, transposed);
            return new(residual > 1e-6 ? StopReason.Stagnated : StopReason.Converged, residual, products)
            {
                Note = FormattableString.Invariant($"jacobian extraction took {products} products and a sparse factorization of {12e-6 * system.FactorCount:F0} MB"),
            };
        }

        private double Residual(ReadOnlySpan<double> g, ReadOnlySpan<double> v, bool transposed)
        {
            var check = new double[g.Length];
            Jacobian.Multiply(v, check, transposed);
            for (var k = 0; k < check.Length; k++) check[k] = g[k] - v[k] + check[k];
            return Vectors.Norm(check) / Vectors.Norm(g);
        }

        private (RankRevealingQr Factor, int Products) ExtractDense()
        {
            var n = Jacobian.StateCount;
            var matrix = new double[n * n];
            for (var j = 0; j < n; j++) matrix[(j * n) + j] = 1;
            var products = 0;
            if (Jacobian.Pattern is not null)
            {
                products = ForEachEntry((i, j, value) => matrix[(j * n) + i] -= value);
            }
            else
            {
                double[] unit = new double[n], column = new double[n];
                for (; products < n; products++)
                {
                    unit[products] = 1;
                    Jacobian.Multiply(unit, column);
                    unit[products] = 0;
                    var target = matrix.AsSpan(products * n, n);
                    for (var i = 0; i < n; i++) target[i] -= column[i];
                }
            }

            return (new(matrix, n), products);
        }

        private (SparseSquareSystem System, int Products) ExtractSparse()
        {
            var n = Jacobian.StateCount;
            List<(int, int, double)> entries = [];
            for (var j = 0; j < n; j++) entries.Add((j, j, 1));
            var products = ForEachEntry((i, j, value) => entries.Add((i, j, -value)));
            return (new(n, entries), products);
        }

        /// <summary>Shows every entry of a Φ of known pattern; returns the number of products, one per colour.</summary>
        private int ForEachEntry(Action<int, int, double> use)
        {
            var pattern = Jacobian.Pattern!;
            double[] unit = new double[pattern.Columns], column = new double[pattern.Columns];
            var colours = ColumnColouring.Of(pattern, out var count);
            for (var colour = 0; colour < count; colour++)
            {
                for (var j = 0; j < unit.Length; j++) unit[j] = colours[j] == colour ? 1 : 0;
                Jacobian.Multiply(unit, column);
                for (var j = 0; j < unit.Length; j++)
                {
                    if (colours[j] != colour) continue;
                    foreach (var i in pattern.RowIndices[pattern.ColumnPointers[j]..pattern.ColumnPointers[j + 1]]) use(i, j, column[i]);
                }
            }

            return count;
        }
    }
}
