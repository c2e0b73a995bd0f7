using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract;

/// <summary>What every solver of linear programs promises, and of mixed-integer ones where it claims integrality.</summary>
public abstract class LinearSolverContract : SolverContract<LinearProgram>
{
    private static readonly ContractCase<LinearProgram>[] AllCases = [.. LinearCases.All, .. IntegerCases.All];

    /// <summary>Names of the cases without integers, for the theory.</summary>
    public static TheoryData<string> LinearNames => [.. LinearCases.All.Select(static c => c.Name)];

    /// <summary>Names of the cases with integers, for the theory.</summary>
    public static TheoryData<string> IntegerNames => [.. IntegerCases.All.Select(static c => c.Name)];

    /// <summary>Names of the updates, for the theory.</summary>
    public static TheoryData<string> UpdateNames => [.. LinearUpdates.All.Select(static u => u.Name)];

    /// <summary>A market split where the solver handles integers: hours of branch and bound.</summary>
    protected override LinearProgram? LongProblem => Can(SolverCapabilities.Integrality) ? IntegerCases.MarketSplit : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<LinearProgram>> Cases => AllCases;

    /// <inheritdoc/>
    protected override IReadOnlyList<ContractCase<LinearProgram>> Updates => LinearUpdates.All;

    /// <inheritdoc/>
    protected override ContractCase<LinearProgram> Sample => LinearUpdates.Sample;

    /// <inheritdoc/>
    protected override LinearProgram OtherStructure => LinearUpdates.OtherStructure;

    /// <inheritdoc/>
    protected override DenseView View(LinearProgram problem) => DenseView.Of(problem);

    /// <inheritdoc/>
    protected override bool HasMultipliers(LinearProgram problem) => base.HasMultipliers(problem) && !problem.HasIntegers;

    /// <inheritdoc/>
    protected override bool HasCertificate(LinearProgram problem) => !problem.HasIntegers;

    /// <inheritdoc/>
    protected override double InfeasibilityError(LinearProgram problem, double[] dualRay) => CertificateCheck.Infeasibility(problem, dualRay);

    /// <inheritdoc/>
    protected override double UnboundednessError(LinearProgram problem, double[] primalRay) => CertificateCheck.Unboundedness(problem, primalRay);

    [Theory, MemberData(nameof(LinearNames))]
    public void Linear(string name) => CheckCase(name);

    [Theory, MemberData(nameof(IntegerNames))]
    public void Integer(string name)
    {
        Require(name);
        if (Can(SolverCapabilities.Integrality)) CheckCase(name);
        else Assert.ThrowsAny<ArgumentException>(() => Solver.Open(IntegerCases.All.Single(c => c.Name == name).Problem));
    }

    [Theory, MemberData(nameof(UpdateNames))]
    public void Update_equals_a_fresh_solve(string name) => CheckUpdate(name);

    [Fact]
    public void A_change_of_integrality_is_a_change_of_structure()
    {
        Require();
        Assert.SkipUnless(Can(SolverCapabilities.Integrality), "the solver claims no integrality");
        var knapsack = IntegerCases.All.Single(static c => c.Name == "knapsack").Problem;
        using var session = Solver.Open(knapsack);
        Assert.ThrowsAny<ArgumentException>(() => session.Update(knapsack.WithoutIntegrality()));
    }

    [Fact]
    public void A_session_of_an_integer_program_follows_its_costs()
    {
        Require();
        Assert.SkipUnless(Can(SolverCapabilities.Integrality), "the solver claims no integrality");
        var knapsack = IntegerCases.All.Single(static c => c.Name == "knapsack");
        using var session = Solver.Open(knapsack.Problem);
        Assert.Equal(-21, session.Solve().Objective!.Value, Tolerance);
        // 5 + 7 fills less than 14 and is worth 30 now.
        session.Update(knapsack.Problem.WithCost([-19, -11, -6, -4]));
        Assert.Equal(-30, session.Solve().Objective!.Value, Tolerance);
        session.Update(knapsack.Problem);
        Judge(knapsack);
        Assert.Equal(-21, session.Solve().Objective!.Value, Tolerance);
    }
}
