using Folding.Problems;

namespace Folding;

/// <summary>Adds up what each iteration contributes to the gradients of P, q and A, on their patterns.</summary>
internal sealed class GradientSum(QuadraticProgram problem)
{
    private readonly double[] _p = new double[problem.P.Pattern.Count];
    private readonly double[] _q = new double[problem.VariableCount];
    private readonly double[] _dq = new double[problem.VariableCount];
    private readonly double[] _a = new double[problem.A.Pattern.Count];

    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> a, ReadOnlySpan<double> e)
    {
        for (var j = 0; j < _q.Length; j++)
        {
            _dq[j] = -a[j];
            _q[j] += _dq[j];
        }

        AdjointProducts.AddP(problem.P.Pattern, x, _dq, _p);
        AdjointProducts.AddA(problem.A.Pattern, x, y, _dq, e, _a);
    }

    public QuadraticData Total(double[] lower, double[] upper) => new(
        CscMatrix.Adopt(problem.P.Pattern, _p), QuadraticData.Frozen(_q), CscMatrix.Adopt(problem.A.Pattern, _a), QuadraticData.Frozen(lower), QuadraticData.Frozen(upper));
}
