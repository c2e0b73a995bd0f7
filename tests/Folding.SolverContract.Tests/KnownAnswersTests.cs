using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract.Tests;

/// <summary>The answers that the suite expects are right, by arithmetic that involves no solver.</summary>
public sealed class KnownAnswersTests
{
    private const double Exact = 1e-12;

    private static readonly ContractCase<QuadraticProgram>[] Quadratic = [.. QuadraticCases.All, QuadraticUpdates.Sample, .. QuadraticUpdates.All];
    private static readonly ContractCase<LinearProgram>[] Linear = [.. LinearCases.All, LinearUpdates.Sample, .. LinearUpdates.All];
    private static readonly ContractCase<NonlinearProgram>[] Nonlinear = [.. NonlinearCases.All, NonlinearUpdates.Sample, .. NonlinearUpdates.All];

    public static TheoryData<string> QuadraticNames => [.. Quadratic.Select(static c => c.Name)];

    public static TheoryData<string> LinearNames => [.. Linear.Select(static c => c.Name)];

    public static TheoryData<string> NonlinearNames => [.. Nonlinear.Select(static c => c.Name)];

    [Theory, MemberData(nameof(QuadraticNames))]
    public void Quadratic_answers_satisfy_the_conditions(string name)
    {
        var testCase = Quadratic.Single(c => c.Name == name);
        Satisfies(testCase, DenseView.Of(testCase.Problem));
    }

    [Theory, MemberData(nameof(LinearNames))]
    public void Linear_answers_satisfy_the_conditions(string name)
    {
        var testCase = Linear.Single(c => c.Name == name);
        Satisfies(testCase, DenseView.Of(testCase.Problem));
    }

    [Theory, MemberData(nameof(NonlinearNames))]
    public void Nonlinear_answers_satisfy_the_conditions(string name)
    {
        var testCase = Nonlinear.Single(c => c.Name == name);
        Satisfies(testCase, DenseView.Of(testCase.Problem));
    }

    [Fact]
    public void Names_of_cases_are_unique_within_a_problem_class()
    {
        Assert.Distinct(Quadratic.Select(static c => c.Name));
        Assert.Distinct([.. Linear.Select(static c => c.Name), .. IntegerCases.All.Select(static c => c.Name)]);
        Assert.Distinct(Nonlinear.Select(static c => c.Name));
    }

    [Fact]
    public void Updates_share_the_structure_of_their_sample()
    {
        Assert.All(QuadraticUpdates.All, static u => Assert.True(u.Problem.HasStructureOf(QuadraticUpdates.Sample.Problem), u.Name));
        Assert.All(LinearUpdates.All, static u => Assert.True(u.Problem.HasStructureOf(LinearUpdates.Sample.Problem), u.Name));
        Assert.All(NonlinearUpdates.All, static u => Assert.Equal(NonlinearUpdates.Sample.Problem.JacobianPattern, u.Problem.JacobianPattern));
        Assert.False(QuadraticUpdates.OtherStructure.HasStructureOf(QuadraticUpdates.Sample.Problem));
        Assert.False(LinearUpdates.OtherStructure.HasStructureOf(LinearUpdates.Sample.Problem));
    }

    /// <summary>Sufficient conditions for convex programs, necessary ones for nonlinear programs; proofs where there is no solution.</summary>
    private static void Satisfies<TProblem>(ContractCase<TProblem> testCase, DenseView view)
        where TProblem : class, IProblem
    {
        if (testCase.Termination == TerminationStatus.NonConvex || (view.Quadratic is null && !testCase.HasSolution)) return;
        if (testCase.Termination == TerminationStatus.Infeasible)
        {
            Assert.InRange(Certificates.InfeasibilityError(view, testCase.DualRay!), 0, Exact);
            return;
        }

        if (testCase.Termination == TerminationStatus.Unbounded)
        {
            Assert.InRange(Certificates.UnboundednessError(view, testCase.PrimalRay!), 0, Exact);
            return;
        }

        // An update without a stated answer is judged against a fresh solve.
        if (testCase.Name.StartsWith("update_", StringComparison.Ordinal) || testCase.Name.Contains("_become", StringComparison.Ordinal))
        {
            if (testCase.X is null) return;
        }

        double[] x = testCase.X ?? testCase.SomeX!, y = testCase.Y ?? testCase.SomeY!;
        var optimality = new Optimality(view, x, y);
        Assert.InRange(optimality.Primal, -1e300, Exact * optimality.PrimalScale);
        Assert.InRange(optimality.Dual!.Value, 0, Exact * optimality.DualScale);
        Assert.InRange(optimality.Complementarity!.Value, 0, Exact * Math.Max(optimality.PrimalScale, optimality.DualScale));
        Assert.InRange(optimality.Gap!.Value, 0, Exact * optimality.GapScale);
        Assert.InRange(Math.Abs(testCase.Objective!.Value - optimality.Objective), 0, Exact * Math.Max(1, Math.Abs(optimality.Objective)));
        Assert.Equal(testCase.Objective!.Value, testCase.Problem.ObjectiveAt(x), Exact * optimality.GapScale);
    }
}
