using Folding.Problems;

namespace Folding;

/// <summary>
/// The SQP step of a nonlinear program with parameters, for solutions that any solver found:
/// <code>
/// min ½ d'Bd + ∇f'd   s.t.  gL ≤ g + Jd ≤ gU,  xL ≤ x + d ≤ xU     gives (d, λ_d),   B = ∇²L + δI
/// x ← x + αd,   λ ← λ + α(λ_d − λ)
/// </code>
/// The inner program, the <see cref="LocalModel"/> in s = x + d with δ/2 |s − x|² added, is solved and differentiated on its active set. With
/// δ = 0 and α = 1, Φ = 0 and one product is the exact adjoint of the program; with another δ the fixed point and the gradient stay the same.
/// The state is (x, λ of g, λ of the bounds), as in a solution's primal and dual points; the parameters are those of the program.
/// </summary>
public sealed class NonlinearSqpStep : Step
{
    private readonly NonlinearProgram _program;
    private readonly double _damping;
    private readonly double _shift;
    private readonly SymbolicCache _cache = new();

    /// <summary>A step.</summary>
    /// <param name="program">A program with a Hessian.</param>
    /// <param name="damping">α, in (0, 1].</param>
    /// <param name="hessianShift">δ, not negative.</param>
    /// <exception cref="ArgumentException">The program has no Hessian, or a number is out of range.</exception>
    public NonlinearSqpStep(NonlinearProgram program, double damping = 1, double hessianShift = 0)
        : base((program ?? throw new ArgumentNullException(nameof(program))).VariableCount + program.DualCount, program.Parameters.Length)
    {
        if (program.HessianPattern is null) throw new ArgumentException("The SQP step needs the Hessian of the Lagrangian, and this program declares none.", nameof(program));
        if (!(damping is > 0 and <= 1)) throw new ArgumentException($"The damping is {damping}; it must lie in (0, 1].", nameof(damping));
        if (!(hessianShift >= 0)) throw new ArgumentException($"The shift is {hessianShift}; it must not be negative.", nameof(hessianShift));
        (_program, _damping, _shift) = (program, damping, hessianShift);
    }

    /// <inheritdoc/>
    public override string Name => "sqp";

    /// <inheritdoc/>
    public override int OutputCount => StateCount;

    /// <inheritdoc/>
    /// <remarks>Writes NaN where the active set of the inner program could not be certified: such a state is no fixed point.</remarks>
    public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next)
    {
        var n = _program.VariableCount;
        var solved = Model(At(parameters), state) is { } model ? Solve(model, state) : null;
        if (solved is null)
        {
            next.Fill(double.NaN);
            return;
        }

        for (var k = 0; k < next.Length; k++) next[k] = state[k] + (_damping * ((k < n ? solved.X[k] : solved.Y[k - n]) - state[k]));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A derivative of the program is not finite, or the active set of the inner program could not be certified.</exception>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var program = At(parameters);
        var model = Model(program, state) ?? throw new ArgumentException("A derivative of the program is not finite at this state.", nameof(state));
        var solved = Solve(model, state) ?? throw new ArgumentException("The active set of the inner quadratic program could not be certified at this state: the point is no solution, or the Hessian is not positive definite along the active rows (try a shift).", nameof(state));
        return new Derivative(program, state.ToArray(), model, solved, new(model.P, model.A, solved.Kkt, _damping), _cache);
    }

    private NonlinearProgram At(ReadOnlySpan<double> parameters) => parameters.SequenceEqual(_program.Parameters.AsSpan()) ? _program : _program.WithParameters(parameters);

    /// <summary>The inner program without its shift.</summary>
    private static QuadraticProgram? Model(NonlinearProgram program, ReadOnlySpan<double> state) =>
        new LocalModel(program, new()).At(state[..program.VariableCount], state[program.VariableCount..]);

    private RefinedPoint? Solve(QuadraticProgram model, ReadOnlySpan<double> state)
    {
        double[] x = state[.._program.VariableCount].ToArray(), y = state[_program.VariableCount..].ToArray();
        return Refinement.Run(Shifted(model, x), x, y, _cache, CancellationToken.None, convex: false).Point;
    }

    /// <summary>With δ/2 |s − x|² added.</summary>
    private QuadraticProgram Shifted(QuadraticProgram model, double[] x)
    {
        if (_shift == 0) return model;
        var p = CscMatrix.FromTriplets(x.Length, x.Length, model.P.Entries().Concat(Enumerable.Range(0, x.Length).Select(j => (j, j, _shift))));
        return model.WithP(p).WithLinearCost(Vectors.Sum(model.Q.AsSpan(), -_shift, x));
    }

    private sealed class Derivative : StepLinearization
    {
        private readonly NonlinearProgram _program;
        private readonly double[] _state;
        private readonly SqpJacobian _jacobian;
        private readonly double[] _multipliers;

        public Derivative(NonlinearProgram program, double[] state, QuadraticProgram model, RefinedPoint solved, SqpJacobian jacobian, SymbolicCache cache)
        {
            (_program, _state, _jacobian, _multipliers) = (program, state, jacobian, solved.Y);
            Kinks = PointDiagnosis.Of(new(model, solved.X, solved.Y, solved.Kkt, cache), "sqp").WeaklyActive;
        }

        public override int StateCount => _state.Length;

        public override int ParameterCount => _program.Parameters.Length;

        public override int Kinks { get; }

        private int N => _program.VariableCount;

        private int M => _program.ConstraintCount;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => _jacobian.Multiply(v, result);

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => _jacobian.MultiplyTransposed(v, result);

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            var change = new ParameterChange(_program);
            _program.ParameterTangent(_state.AsSpan(0, N), _multipliers.AsSpan(0, M), direction, change);
            double[] force = change.Stationarity.ToArray(), gap = new double[M + N];
            foreach (ref var entry in force.AsSpan()) entry = -entry;
            for (var i = 0; i < gap.Length; i++)
            {
                if (_jacobian.Activity[i] == RowActivity.Inactive) continue;
                gap[i] = i < M
                    ? (IsUpper(i) ? change.ConstraintUpper : change.ConstraintLower).Span[i] - change.Constraints.Span[i]
                    : (IsUpper(i) ? change.VariableUpper : change.VariableLower).Span[i - M];
            }

            _jacobian.Tangent(force, gap, result);
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient)
        {
            double[] rx = new double[N], ry = new double[M + N], lower = new double[M + N], upper = new double[M + N];
            _jacobian.Adjoint(v, rx, ry);
            for (var i = 0; i < ry.Length; i++)
            {
                if (_jacobian.Activity[i] != RowActivity.Inactive) (IsUpper(i) ? upper : lower)[i] = ry[i];
            }

            for (var j = 0; j < N; j++) rx[j] = -rx[j];
            for (var i = 0; i < M; i++) ry[i] = -ry[i];
            _program.ParameterGradient(
                _state.AsSpan(0, N), _multipliers.AsSpan(0, M),
                new()
                {
                    Stationarity = rx,
                    Constraints = ry.AsSpan(0, M),
                    ConstraintLower = lower.AsSpan(0, M),
                    ConstraintUpper = upper.AsSpan(0, M),
                    VariableLower = lower.AsSpan(M),
                    VariableUpper = upper.AsSpan(M),
                },
                gradient);
        }

        private bool IsUpper(int row) => _jacobian.Activity[row] == RowActivity.Upper || (_jacobian.Activity[row] == RowActivity.Equality && _multipliers[row] >= 0);
    }
}
