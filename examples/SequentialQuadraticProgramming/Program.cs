using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Highs;
using Folding.Ipopt;
using Folding.Natives;
using Folding.Osqp;
using Folding.Problems;

namespace SequentialQuadraticProgramming;

/// <summary>
/// A solver from scratch: sequential quadratic programming over any solver of quadratic programs, on problems of Hock and Schittkowski, with the
/// exact Hessian and with BFGS; and its solution differentiated like that of any other solver.
/// </summary>
internal static class Program
{
    /// <summary>Largest error of an objective, relative to 1 or its size; the published values have nine digits.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>Largest difference of a derivative from central differences.</summary>
    private const double GradientTolerance = 1e-6;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a problem is not solved or a derivative disagrees; 2 bad usage; 3 no solver of quadratic programs was found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(SequentialQuadraticProgramming), arguments, output, Solve);

    private static int Solve(string folder, TextWriter output)
    {
        ISolver<QuadraticProgram>[] all = [new OsqpSolver(), new HighsSolver(), new IpoptSolver()];
        ISolver<QuadraticProgram>[] found = [.. all.Where(IsThere)];
        if (found.Length == 0)
        {
            output.WriteLine("No solver of quadratic programs was found.");
            return 3;
        }

        Func<HessianModel>[] hessians = [static () => new ExactHessian(), static () => new DampedBfgs()];
        var (solved, curves) = (true, new List<Curve>());
        var table = new TextTable(3, "problem", "Hessian", "quadratic programs by", "n", "m", "iterations", "objective", "error", "KKT residual", "status");
        foreach (var problem in HockSchittkowski.All)
        {
            foreach (var hessian in hessians)
            {
                foreach (var quadratic in found)
                {
                    var trace = new List<SqpIteration>();
                    var solution = new SqpSolver(quadratic, hessian) { Trace = trace.Add }.Solve(problem);
                    var error = Math.Abs(solution.Objective!.Value - problem.Optimum) / Math.Max(1, Math.Abs(problem.Optimum));
                    solved &= solution.IsSolved && error <= Tolerance;
                    table.Add(
                        problem.Name, hessian().Name, quadratic.Identity.Name, Text($"{problem.VariableCount}"), Text($"{problem.ConstraintCount}"), Text($"{solution.Statistics.Iterations}"),
                        Text($"{solution.Objective:F7}"), Text($"{error:0e+0}"), Text($"{solution.Residuals!.Value.WorstRelative:0e+0}"), solution.Termination.ToWord());
                    if (ReferenceEquals(quadratic, found[0])) curves.Add(new(problem.Name, hessian().Name, [.. trace.Select(static t => t.Residual)]));
                }
            }
        }

        table.Write(output);
        var agrees = Differentiate(HockSchittkowski.All.Single(static p => p.Name == "HS71"), new SqpSolver(found[0], hessians[0]), output);

        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "sequential-quadratic-programming.png");
        Plots.Write(plot, curves);
        output.WriteLine($"wrote {plot}");
        return solved && agrees ? 0 : 1;
    }

    /// <summary>How the solution moves with the bounds of its two constraints: by the adjoint, and by solving again.</summary>
    private static bool Differentiate(SmallProgram problem, SqpSolver solver, TextWriter output)
    {
        const double step = 1e-4;
        var layer = DifferentiableSolver.ForNonlinear(solver);
        var tape = layer.Forward(problem);
        output.WriteLine($"{problem.Name}: x = ({string.Join(", ", tape.Solution.Primal.Select(static v => Text($"{v:F7}")))}); what moves it when the product of all (at least 25) or the sum of squares (40) is asked to be larger by one:");
        output.WriteLine();
        var table = new TextTable(1, "", "by product", "central diff.", "by squares", "central diff.");
        var agrees = true;
        for (var j = 0; j < problem.VariableCount; j++)
        {
            var seed = new double[problem.VariableCount];
            seed[j] = 1;
            var gradient = tape.Vjp(Seed.OnPrimal(seed)).EnsureTrusted().Data;
            // The bound of the product is a lower one; the squares have both, and the two move together.
            double[] adjoint = [gradient.ConstraintLower[0], gradient.ConstraintLower[1] + gradient.ConstraintUpper[1]];
            double[] central = [Central(0, j), Central(1, j)];
            agrees &= Math.Abs(adjoint[0] - central[0]) <= GradientTolerance && Math.Abs(adjoint[1] - central[1]) <= GradientTolerance;
            table.Add(Text($"x{j + 1}"), Text($"{adjoint[0]:F9}"), Text($"{central[0]:F9}"), Text($"{adjoint[1]:F9}"), Text($"{central[1]:F9}"));
        }

        table.Write(output);
        output.WriteLine($"the derivatives {(agrees ? "agree with" : "DIFFER from")} central differences");
        return agrees;

        double Central(int constraint, int variable) => (Moved(constraint, variable, step) - Moved(constraint, variable, -step)) / (2 * step);

        double Moved(int constraint, int variable, double by)
        {
            double[] lower = [.. problem.ConstraintLower], upper = [.. problem.ConstraintUpper];
            (lower[constraint], upper[constraint]) = (lower[constraint] + by, upper[constraint] + by);
            return layer.Forward(problem.WithConstraintBounds(lower, upper)).Solution.Primal[variable];
        }
    }

    private static bool IsThere(ISolver<QuadraticProgram> solver)
    {
        try
        {
            _ = solver.Identity;
            return true;
        }
        catch (NativeLibraryException)
        {
            return false;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
