using Folding.Highs;
using Folding.Ipopt;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Tests;

/// <summary>The real solvers by name; a test that asks for one whose library is missing skips with the library's own account of it.</summary>
internal static class Solvers
{
    public static readonly string[] Names = ["HiGHS", "OSQP", "Ipopt"];

    public static ISolver<QuadraticProgram> Require(string name)
    {
        ISolver<QuadraticProgram> solver = name switch
        {
            "HiGHS" => new HighsSolver(),
            "OSQP" => new OsqpSolver(),
            _ => new IpoptSolver(),
        };
        Assert.SkipWhen(WhyMissing(solver) is not null, $"{name} is missing: {WhyMissing(solver)}");
        return solver;
    }

    /// <summary>HiGHS for linear programs.</summary>
    public static HighsSolver RequireHighs() => (HighsSolver)Require("HiGHS");

    public static string? WhyMissing(ISolver<QuadraticProgram> solver)
    {
        try
        {
            _ = solver.Identity;
            return null;
        }
        catch (DllNotFoundException missing)
        {
            return missing.Message;
        }
    }
}
