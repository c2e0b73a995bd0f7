using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>The readable summary of a solution and of a gradient.</summary>
internal static class SolutionText
{
    private const int SmallLength = 20;
    private const int LargestShown = 5;

    /// <summary>Status, objective, residuals, times; x and y where they are short or asked for.</summary>
    public static void WriteSolution(TextWriter output, IProblem problem, Solution solution, Timings timings, bool verbose)
    {
        var statistics = solution.Statistics;
        Line(output, "problem", problem.ToString()!);
        Line(output, "solver", solution.Solver.ToString());
        Line(output, "status", $"{solution.Termination.ToWord()} (primal {solution.PrimalStatus.ToWord()}, dual {solution.DualStatus.ToWord()}; {solution.Native.Text})");
        if (solution.Objective is { } objective) Line(output, "objective", Words.Exact(objective));
        if (solution.Residuals is { } residuals) Line(output, "residuals", $"primal {Words.Size(residuals.Primal)}, dual {Words.Size(residuals.Dual)}, gap {Words.Size(residuals.Gap)}");
        if (statistics.Refinement == RefinementOutcome.Certified) Line(output, "refinement", $"certified, active sets tried: {Words.Count(statistics.RefinementRounds)}");
        if (statistics.Refinement == RefinementOutcome.NotCertified) Line(output, "refinement", "not certified, the solver's point is kept");
        var nodes = statistics.Nodes > 0 ? $", nodes {Words.Count(statistics.Nodes)}, gap {Words.Size(statistics.RelativeGap)}" : "";
        Line(output, "iterations", Words.Count(statistics.Iterations) + nodes);
        Line(output, "milliseconds", string.Join(", ", Timings.Phases.Zip(timings.Values, static (phase, value) => $"{phase} {Words.Milliseconds(value)}")));
        WriteVector(output, "x", solution.Primal, verbose);
        WriteVector(output, "y", solution.Dual, verbose);
        WriteVector(output, "primal ray", solution.PrimalRay, verbose);
        WriteVector(output, "dual ray", solution.DualRay, verbose);
    }

    /// <summary>The report, and per block its size, norm and largest entries.</summary>
    public static void WriteGradient(RunContext context, GradientBlocks gradient)
    {
        Line(context.Output, "gradient", gradient.Report.ToString());
        foreach (var (method, reason) in gradient.Report.Rejected) Line(context.Output, "rejected", $"{method}: {reason}");
        var table = new TextTable("block", "entries", "norm", "largest");
        foreach (var (name, values, pattern) in gradient.All) table.Add(name, Words.Count(values.Length), Words.Size(Norm(values)), Largest(values, pattern));
        table.Write(context);
    }

    private static string Largest(ImmutableArray<double> values, SparsityPattern? pattern)
    {
        var order = Enumerable.Range(0, values.Length).Where(k => values[k] != 0).OrderByDescending(k => Math.Abs(values[k])).Take(LargestShown);
        return string.Join(", ", order.Select(k => $"[{Place(k, pattern)}] {Words.Value(values[k])}"));
    }

    private static string Place(int k, SparsityPattern? pattern)
    {
        if (pattern is null) return Words.Count(k);
        var column = pattern.ColumnPointers.BinarySearch(k);
        // Of columns that begin at the same entry only the last is not empty.
        column = column < 0 ? ~column - 1 : column;
        while (pattern.ColumnPointers[column + 1] == pattern.ColumnPointers[column]) column++;
        return $"{Words.Count(pattern.RowIndices[k])},{Words.Count(column)}";
    }

    private static double Norm(ImmutableArray<double> values) => Math.Sqrt(values.Sum(static v => v * v));

    private static void WriteVector(TextWriter output, string name, ImmutableArray<double> values, bool verbose)
    {
        if (!values.IsEmpty && (verbose || values.Length <= SmallLength)) Line(output, name, $"[{string.Join(", ", values.Select(Words.Exact))}]");
    }

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-13}{text}");
}
