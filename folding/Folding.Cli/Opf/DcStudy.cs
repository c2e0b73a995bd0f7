using System.Collections.Immutable;
using Folding.PowerSystems;
using Folding.Problems;

namespace Folding.Cli.Opf;

/// <summary>The DC formulation on any solver: a linear program where costs are linear, else a quadratic one.</summary>
internal sealed class DcStudy : OpfStudy
{
    private readonly DcOptimalPowerFlow _program;
    private readonly Layer _layer;
    private ForwardPass? _pass;

    public DcStudy(Network network, OpfRequest wish)
    {
        _program = new(network);
        Problem = _program.IsLinear ? _program.Linear : _program.ToQuadratic();
        _layer = SolverChoice.For(network.Name, Problem, wish.Solver, wish.Settings).On(Problem, wish.Method);
    }

    public override string Formulation => "dc";

    public override Network Network => _program.Network;

    public override IProblem Problem { get; }

    public override OpfParameters Layout => _program.Layout;

    public override ImmutableArray<double> Parameters => _program.Parameters;

    protected override Solution Solution => _pass!.Solution;

    public override Solution Solve(SolveRequest request, CancellationToken cancellation)
    {
        _pass = _layer.Forward(request, cancellation);
        return Solution;
    }

    public override OpfResult Read() => _program.Read(Solution);

    protected override OpfOutput Output(string name, Solution solution) => _program.Output(name, solution);

    protected override OpfOutput Emissions(ReadOnlySpan<double> factors, Solution solution) => _program.Emissions(factors, solution);

    protected override ImmutableArray<double> CostValues() => _program.CostGradient(Solution);

    protected override (ImmutableArray<double> Values, GradientReport Report) Backward(Seed seed)
    {
        var blocks = _pass!.Backward(seed);
        return (_program.ParameterGradient(Solution, blocks.Q.AsSpan(), blocks.Lower.AsSpan(), blocks.Upper.AsSpan()), blocks.Report);
    }
}
