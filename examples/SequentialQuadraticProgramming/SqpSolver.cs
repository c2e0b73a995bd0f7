using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>
/// The method as a solver like any other: what can be solved with Ipopt can be solved, and differentiated, with this.
/// </summary>
/// <param name="quadratic">Solver of the quadratic programs.</param>
/// <param name="hessian">Makes the model of the Hessian that a solve starts with.</param>
internal sealed class SqpSolver(ISolver<QuadraticProgram> quadratic, Func<HessianModel> hessian) : ISolver<NonlinearProgram>
{
    public SolverIdentity Identity => new($"SQP with {quadratic.Identity.Name}", "1");

    public SolverCapabilities Capabilities => SolverCapabilities.Duals | SolverCapabilities.WarmStart;

    /// <summary>Told of every iterate.</summary>
    public Action<SqpIteration>? Trace { get; init; }

    public ISolverSession<NonlinearProgram> Open(NonlinearProgram problem) => new Session(this, problem);

    private sealed class Session(SqpSolver solver, NonlinearProgram problem) : SolverSession<NonlinearProgram>(problem)
    {
        protected override void UpdateNative(NonlinearProgram current, NonlinearProgram next)
        {
        }

        protected override void ReleaseNative()
        {
        }

        protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
        {
            var method = new SequentialQuadraticMethod(solver.Quadratic, solver.NewHessian()) { Trace = solver.Trace };
            double[] start = request.WarmStart is { Primal.IsDefaultOrEmpty: false } warm ? [.. warm.Primal] : [.. Problem.Start];
            double[] multipliers = request.WarmStart is { Dual.IsDefaultOrEmpty: false } known ? [.. known.Dual] : new double[Problem.DualCount];
            var (point, status, iterations) = method.Run(Problem, start, multipliers, cancellation);
            var quality = status.IsSolved() ? PointStatus.Feasible : PointStatus.Infeasible;
            return new()
            {
                Termination = status,
                PrimalStatus = quality,
                DualStatus = quality,
                Solver = solver.Identity,
                Native = new((int)status, status.ToWord()),
                Primal = [.. point.X],
                Dual = [.. point.Y],
                WarmStart = new() { Primal = [.. point.X], Dual = [.. point.Y] },
                Statistics = new() { Iterations = iterations },
            };
        }
    }

    private ISolver<QuadraticProgram> Quadratic => quadratic;

    private HessianModel NewHessian() => hessian();
}
