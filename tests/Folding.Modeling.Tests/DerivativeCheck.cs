using Folding.Problems;

namespace Folding.Modeling.Tests;

/// <summary>Holds a program's derivatives to central differences of one order less, extrapolated once.</summary>
internal static class DerivativeCheck
{
    private const double Tolerance = 1e-8;

    public static void Run(NonlinearProgram program, double[] x, int seed = 5)
    {
        int n = program.VariableCount, m = program.ConstraintCount;
        var random = new Random(seed);
        var multipliers = Enumerable.Range(0, m).Select(_ => random.NextDouble() - 0.5).ToArray();

        var gradient = new double[n];
        program.ObjectiveGradient(x, gradient);
        var jacobian = new double[program.JacobianPattern.Count];
        program.Jacobian(x, jacobian);
        var dense = CscMatrix.Adopt(program.JacobianPattern, jacobian).ToDense();
        var hessian = new double[program.HessianPattern!.Count];
        program.LagrangianHessian(x, 0.7, multipliers, hessian);
        var upper = CscMatrix.Adopt(program.HessianPattern, hessian).ToDense();

        for (var j = 0; j < n; j++)
        {
            Close([gradient[j]], Difference(x, j, at => [program.ObjectiveAt(at)]), $"gradient {j}");
            Close([.. Enumerable.Range(0, m).Select(i => dense[i, j])], Difference(x, j, Constraints), $"Jacobian column {j}");
            Close([.. Enumerable.Range(0, n).Select(i => i <= j ? upper[i, j] : upper[j, i])], Difference(x, j, LagrangianGradient), $"Hessian column {j}");
        }

        double[] Constraints(double[] at)
        {
            var values = new double[m];
            program.Constraints(at, values);
            return values;
        }

        double[] LagrangianGradient(double[] at)
        {
            var values = new double[program.JacobianPattern.Count];
            program.Jacobian(at, values);
            var result = new double[n];
            program.ObjectiveGradient(at, result);
            for (var k = 0; k < n; k++) result[k] *= 0.7;
            CscMatrix.Adopt(program.JacobianPattern, values).AddTransposedMultiply(multipliers, result);
            return result;
        }
    }

    /// <summary>Fourth order: (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, and the size of what was subtracted.</summary>
    public static (double[] Slope, double Noise) Difference(double[] x, int j, Func<double[], double[]> function)
    {
        var h = 2e-4 * Math.Max(1, Math.Abs(x[j]));
        double[] At(double step)
        {
            var moved = (double[])x.Clone();
            moved[j] += step;
            return function(moved);
        }

        double[] near = At(h), back = At(-h), far = At(2 * h), farBack = At(-2 * h);
        var size = near.Concat(far).Concat(back).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return ([.. near.Select((value, k) => ((8 * (value - back[k])) - (far[k] - farBack[k])) / (12 * h))], 1e-15 * size / h);
    }

    /// <summary>Equal to 1e-8, beyond what rounding makes of a difference of such sizes.</summary>
    public static void Close(double[] exact, (double[] Slope, double Noise) difference, string what)
    {
        Assert.Equal(exact.Length, difference.Slope.Length);
        var scale = Math.Max(1, exact.Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (var k = 0; k < exact.Length; k++)
        {
            Assert.True(
                Math.Abs(exact[k] - difference.Slope[k]) <= (Tolerance * scale) + (10 * difference.Noise),
                $"{what}, entry {k}: {exact[k]:R} against {difference.Slope[k]:R}");
        }
    }
}
