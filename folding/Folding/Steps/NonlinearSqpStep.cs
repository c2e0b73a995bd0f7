using Folding.Problems;

namespace Folding;

/// <summary>
/// The SQP step of a nonlinear program with parameters, for solutions that any solver found:
/// <code>
/// min ½ d'Bd + ∇f'd   s.t.  gL ≤ g + Jd ≤ gU,  xL ≤ x + d ≤ xU     gives (d, λ_d),   B = ∇²L + δI
/// x ← x + αd,   λ ← λ + α(λ_d − λ)
/// </code>
/// The inner program is solved and differentiated on its active set. With δ = 0 and α = 1, Φ = 0 and one product is the exact adjoint of
/// the program; with another δ the fixed point and the gradient stay the same. The state is (x, λ of g, λ of the bounds), as in a
/// solution's primal and dual points; the parameters are those of the program.
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
        var inner = Inner(At(parameters), state, _shift);
        if (Solve(inner, state) is not { } solved)
        {
            next.Fill(double.NaN);
            return;
        }

        var n = _program.VariableCount;
        for (var j = 0; j < n; j++) next[j] = state[j] + (_damping * solved.X[j]);
        for (var k = n; k < next.Length; k++) next[k] = state[k] + (_damping * (solved.Y[k - n] - state[k]));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The active set of the inner program could not be certified.</exception>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var program = At(parameters);
        var inner = Inner(program, state, _shift);
        var solved = Solve(inner, state) ?? throw new ArgumentException("The active set of the inner quadratic program could not be certified at this state: the point is no solution, or the Hessian is not positive definite along the active rows (try a shift).", nameof(state));
        var hessian = _shift == 0 ? inner.P : Inner(program, state, 0).P;
        return new Derivative(program, state.ToArray(), inner, solved, new(hessian, inner.A, solved.Kkt, _damping), _cache);
    }

    private NonlinearProgram At(ReadOnlySpan<double> parameters) => parameters.SequenceEqual(_program.Parameters.AsSpan()) ? _program : _program.WithParameters(parameters);

    private RefinedPoint? Solve(QuadraticProgram inner, ReadOnlySpan<double> state)
    {
        var n = _program.VariableCount;
        return Refinement.Run(inner, new double[n], state[n..].ToArray(), _cache, CancellationToken.None).Point;
    }

    /// <summary>The quadratic program at a state; its rows are those of g, then the variables.</summary>
    private static QuadraticProgram Inner(NonlinearProgram program, ReadOnlySpan<double> state, double shift)
    {
        int n = program.VariableCount, m = program.ConstraintCount;
        var x = state[..n];
        double[] hessian = new double[program.HessianPattern!.Count], jacobian = new double[program.JacobianPattern.Count], gradient = new double[n], values = new double[m];
        program.LagrangianHessian(x, 1, state.Slice(n, m), hessian);
        program.Jacobian(x, jacobian);
        program.ObjectiveGradient(x, gradient);
        program.Constraints(x, values);
        var b = new CscMatrix(program.HessianPattern, hessian);
        if (shift > 0) b = CscMatrix.FromTriplets(n, n, b.Entries().Concat(Enumerable.Range(0, n).Select(j => (j, j, shift))));
        double[] lower = new double[m + n], upper = new double[m + n];
        for (var i = 0; i < m; i++) (lower[i], upper[i]) = (program.ConstraintLower[i] - values[i], program.ConstraintUpper[i] - values[i]);
        for (var j = 0; j < n; j++) (lower[m + j], upper[m + j]) = (program.VariableLower[j] - x[j], program.VariableUpper[j] - x[j]);
        return new(b, gradient, CscMatrix.Stack(new CscMatrix(program.JacobianPattern, jacobian), CscMatrix.Identity(n)), lower, upper);
    }

    private sealed class Derivative : StepLinearization
    {
        private readonly NonlinearProgram _program;
        private readonly double[] _state;
        private readonly SqpJacobian _jacobian;
        private readonly double[] _multipliers;

        public Derivative(NonlinearProgram program, double[] state, QuadraticProgram inner, RefinedPoint solved, SqpJacobian jacobian, SymbolicCache cache)
        {
            (_program, _state, _jacobian, _multipliers) = (program, state, jacobian, solved.Y);
            Kinks = PointDiagnosis.Of(new(inner, solved.X, solved.Y, solved.Kkt, cache), "sqp").WeaklyActive;
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
