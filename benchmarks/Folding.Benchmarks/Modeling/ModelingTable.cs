using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.Benchmarks.Modeling;

/// <summary>What writing, building and evaluating a model costs beside Ipopt's own time, on optimal power flow over a synthetic network.</summary>
internal static class ModelingTable
{
    private const int Buses = 1354, Branches = 1991;

    public static int Print(string[] arguments)
    {
        var repeats = arguments is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 3;
        var network = SyntheticNetwork.Make(Buses, Branches);
        Console.WriteLine($"AC optimal power flow, {Buses} buses, {Branches} branches, {network.Generators.Length} generators; milliseconds of processor time. The first round includes just-in-time compilation.");
        for (var round = 0; round < repeats; round++) Measure(network);
        return 0;
    }

    private static void Measure(SyntheticNetwork network)
    {
        var start = ThreadClock.Microseconds;
        var model = NetworkModel.Write(network);
        var writing = Since(start);

        start = ThreadClock.Microseconds;
        var built = model.Build();
        var building = Since(start);

        var program = new TimedProgram((NonlinearProgram)built.Problem);
        start = ThreadClock.Microseconds;
        var solution = new IpoptSolver(IpoptOptions.ForNetworks).Solve<NonlinearProgram>(program);
        var solving = Since(start);

        start = ThreadClock.Microseconds;
        built = built.With(built.Parameters);
        var swapping = Since(start);

        var evaluating = program.Microseconds.Sum() / 1e3;
        var own = solving - evaluating;
        Console.WriteLine(Text($"{program}: {solution.Termination.ToWord()}, objective {solution.Objective:G9}, {solution.Statistics.Iterations} iterations, residual {solution.Residuals?.WorstRelative:0.0e0}"));
        Console.WriteLine(Text($"  write {writing:F1}  build {building:F1}  new parameters {swapping:F1}  evaluate {evaluating:F1}  Ipopt itself {own:F1}: ours is {(writing + building + evaluating) / own:P1} of Ipopt's"));
        for (var k = 0; k < program.Calls.Length; k++)
            Console.WriteLine(Text($"    {TimedProgram.Names[k],-12}{program.Calls[k],5} calls{program.Microseconds[k] / Math.Max(1, program.Calls[k]),10:F1} µs each"));
    }

    private static double Since(double start) => (ThreadClock.Microseconds - start) / 1e3;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
