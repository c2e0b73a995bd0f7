using System.Collections.Immutable;
using Folding.Ipopt;
using Folding.PowerSystems;
using Folding.Problems;

namespace Folding.Cli.Opf;

/// <summary>The AC formulation on Ipopt.</summary>
internal sealed class AcStudy : OpfStudy
{
    private readonly AcOptimalPowerFlow _program;
    private readonly DifferentiableSolver<NonlinearProgram, NonlinearData> _layer;
    private Tape<NonlinearProgram, NonlinearData>? _tape;

    public AcStudy(Network network, OpfRequest wish)
    {
        if (wish.Solver is not (null or "ipopt")) throw new InputException($"--solver {wish.Solver}: the ac formulation is a nonlinear program: use --solver ipopt, or --formulation dc.");
        _program = new(network);
        _layer = DifferentiableSolver.ForNonlinear(new SolverChoice("ipopt", wish.Settings).Ipopt(IpoptOptions.ForNetworks), wish.Method, refine: wish.Outputs.Count > 0);
    }

    public override string Formulation => "ac";

    public override Network Network => _program.Network;

    public override IProblem Problem => _program;

    public override OpfParameters Layout => _program.Layout;

    public override ImmutableArray<double> Parameters => _program.Parameters;

    protected override Solution Solution => _tape!.Solution;

    public override Solution Solve(SolveRequest request, CancellationToken cancellation)
    {
        _tape = _layer.Forward(_program, request, cancellation);
        return Solution;
    }

    public override OpfResult Read() => _program.Read(Solution);

    protected override OpfOutput Output(string name, Solution solution) => _program.Output(name, solution);

    protected override OpfOutput Emissions(ReadOnlySpan<double> factors, Solution solution) => _program.Emissions(factors, solution);

    protected override ImmutableArray<double> CostValues() => _program.CostGradient(Solution);

    protected override (ImmutableArray<double> Values, GradientReport Report) Backward(Seed seed)
    {
        var (data, report) = _tape!.Vjp(seed);
        return (data.Parameters, report);
    }
}
