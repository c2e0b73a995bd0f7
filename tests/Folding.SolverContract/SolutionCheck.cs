using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.SolverContract;

/// <summary>Checks everything that a <see cref="Solution"/> says about a problem whose answer is known.</summary>
public static class SolutionCheck
{
    /// <summary>Statuses, numbers, point, residuals and certificates.</summary>
    public static void Run<TProblem>(SolutionRules<TProblem> rules, ContractCase<TProblem> testCase, Solution solution)
        where TProblem : class, IProblem
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(testCase);
        ArgumentNullException.ThrowIfNull(solution);
        IsWellFormed(testCase.Problem, solution);
        var judged = testCase.HasSolution || (rules.Capabilities & SolverCapabilities.DetectsInfeasibility) != 0 || testCase.Termination == TerminationStatus.NonConvex;
        if (judged)
        {
            Assert.True(rules.Agrees(testCase.Termination, solution.Termination),
                $"{testCase}: ended {solution.Termination} ({solution.Native.Text}); expected {testCase.Termination}.");
        }

        if (testCase.HasSolution) IsSolved(rules, testCase, solution);
        else IsNotSolved(rules, testCase, solution);
    }

    /// <summary>What holds for every solution of every solver: lengths, no NaN, statuses that fit what is there, a native text.</summary>
    public static void IsWellFormed(IProblem problem, Solution solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);
        Assert.False(string.IsNullOrWhiteSpace(solution.Native.Text), "Native.Text is empty.");
        Assert.False(string.IsNullOrWhiteSpace(solution.Solver.Name), "Solver.Name is empty.");
        Assert.False(string.IsNullOrWhiteSpace(solution.Solver.Version), "Solver.Version is empty.");
        int n = problem.VariableCount, m = problem.DualCount;
        HasLengthOrIsEmpty(solution.Primal, n, "Primal");
        HasLengthOrIsEmpty(solution.Dual, m, "Dual");
        HasLengthOrIsEmpty(solution.PrimalRay, n, "PrimalRay");
        HasLengthOrIsEmpty(solution.DualRay, m, "DualRay");
        if (solution.WarmStart is { } warm)
        {
            HasLengthOrIsEmpty(warm.Primal, n, "WarmStart.Primal");
            HasLengthOrIsEmpty(warm.Dual, m, "WarmStart.Dual");
        }

        Assert.False(solution.Objective is { } f && !double.IsFinite(f), $"Objective is {solution.Objective}.");
        Assert.False(solution.Residuals is { } r && double.IsNaN(r.Primal + (r.Dual ?? 0) + (r.Gap ?? 0) + r.RelativePrimal + (r.RelativeDual ?? 0) + (r.RelativeGap ?? 0)), $"Residuals are {solution.Residuals}.");
        Assert.False(double.IsNaN(solution.Statistics.RelativeGap ?? 0), "Statistics.RelativeGap is NaN.");
        Assert.True(solution.Statistics.Iterations >= 0 && solution.Statistics.Nodes >= 0, "Statistics count below zero.");
        var times = solution.Statistics;
        Assert.All([times.SetupTime, times.UpdateTime, times.SolveTime, times.CopyTime], static time => Assert.True(time >= TimeSpan.Zero, "A time is negative."));

        var pointStatuses = new[] { PointStatus.Feasible, PointStatus.NearlyFeasible, PointStatus.Infeasible };
        if (n > 0) Assert.True(pointStatuses.Contains(solution.PrimalStatus) == !solution.Primal.IsEmpty, $"PrimalStatus is {solution.PrimalStatus}, but Primal has length {solution.Primal.Length}.");
        if (m > 0) Assert.True(pointStatuses.Contains(solution.DualStatus) == !solution.Dual.IsEmpty, $"DualStatus is {solution.DualStatus}, but Dual has length {solution.Dual.Length}.");
        Assert.True((solution.PrimalStatus == PointStatus.Certificate) == !solution.PrimalRay.IsEmpty, $"PrimalStatus is {solution.PrimalStatus}, but PrimalRay has length {solution.PrimalRay.Length}.");
        if (m > 0) Assert.True((solution.DualStatus == PointStatus.Certificate) == !solution.DualRay.IsEmpty, $"DualStatus is {solution.DualStatus}, but DualRay has length {solution.DualRay.Length}.");
    }

    private static void IsSolved<TProblem>(SolutionRules<TProblem> rules, ContractCase<TProblem> testCase, Solution solution)
        where TProblem : class, IProblem
    {
        var hasMultipliers = rules.HasMultipliers(testCase.Problem);
        HasStatus($"{testCase}: PrimalStatus", PointStatus.Feasible, solution.PrimalStatus);
        HasStatus($"{testCase}: DualStatus", hasMultipliers ? PointStatus.Feasible : PointStatus.None, solution.DualStatus);
        double[] x = [.. solution.Primal];
        double[]? y = hasMultipliers ? [.. solution.Dual] : null;
        Assert.True(y is not null || solution.Dual.IsEmpty, "There are multipliers, but the solver claims to have none.");

        if (testCase.X is { } expectedX) AreClose($"{testCase}: x", expectedX, x, rules.Tolerance * testCase.XScale);
        if (testCase.Y is { } expectedY && y is not null) AreClose($"{testCase}: y", expectedY, y, rules.Tolerance * testCase.YScale);
        var optimality = new Optimality(rules.View(testCase.Problem), x, y);
        var objective = testCase.Objective ?? optimality.Objective;
        IsAtMost($"objective error of {testCase}", Math.Abs(solution.Objective!.Value - objective), rules.Tolerance * Math.Max(1, Math.Abs(objective)));
        IsAtMost("difference of Solution.Objective to f(x)", Math.Abs(solution.Objective.Value - optimality.Objective), 1e-12 * optimality.GapScale * Math.Max(1, Math.Abs(objective)));

        IsAtMost($"primal violation of {testCase}", optimality.Primal, rules.Tolerance * optimality.PrimalScale);
        if (y is not null)
        {
            IsAtMost($"dual violation of {testCase}", optimality.Dual!.Value, rules.Tolerance * optimality.DualScale);
            IsAtMost($"complementarity violation of {testCase}", optimality.Complementarity!.Value, rules.Tolerance * Math.Max(optimality.PrimalScale, optimality.DualScale));
            IsAtMost($"gap of {testCase}", optimality.Gap!.Value, rules.Tolerance * optimality.GapScale);
        }

        ReportsItsResiduals(solution, optimality);
    }

    /// <summary>Solution.Residuals are what the suite computes, up to rounding.</summary>
    private static void ReportsItsResiduals(Solution solution, Optimality optimality)
    {
        Assert.NotNull(solution.Residuals);
        var reported = solution.Residuals.Value;
        IsAtMost("error of Residuals.Primal", Math.Abs(reported.Primal - optimality.Primal), 1e-12 * optimality.PrimalScale);
        Assert.Equal(optimality.Dual is null, reported.Dual is null);
        Assert.Equal(optimality.Gap is null, reported.Gap is null);
        if (optimality.Dual is null) return;
        IsAtMost("error of Residuals.Dual", Math.Abs(reported.Dual!.Value - optimality.Dual.Value), 1e-12 * optimality.DualScale);
        IsAtMost("error of Residuals.Gap", Math.Abs(reported.Gap!.Value - optimality.Gap!.Value), 1e-12 * optimality.GapScale);
    }

    private static void IsNotSolved<TProblem>(SolutionRules<TProblem> rules, ContractCase<TProblem> testCase, Solution solution)
        where TProblem : class, IProblem
    {
        Assert.False(solution.IsSolved, $"{testCase}: ended {solution.Termination}, but has no solution.");
        Assert.False(testCase.Termination == TerminationStatus.Infeasible && solution.PrimalStatus == PointStatus.Feasible, $"{testCase}: has no feasible point, but PrimalStatus says Feasible.");
        var certified = rules.HasCertificate(testCase.Problem);
        if (testCase.DualRay is not null && certified && (rules.Capabilities & SolverCapabilities.InfeasibilityCertificate) != 0)
        {
            HasStatus($"{testCase}: DualStatus", PointStatus.Certificate, solution.DualStatus);
            double[] ray = [.. solution.DualRay];
            IsAtMost("error of the dual ray", Certificates.InfeasibilityError(rules.View(testCase.Problem), ray), rules.Tolerance);
            IsAtMost("error of the dual ray by CertificateCheck", rules.InfeasibilityError(testCase.Problem, ray), rules.Tolerance);
        }

        if (testCase.PrimalRay is not null && certified && (rules.Capabilities & SolverCapabilities.UnboundednessCertificate) != 0)
        {
            HasStatus($"{testCase}: PrimalStatus", PointStatus.Certificate, solution.PrimalStatus);
            double[] ray = [.. solution.PrimalRay];
            IsAtMost("error of the primal ray", Certificates.UnboundednessError(rules.View(testCase.Problem), ray), rules.Tolerance);
            IsAtMost("error of the primal ray by CertificateCheck", rules.UnboundednessError(testCase.Problem, ray), rules.Tolerance);
        }
    }

    /// <summary>Fails with the first entry that is off by more than the tolerance.</summary>
    internal static void AreClose(string what, IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            // Written so that a NaN fails.
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"{what}[{i}] is {actual[i]:R}; expected {expected[i]:R} within {tolerance:G3}.");
        }
    }

    private static void IsAtMost(string what, double value, double limit)
    {
        if (!(value <= limit)) Assert.Fail($"The {what} is {value:G4}; at most {limit:G4} is allowed.");
    }

    private static void HasStatus(string what, PointStatus expected, PointStatus actual) =>
        Assert.True(expected == actual, $"{what} is {actual}; expected {expected}.");

    private static void HasLengthOrIsEmpty(ImmutableArray<double> vector, int length, string name)
    {
        Assert.False(vector.IsDefault, $"{name} is not initialised; an empty array says that there is none.");
        Assert.True(vector.IsEmpty || vector.Length == length, $"{name} has length {vector.Length}; expected {length}.");
        Assert.All(vector, value => Assert.True(double.IsFinite(value), $"{name} holds {value}."));
    }
}
