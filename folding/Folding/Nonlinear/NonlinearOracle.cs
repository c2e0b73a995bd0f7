using Folding.Problems;

namespace Folding;

/// <summary>
/// A nonlinear program around its solution z* = (x*, y*), to be solved again as
/// <code>min f(x) + t g_x'x + ρ/2 |x − x*|²   s.t.   gL ≤ g(x) + t g_λ ≤ gU,   xL ≤ x + t g_z ≤ xU</code>
/// Where z* is certified, Newton's method goes from there to the perturbed solution, and where that keeps the active set the solver is not asked;
/// else the solver starts from z*, and its answer is refined as that of the forward pass was. An answer on another local branch is none.
/// </summary>
internal sealed class NonlinearOracle : PerturbedOracle<NonlinearData>
{
    /// <summary>Relative accuracy of a refined solution, and of what solvers return.</summary>
    private const double Refined = 1e-14, AsSolved = 1e-8;

    private readonly NonlinearSpace _space;
    private readonly NonlinearPoint _point;
    private readonly NonlinearProgram _problem;
    private readonly Lock _gate;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double _rho;
    private readonly SolveRequest _request;
    private readonly bool _refine;
    private readonly QuadraticPoint? _certified;
    private readonly SparsityPattern? _hessian;
    private readonly int[] _slots = [];
    private readonly LocalBranch _branch;

    /// <param name="space">The program's space.</param>
    /// <param name="point">The program and its solution.</param>
    /// <param name="gate">Held while the program is evaluated.</param>
    /// <param name="method">LPGD's settings.</param>
    public NonlinearOracle(NonlinearSpace space, NonlinearPoint point, Lock gate, Lpgd method)
    {
        (_space, _point, _problem, _gate, _rho) = (space, point, point.Problem, gate, method.Augmentation);
        var solution = point.Solved.Solution;
        (_x, _y) = ([.. solution.Primal], [.. solution.Dual]);
        _request = new() { WarmStart = new() { Primal = solution.Primal, Dual = solution.Dual }, TimeLimit = method.TimeLimit };
        _refine = solution.Statistics.Refinement != RefinementOutcome.NotRun;
        _certified = _refine && point.ToQuadratic() is { Certified: not null } certified ? certified : null;
        _hessian = _problem.HessianPattern;
        if (_rho > 0 && _hessian is not null) (_hessian, _slots) = LocalModel.WithDiagonal(_hessian);
        _branch = new(Gated(_problem), _x, _y);
        CostNorm = SizeOfCost();
    }

    public override Displacement Here => Displacement.None(_x.Length, _y.Length);

    public override double CostNorm { get; }

    public override bool IsLinear => false;

    public override double? Accuracy => _certified is null ? AsSolved : Refined;

    public override Displacement Perturb(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var tilt = gx.IsEmpty ? new double[_x.Length] : Vectors.Sum(new double[_x.Length], t, gx);
        NonlinearProgram perturbed = new TiltedProgram(_problem, _gate, tilt, _rho, _x, _hessian, _slots);
        if (!gy.IsEmpty)
        {
            double[] shift = Vectors.Sum(new double[gy.Length], -t, gy), rows = shift[.._problem.ConstraintCount], variables = shift[_problem.ConstraintCount..];
            perturbed = new ShiftedProgram(perturbed, rows, rows, variables, variables);
        }

        return To(perturbed);
    }

    public override Displacement? Move(NonlinearData direction, double step) =>
        _space.Move(_problem, direction, step) is { } moved ? To(Gated(moved)) : null;

    public override double ScaleOf(NonlinearData direction) => DirectionScale.Smallest(
        (_problem.Parameters, direction.Parameters), (_problem.ConstraintLower, direction.ConstraintLower), (_problem.ConstraintUpper, direction.ConstraintUpper),
        (_problem.VariableLower, direction.VariableLower), (_problem.VariableUpper, direction.VariableUpper));

    /// <summary>∂L by the data is what the envelope theorem says of the optimal value, at any (x, y).</summary>
    public override NonlinearData Difference(Displacement a, Displacement b, double span)
    {
        return NonlinearData.Quotient(PartialsAt(a), PartialsAt(b), span);

        NonlinearData PartialsAt(Displacement end) => _space.ValueGradient(_problem, Vectors.Sum(_x, 1, end.X), Vectors.Sum(_y, 1, end.Y));
    }

    /// <summary>To first order, by the local model.</summary>
    public override double? Breakpoint(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, bool plus, bool minus) =>
        _certified is null ? null : LinearPiece.Reach(_certified, gx, gy, plus, minus);

    private Displacement To(NonlinearProgram program)
    {
        if (_certified is { Certified: { } here } && NonlinearRefinement.From(program, new(program, new()), _x, _y, _point.Solved.Cache, CancellationToken.None).Point is { } near && near.Kkt.Activity.AsSpan().SequenceEqual(here.Activity))
            return new(TerminationStatus.LocallyOptimal, Vectors.Sum(near.X, -1, _x), Vectors.Sum(near.Y, -1, _y), IsSamePiece: true);

        var solution = _point.Solved.Sessions.Solve(program, _request, CancellationToken.None);
        if (!solution.IsSolved || solution.Primal.IsDefaultOrEmpty || solution.Dual.IsDefaultOrEmpty) return Displacement.Failed(solution);
        double[] x = [.. solution.Primal], y = [.. solution.Dual];
        if (_refine && Refine(program, x, y) is { } refined) (x, y) = (refined.X, refined.Y);
        return new(solution.Termination, Vectors.Sum(x, -1, _x), Vectors.Sum(y, -1, _y), Iterations: solution.Statistics.Iterations, IsSolvedAgain: true)
        {
            IsOtherBranch = !_branch.LeadsTo(program, x, y),
        };
    }

    private RefinedPoint? Refine(NonlinearProgram program, double[] x, double[] y) =>
        NonlinearRefinement.Run(program, new(program, new()), x, y, _point.Solved.Cache, CancellationToken.None).Point;

    private TiltedProgram Gated(NonlinearProgram program) => new(program, _gate, new double[_x.Length], 0, _x, program.HessianPattern, []);

    /// <summary>
    /// The larger of |∇f| and, where there is a Hessian, the local model's |∇f − Wx|: without constraints ∇f is zero at the solution, and what is left of
    /// it is noise.
    /// </summary>
    private double SizeOfCost()
    {
        var gradient = new double[_x.Length];
        lock (_gate) _problem.ObjectiveGradient(_x, gradient);
        var model = _certified?.Problem ?? _point.Model?.At(_x, _y);
        var size = Math.Max(Vectors.Norm(gradient), model is null ? 0 : Vectors.Norm(model.Q.AsSpan()));
        return size > 100 * Accuracy ? size : 0;
    }
}
