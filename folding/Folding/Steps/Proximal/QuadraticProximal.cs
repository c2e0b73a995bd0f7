using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// g(x) = ½ x'Hx + c'x with H positive semidefinite: <c>x = (I + αH)⁻¹(v − αc)</c>, D = (I + αH)⁻¹, ∂x/∂c = −αD. The parameters are c.
/// One factorization per stepsize, made when the proximal map is.
/// </summary>
public sealed class QuadraticProximal : Proximal
{
    private readonly LdlFactor _factor;
    private readonly double _stepsize;

    /// <summary>A quadratic function.</summary>
    /// <param name="hessian">The upper triangle of H.</param>
    /// <param name="stepsize">The α it will be asked for.</param>
    /// <exception cref="ArgumentException">H is not the upper triangle of a square matrix, or I + αH is not positive definite.</exception>
    public QuadraticProximal(CscMatrix hessian, double stepsize = 1)
        : base((hessian ?? throw new ArgumentNullException(nameof(hessian))).Columns, hessian.Columns)
    {
        _stepsize = Positive(stepsize, "stepsize");
        if (!hessian.Pattern.IsUpperTriangular) throw new ArgumentException($"H must be the upper triangle of a square matrix; got {hessian}.", nameof(hessian));
        var matrix = CscMatrix.FromTriplets(Size, Size, hessian.Entries().Select(e => (e.Row, e.Column, stepsize * e.Value)).Concat(Enumerable.Range(0, Size).Select(static j => (j, j, 1.0))));
        _factor = new(LdlSymbolic.Analyze(matrix.Pattern));
        if (_factor.Factor(matrix.Values) != LdlOutcome.Factored || _factor.Inertia.Positive < Size)
            throw new ArgumentException("I + αH is not positive definite: H has a negative curvature.", nameof(hessian));
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters, Span<double> x)
    {
        Require(stepsize);
        for (var j = 0; j < Size; j++) x[j] = v[j] - (stepsize * parameters[j]);
        Solve(x);
    }

    /// <inheritdoc/>
    public override ProximalDerivative At(ReadOnlySpan<double> v, double stepsize, ReadOnlySpan<double> parameters)
    {
        Require(stepsize);
        return new Derivative(this);
    }

    private void Require(double stepsize)
    {
        if (!stepsize.Equals(_stepsize)) throw new ArgumentException($"This quadratic was factored for the stepsize {_stepsize}, and {stepsize} is asked for.", nameof(stepsize));
    }

    private void Solve(Span<double> rightHandSide)
    {
        using var workspace = Rented.Doubles(_factor.WorkspaceLength);
        _factor.Solve(rightHandSide, workspace.Span);
    }

    private sealed class Derivative(QuadraticProximal quadratic) : ProximalDerivative
    {
        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            v.CopyTo(result);
            quadratic.Solve(result);
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            Multiply(direction, result);
            foreach (ref var entry in result) entry *= -quadratic._stepsize;
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> w, Span<double> gradient) => MultiplyParameters(w, gradient);
    }
}
