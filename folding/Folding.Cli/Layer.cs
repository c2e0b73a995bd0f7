using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>A problem and a solver made differentiable, whatever the class of the problem.</summary>
internal abstract class Layer
{
    /// <summary>The solver's own answer.</summary>
    public abstract Solution Solve(SolveRequest? request, CancellationToken cancellation);

    /// <summary>Solves, refines on the active set, and records.</summary>
    public abstract ForwardPass Forward(SolveRequest? request, CancellationToken cancellation);

    /// <summary>Compares the gradient with central differences and with forward mode.</summary>
    public abstract GradientCheckResult Check(Seed seed, GradientCheckOptions options, CancellationToken cancellation);
}

/// <summary>What a forward pass found, and the backward pass that belongs to it.</summary>
/// <param name="Solution">The solution.</param>
/// <param name="Backward">The gradient of a loss with the given seed.</param>
internal sealed record ForwardPass(Solution Solution, Func<Seed, GradientBlocks> Backward);

/// <summary>A gradient in the blocks of the file format; l and u are in the order of y.</summary>
internal sealed record GradientBlocks(CscMatrix P, ImmutableArray<double> Q, CscMatrix A, ImmutableArray<double> Lower, ImmutableArray<double> Upper, GradientReport Report)
{
    /// <summary>True where the report claims the derivative itself, which a central difference and every other solver must then confirm.</summary>
    public bool IsUnique => Report is { Trust: TrustLevel.Exact, RankDeficient: false };

    /// <summary>The blocks by name.</summary>
    public IEnumerable<(string Name, ImmutableArray<double> Values, SparsityPattern? Pattern)> All =>
        [("q", Q, null), ("l", Lower, null), ("u", Upper, null), ("P", P.ValueArray, P.Pattern), ("A", A.ValueArray, A.Pattern)];
}

/// <summary>The part that both problem classes share.</summary>
internal abstract class Layer<TProblem, TData>(TProblem problem, ISolver<TProblem> solver, DifferentiableSolver<TProblem, TData> layer) : Layer
    where TProblem : class, IProblem
    where TData : class
{
    public override Solution Solve(SolveRequest? request, CancellationToken cancellation) => solver.Solve(problem, request, cancellation);

    public override ForwardPass Forward(SolveRequest? request, CancellationToken cancellation)
    {
        var tape = layer.Forward(problem, request, cancellation);
        return new(tape.Solution, seed =>
        {
            var (data, report) = tape.Vjp(seed);
            return Blocks(data, report);
        });
    }

    public override GradientCheckResult Check(Seed seed, GradientCheckOptions options, CancellationToken cancellation) =>
        GradientCheck.Run(layer, problem, seed, options, cancellation);

    protected abstract GradientBlocks Blocks(TData data, GradientReport report);
}

internal sealed class QuadraticLayer(QuadraticProgram problem, ISolver<QuadraticProgram> solver, GradientMethod method)
    : Layer<QuadraticProgram, QuadraticData>(problem, solver, DifferentiableSolver.ForQuadratic(solver, method))
{
    protected override GradientBlocks Blocks(QuadraticData data, GradientReport report) => new(data.P, data.Q, data.A, data.Lower, data.Upper, report);
}

internal sealed class LinearLayer(LinearProgram problem, ISolver<LinearProgram> solver, GradientMethod method)
    : Layer<LinearProgram, LinearData>(problem, solver, DifferentiableSolver.ForLinear(solver, method))
{
    protected override GradientBlocks Blocks(LinearData data, GradientReport report) => new(
        CscMatrix.Zero(data.Cost.Length, data.Cost.Length), data.Cost, data.A, [.. data.RowLower, .. data.ColumnLower], [.. data.RowUpper, .. data.ColumnUpper], report);
}
