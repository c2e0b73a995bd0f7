using Folding.Highs;
using Folding.Ipopt;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Modeling.Tests;

/// <summary>The real solvers; a test that asks for one whose library is missing skips with the library's own account of it.</summary>
internal static class Solvers
{
    public static HighsSolver Highs() => Require<HighsSolver, QuadraticProgram>(new());

    public static OsqpSolver Osqp() => Require<OsqpSolver, QuadraticProgram>(new());

    public static IpoptSolver Ipopt() => Require<IpoptSolver, NonlinearProgram>(new());

    private static TSolver Require<TSolver, TProblem>(TSolver solver)
        where TSolver : ISolver<TProblem>
        where TProblem : class, IProblem
    {
        try
        {
            _ = solver.Identity;
        }
        catch (DllNotFoundException missing)
        {
            Assert.Skip($"{typeof(TSolver).Name}: {missing.Message}");
        }

        return solver;
    }
}
