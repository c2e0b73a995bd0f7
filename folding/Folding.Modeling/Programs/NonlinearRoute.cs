using Folding.Problems;

namespace Folding.Modeling;

/// <summary>Nonlinear programs: the solution, and the gradient of the optimal value by the envelope theorem.</summary>
internal sealed class NonlinearRoute(ISolver<NonlinearProgram> solver, GradientMethod method) : ProgramRoute
{
    public override ProgramTape Forward(IProblem program, double[] p, SolveRequest? request, CancellationToken cancellation)
    {
        var nonlinear = (NonlinearProgram)program;
        return new SolvedTape(nonlinear, solver.Solve(nonlinear, request, cancellation), method);
    }

    private sealed class SolvedTape(NonlinearProgram program, Solution solution, GradientMethod method) : ProgramTape
    {
        public override Solution Solution => solution;

        public override Gradient<double[]> Vjp(Seed seed) => new(new double[program.Parameters.Length], None());

        public override Tangent Jvp(double[] direction) => new([.. new double[program.VariableCount]], [.. new double[program.DualCount]], None());

        /// <summary>∂/∂p of f + λ'g − gU'λ⁺ + gL'λ⁻ − xU'z⁺ + xL'z⁻ at the solution.</summary>
        public override Gradient<double[]> ValueGradient()
        {
            var gradient = new double[program.Parameters.Length];
            if (!solution.IsSolved || solution.Dual.Length != program.DualCount)
                return new(gradient, new GradientReport { Method = "envelope", Trust = TrustLevel.None, Notes = [$"the forward solve ended as {solution.Termination.ToWord()}"] });
            var dual = solution.Dual.AsSpan();
            double[] lower = [.. solution.Dual.Select(static y => Math.Max(-y, 0))], upper = [.. solution.Dual.Select(static y => -Math.Max(y, 0))];
            var m = program.ConstraintCount;
            var weights = new ParameterWeights
            {
                Objective = 1,
                Constraints = dual[..m],
                ConstraintLower = lower.AsSpan(0, m),
                ConstraintUpper = upper.AsSpan(0, m),
                VariableLower = lower.AsSpan(m),
                VariableUpper = upper.AsSpan(m),
            };
            program.ParameterGradient(solution.Primal.AsSpan(), dual[..m], weights, gradient);
            return new(gradient, new GradientReport { Method = "envelope", Trust = TrustLevel.Approximate, Residual = solution.Residuals?.WorstRelative });
        }

        private GradientReport None() => new() { Method = method.Name, Trust = TrustLevel.None, Notes = ["nonlinear"] };
    }
}
