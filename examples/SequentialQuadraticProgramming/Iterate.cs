using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>A primal-dual point with everything first-order that the method needs of it.</summary>
internal sealed class Iterate
{
    public Iterate(NonlinearProgram program, double[] x, double[] y)
    {
        (X, Y) = (x, y);
        Objective = program.ObjectiveAt(x);
        program.ObjectiveGradient(x, Gradient = new double[x.Length]);
        program.Constraints(x, Constraints = new double[program.ConstraintCount]);
        var jacobian = new double[program.JacobianPattern.Count];
        program.Jacobian(x, jacobian);
        Jacobian = CscMatrix.Adopt(program.JacobianPattern, jacobian);
        Residuals = program.ResidualsAt(x, y);
        for (var i = 0; i < Constraints.Length; i++)
            Violation += Math.Max(0, program.ConstraintLower[i] - Constraints[i]) + Math.Max(0, Constraints[i] - program.ConstraintUpper[i]);
    }

    /// <summary>Within the bounds of the variables, always.</summary>
    public double[] X { get; }

    /// <summary>Multipliers: λ of the constraints, then those of the variables' bounds.</summary>
    public double[] Y { get; }

    public double Objective { get; }

    public double[] Gradient { get; }

    public double[] Constraints { get; }

    public CscMatrix Jacobian { get; }

    public KktResiduals Residuals { get; }

    /// <summary>Sum of the violations of the constraints.</summary>
    public double Violation { get; }

    /// <summary>∇f + J'λ for multipliers of one's choice.</summary>
    public double[] LagrangianGradient(ReadOnlySpan<double> multipliers)
    {
        var gradient = (double[])Gradient.Clone();
        Jacobian.AddTransposedMultiply(multipliers, gradient);
        return gradient;
    }
}
