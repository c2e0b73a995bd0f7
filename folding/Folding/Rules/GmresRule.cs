using System.Buffers;
using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// Restarted GMRES (Saad and Schultz 1986) on <c>v − Φ'v = g</c>, matrix-free: needs I − Φ nonsingular, or the system consistent, but
/// no contraction. Modified Gram-Schmidt, repeated where it cancels; Givens rotations; an optional right preconditioner.
/// </summary>
public sealed record GmresRule : Rule
{
    private readonly double _tolerance = 1e-11;
    private readonly int _restart = 50;
    private readonly int _maximumIterations = 1000;
    private readonly int? _truncation;

    /// <summary>Wanted residual relative to the right-hand side; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive.");
    }

    /// <summary>Dimension of the Krylov space after which the iteration starts anew; cut to the length of the state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Restart
    {
        get => _restart;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _restart = value;
        }
    }

    /// <summary>Largest number of products; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaximumIterations
    {
        get => _maximumIterations;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maximumIterations = value;
        }
    }

    /// <summary>
    /// At most this many products and no question about convergence: the best point of the Krylov space so far. The gradient is then
    /// approximate. Null, the default, for iteration to the tolerance.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? Truncation
    {
        get => _truncation;
        init
        {
            if (value is < 1) throw new ArgumentOutOfRangeException(nameof(value), value, "The number of products must be positive.");
            _truncation = value;
        }
    }

    /// <summary>Approximates (I − Φ)⁻¹ by its own products, applied from the right; null for none.</summary>
    public StateJacobian? Preconditioner { get; init; }

    /// <inheritdoc/>
    public override string Name => "gmres";

    /// <inheritdoc/>
    public override RuleSolver On(StateJacobian jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        if (Preconditioner is { } m && m.StateCount != jacobian.StateCount)
            throw new ArgumentException($"The preconditioner has order {m.StateCount}; the state has length {jacobian.StateCount}.", nameof(jacobian));
        return new Solver(this, jacobian);
    }

    private sealed class Solver(GmresRule rule, StateJacobian jacobian) : RuleSolver(jacobian)
    {
        private protected override RuleOutcome Run(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            using var cycle = new GmresCycle(Jacobian, rule.Preconditioner, Math.Min(rule.Restart, g.Length), transposed);
            var size = Vectors.Norm(g);
            double previous = double.PositiveInfinity, residual = 1;
            int products = 0, idle = 0, most = rule.Truncation ?? rule.MaximumIterations;
            while (true)
            {
                residual = cycle.Begin(g, v) / size;
                if (residual <= rule.Tolerance) return new(StopReason.Converged, residual, products);
                idle = residual > 0.9 * previous ? idle + 1 : 0;
                if (idle == 2 || !double.IsFinite(residual)) return Stopped(StopReason.Stagnated, residual, products);
                if (products >= most) return rule.Truncation is null ? Stopped(StopReason.IterationLimit, residual, products) : new(StopReason.Truncated, residual, products) { Note = $"truncated after {products} products" };
                previous = residual;
                products += cycle.Extend(v, 0.5 * rule.Tolerance * size, most - products);
            }
        }

        private static RuleOutcome Stopped(StopReason reason, double residual, int products) =>
            new(reason, residual, products) { Note = FormattableString.Invariant($"gmres stopped after {products} products at a residual of {residual:G2}") };
    }
}

/// <summary>One restart cycle: an Arnoldi basis and the rotated Hessenberg matrix. The memory serves all cycles; that of the basis is rented as it grows.</summary>
internal sealed class GmresCycle : IDisposable
{
    private const double Breakdown = 1e-14;

    /// <summary>Directions in one piece of memory. Mostly a few do, and a basis for a whole cycle can be larger than the problem.</summary>
    private const int Piece = 8;

    /// <summary>A pivot below this, relative to the largest, belongs to a direction that I − Φ does not see.</summary>
    private const double Singular = 1e-11;

    private readonly StateJacobian _jacobian;
    private readonly StateJacobian? _preconditioner;
    private readonly bool _transposed;
    private readonly int _length;
    private readonly int _width;
    private readonly double[]?[] _basis;
    private readonly double[] _small;
    private double _start;

    public GmresCycle(StateJacobian jacobian, StateJacobian? preconditioner, int width, bool transposed)
    {
        (_jacobian, _preconditioner, _transposed, _length, _width) = (jacobian, preconditioner, transposed, jacobian.StateCount, width);
        _basis = new double[]?[((width + 1) / Piece) + 1];
        _small = ArrayPool<double>.Shared.Rent((width + 1) * (width + 4));
    }

    public void Dispose()
    {
        foreach (var piece in _basis)
        {
            if (piece is not null) ArrayPool<double>.Shared.Return(piece);
        }

        ArrayPool<double>.Shared.Return(_small);
    }

