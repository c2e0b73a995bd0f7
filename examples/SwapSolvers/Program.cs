using System.Globalization;
using Examples.Common;
using Folding.Highs;
using Folding.Ipopt;
using Folding.Natives;
using Folding.Osqp;
using Folding.Problems;

namespace SwapSolvers;

/// <summary>
/// One portfolio problem, every solver: chooses a portfolio on the first year of a table of returns, judges it on the
/// second, and differentiates the judgement through the solver by what the optimiser was told: expected returns and limits.
/// </summary>
internal static class Program
{
    /// <summary>Days of the table that the portfolio is chosen on; the rest judge it.</summary>
    private const int PastDays = 252;

    /// <summary>Largest difference of a gradient from central differences, relative to its largest entry.</summary>
    private const double Tolerance = 1e-6;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a gradient disagrees with central differences; 2 bad usage; 3 no solver was found.</summary>
    public static int Run(string[] arguments, TextWriter output)
    {
        if (arguments is not ["--generate", var file]) return Example.Run(nameof(SwapSolvers), arguments, output, Compare);
        ReturnsGenerator.Generate().Write(file);
        return 0;
    }

    private static int Compare(string folder, TextWriter output)
    {
        var (past, future) = ReturnsTable.Read(Path.Combine(AppContext.BaseDirectory, "returns.csv")).SplitAt(PastDays);
        var portfolio = new Portfolio(past);
        var loss = new RealisedLoss(future);
        output.WriteLine($"A portfolio of {past.Assets.Length} assets, chosen on {past.Days.Length} days of returns and judged on the next {future.Days.Length}.");
        output.WriteLine();

        // The one line to change for another solver: all else in this program is the same for each.
        ISolver<QuadraticProgram>[] solvers = [new OsqpSolver(), new HighsSolver(), new IpoptSolver()];

        var runs = new List<SolverRun>();
        var table = new TextTable(3, "solver", "version", "status", "objective", "KKT residual", "refined", "forward ms", "backward ms");
        foreach (var solver in solvers)
        {
            try
            {
                var run = SolverRun.Of(solver, portfolio, loss);
                runs.Add(run);
                table.Add(
                    run.Alone.Solver.Name, run.Alone.Solver.Version, run.Alone.Termination.ToWord(), Text($"{run.Alone.Objective:F10}"), Text($"{run.Alone.Residuals?.Worst:0.0e+0}"),
                    Text($"{run.Refined.Residuals?.Worst:0.0e+0}"), Text($"{run.ForwardMilliseconds:F2}"), Text($"{run.BackwardMilliseconds:F2}"));
            }
            catch (NativeLibraryException missing)
            {
                table.Add(missing.LibraryName, "-", $"not found: {missing.HowToGet}");
            }
        }

        table.Write(output);
        if (runs.Count == 0)
        {
            output.WriteLine("No solver was found.");
            return 3;
        }

        WriteGradients(runs, portfolio, output);
        var agreed = WriteVerdicts(runs, output);

        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "swap-solvers.png");
        Plots.Write(plot, portfolio, runs);
        output.WriteLine($"wrote {plot}");
        return agreed ? 0 : 1;
    }

    /// <summary>The derivatives of the first solver that was found, entry by entry, and how far the other solvers are from them.</summary>
    private static void WriteGradients(List<SolverRun> runs, Portfolio portfolio, TextWriter output)
    {
        var weights = runs[0].Refined.Primal;
        var table = new TextTable(1, "asset", "expected return", "weight", "dLoss/dReturn", "central diff.", "error", "solvers differ");
        for (var i = 0; i < weights.Length; i++)
            table.Add([portfolio.LimitNames[i], Text($"{portfolio.ExpectedReturns[i]:P2}"), Text($"{Tidy(weights[i]):P2}"), .. Comparison(runs, i, static d => d.ByReturn)]);
        table.Write(output);

        table = new TextTable(1, "limit on", "limit", "used", "dLoss/dLimit", "central diff.", "error", "solvers differ");
        var used = new double[portfolio.Limits.Length + 1];
        portfolio.Program(portfolio.ExpectedReturns, portfolio.Limits).A.Multiply(weights.AsSpan(), used);
        for (var i = 0; i < portfolio.Limits.Length; i++)
        {
            // A limit that is not reached has no influence; it takes part in the check all the same.
            if (runs.All(run => run.Adjoint.ByLimit[i] == 0)) continue;
            table.Add([portfolio.LimitNames[i], Text($"{portfolio.Limits[i]:P0}"), Text($"{Tidy(used[i + 1]):P2}"), .. Comparison(runs, i, static d => d.ByLimit)]);
        }

        table.Write(output);
    }

    private static string[] Comparison(List<SolverRun> runs, int i, Func<Derivatives, double[]> part)
    {
        var (adjoint, central) = (part(runs[0].Adjoint)[i], part(runs[0].Central)[i]);
        return [Text($"{Tidy(adjoint):F9}"), Text($"{Tidy(central):F9}"), Text($"{Math.Abs(adjoint - central):0e+0}"), Text($"{runs.Max(run => Math.Abs(part(run.Adjoint)[i] - adjoint)):0e+0}")];
    }

    private static bool WriteVerdicts(List<SolverRun> runs, TextWriter output)
    {
        var spread = runs.Max(run => run.Refined.Primal.Zip(runs[0].Refined.Primal, static (a, b) => Math.Abs(a - b)).Max());
        output.WriteLine(Text($"weights: the solvers agree to {spread:0.0e+0}"));
        var agreed = true;
        foreach (var run in runs)
        {
            var error = run.Adjoint.DistanceTo(run.Central);
            var verdict = error <= Tolerance ? "agrees with" : "DIFFERS from";
            output.WriteLine(Text($"{run.Alone.Solver.Name}: gradient {verdict} central differences to {error:0.0e+0}, to {run.Adjoint.DistanceTo(run.CentralAlone):0.0e+0} without refinement ({run.Report})"));
            agreed &= error <= Tolerance;
        }

        return agreed;
    }

    /// <summary>Rounding at the last digit that is printed, and no minus in front of a zero.</summary>
    private static double Tidy(double value) => Math.Round(value, 9) + 0.0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
