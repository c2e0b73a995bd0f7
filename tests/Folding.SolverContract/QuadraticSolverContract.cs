using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract;

/// <summary>What every solver of quadratic programs promises.</summary>
public abstract class QuadraticSolverContract : SolverContract<QuadraticProgram>
{
    /// <summary>Names of the cases, for the theory.</summary>
    public static TheoryData<string> CaseNames => [.. QuadraticCases.All.Select(static c => c.Name)];

    /// <summary>Names of the updates, for the theory.</summary>
    public static TheoryData<string> UpdateNames => [.. QuadraticUpdates.All.Select(static u => u.Name)];

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<QuadraticProgram>> Cases => QuadraticCases.All;

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<QuadraticProgram>> Updates => QuadraticUpdates.All;

    /// <inheritdoc/>
    protected override ContractCase<QuadraticProgram> Sample => QuadraticUpdates.Sample;

    /// <inheritdoc/>
    protected override QuadraticProgram OtherStructure => QuadraticUpdates.OtherStructure;

    /// <inheritdoc/>
    protected override DenseView View(QuadraticProgram problem) => DenseView.Of(problem);

    /// <inheritdoc/>
    protected override double InfeasibilityError(QuadraticProgram problem, double[] dualRay) => CertificateCheck.Infeasibility(problem, dualRay);

    /// <inheritdoc/>
    protected override double UnboundednessError(QuadraticProgram problem, double[] primalRay) => CertificateCheck.Unboundedness(problem, primalRay);

    [Theory, MemberData(nameof(CaseNames))]
    public void Case(string name) => CheckCase(name);

    [Theory, MemberData(nameof(UpdateNames))]
    public void Update_equals_a_fresh_solve(string name) => CheckUpdate(name);
}
