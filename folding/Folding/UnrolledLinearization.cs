using Folding.Problems;

namespace Folding;

/// <summary>
/// Reverse and forward mode through recorded steps; the state the first one starts from is a constant, and (x, y) are read off at the
/// end.
/// </summary>
internal sealed class UnrolledLinearization(QuadraticProgram problem, QuadraticStepLinearization[] steps, QuadraticStepLinearization end, GradientReport report) : Linearization<QuadraticData>
{
    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (gx.IsEmpty) gx = new double[problem.VariableCount];
        if (gy.IsEmpty) gy = new double[problem.ConstraintCount];
        double[] noX = new double[problem.VariableCount], noY = new double[problem.ConstraintCount];
        double[] v = new double[end.StateCount], before = new double[v.Length];
        var sum = new QuadraticSum(problem);
        sum.Add(end.PullBack(v, gx, gy));
        end.Embed(gx, gy, v);
        for (var k = steps.Length - 1; k >= 0; k--)
        {
            sum.Add(steps[k].PullBack(v, noX, noY));
            steps[k].MultiplyTransposed(v, before);
            (v, before) = (before, v);
        }

        return new(sum.ToData(), report);
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        double[] u = new double[steps[0].StateCount], next = new double[u.Length], pushed = new double[u.Length];
        foreach (var step in steps)
        {
            step.Multiply(u, next);
            step.PushForward(direction, pushed);
            for (var k = 0; k < u.Length; k++) u[k] = next[k] + pushed[k];
        }

        var (dx, dy) = end.Extract(u, direction);
        return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), report);
    }

    private sealed class QuadraticSum(QuadraticProgram problem)
    {
        private readonly double[] _p = new double[problem.P.Pattern.Count];
        private readonly double[] _q = new double[problem.VariableCount];
        private readonly double[] _a = new double[problem.A.Pattern.Count];
        private readonly double[] _lower = new double[problem.ConstraintCount];
        private readonly double[] _upper = new double[problem.ConstraintCount];

        public void Add(QuadraticData data)
        {
            Add(_p, data.P.Values);
            Add(_q, data.Q.AsSpan());
            Add(_a, data.A.Values);
            Add(_lower, data.Lower.AsSpan());
            Add(_upper, data.Upper.AsSpan());
        }

        public QuadraticData ToData() => new(
            CscMatrix.Adopt(problem.P.Pattern, _p), QuadraticData.Frozen(_q), CscMatrix.Adopt(problem.A.Pattern, _a), QuadraticData.Frozen(_lower), QuadraticData.Frozen(_upper));

        private static void Add(double[] sum, ReadOnlySpan<double> term)
        {
            for (var k = 0; k < sum.Length; k++) sum[k] += term[k];
        }
    }
}