    /// <summary>Forms the residual of v, the first direction of the cycle; returns its norm.</summary>
    public double Begin(ReadOnlySpan<double> g, ReadOnlySpan<double> v)
    {
        var residual = Direction(0);
        if (v.ContainsAnyExcept(0.0))
        {
            Apply(v, residual);
            TensorPrimitives.Subtract(g, residual, residual);
        }
        else
        {
            g.CopyTo(residual);
        }

        _start = Vectors.Norm(residual);
        if (_start > 0) TensorPrimitives.Divide(residual, _start, residual);
        return _start;
    }

    /// <summary>Extends the basis until the residual is small, and improves v; returns the number of products.</summary>
    public int Extend(Span<double> v, double wanted, int mostProducts)
    {
        Span<double> rotated = Row(_width + 1), cosines = Row(_width + 2), sines = Row(_width + 3);
        rotated.Clear();
        rotated[0] = _start;
        var work = _preconditioner is null ? default : Direction(_width + 1);
        var steps = 0;
        while (steps < Math.Min(_width, mostProducts))
        {
            var j = steps++;
            var h = Row(j);
            var next = Direction(j + 1);
            if (_preconditioner is null)
            {
                Apply(Direction(j), next);
            }
            else
            {
                _preconditioner.Multiply(Direction(j), work, _transposed);
                Apply(work, next);
            }

            var before = Vectors.Norm(next);
            var left = Orthogonalize(next, h, j);
            for (var i = 0; i < j; i++) (h[i], h[i + 1]) = ((cosines[i] * h[i]) + (sines[i] * h[i + 1]), (cosines[i] * h[i + 1]) - (sines[i] * h[i]));
            var length = Math.Sqrt((h[j] * h[j]) + (left * left));
            (cosines[j], sines[j]) = length == 0 ? (1, 0) : (h[j] / length, left / length);
            h[j] = length;
            (rotated[j], rotated[j + 1]) = (cosines[j] * rotated[j], -sines[j] * rotated[j]);
            if (left <= Breakdown * before || Math.Abs(rotated[j + 1]) <= wanted) break;
            TensorPrimitives.Divide(next, left, next);
        }

        Improve(v, rotated, steps, work);
        return steps;
    }

    private Span<double> Direction(int j)
    {
        ref var piece = ref _basis[j / Piece];
        piece ??= ArrayPool<double>.Shared.Rent(checked(Piece * _length));
        return piece.AsSpan(j % Piece * _length, _length);
    }

    /// <summary>Column j of the Hessenberg matrix, or one of the three small vectors after it.</summary>
    private Span<double> Row(int j) => _small.AsSpan(j * (_width + 1), _width + 1);

    /// <summary>u − Φ'u.</summary>
    private void Apply(ReadOnlySpan<double> u, Span<double> result)
    {
        _jacobian.Multiply(u, result, _transposed);
        TensorPrimitives.Subtract(u, result, result);
    }

    private double Orthogonalize(Span<double> next, Span<double> h, int j)
    {
        h.Clear();
        var size = Vectors.Norm(next);
        while (true)
        {
            for (var i = 0; i <= j; i++)
            {
                var overlap = Vectors.Dot(Direction(i), next);
                h[i] += overlap;
                TensorPrimitives.MultiplyAdd(Direction(i), -overlap, next, next);
            }

            // What cancelled is worth a second pass; what is left at rounding level is no direction.
            var left = Vectors.Norm(next);
            if (left > 0.5 * size) return left;
            if (left <= Breakdown * Vectors.Norm(h[..(j + 1)])) return 0;
            size = left;
        }
    }

    /// <summary>v += M V R⁻¹ rotated; a direction that the matrix does not see is left out.</summary>
    private void Improve(Span<double> v, Span<double> rotated, int steps, Span<double> work)
    {
        var largest = 0.0;
        for (var j = 0; j < steps; j++) largest = Math.Max(largest, Row(j)[j]);
        for (var j = steps - 1; j >= 0; j--)
        {
            var sum = rotated[j];
            for (var k = j + 1; k < steps; k++) sum -= Row(k)[j] * rotated[k];
            rotated[j] = Row(j)[j] <= Singular * largest ? 0 : sum / Row(j)[j];
        }

        if (_preconditioner is null)
        {
            for (var j = 0; j < steps; j++) TensorPrimitives.MultiplyAdd(Direction(j), rotated[j], v, v);
            return;
        }

        work.Clear();
        for (var j = 0; j < steps; j++) TensorPrimitives.MultiplyAdd(Direction(j), rotated[j], work, work);
        // The last direction is not needed any more.
        var improvement = Direction(0);
        _preconditioner.Multiply(work, improvement, _transposed);
        TensorPrimitives.Add(v, improvement, v);
    }
}
