using System.Diagnostics;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>One line on standard error that follows a long solve; only on a terminal, and only after a second.</summary>
internal sealed class SolveLine : IProgress<SolveProgress>
{
    private readonly TextWriter _error;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _length;

    private SolveLine(TextWriter error) => _error = error;

    /// <summary>The line, or null where it would not be seen.</summary>
    public static SolveLine? On(RunContext context) => context.ErrorIsTerminal ? new(context.Error) : null;

    public void Report(SolveProgress value)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (seconds < 1) return;
        var gap = value.RelativeGap is { } g ? $", gap {Words.Size(g)}" : "";
        var line = $"{Words.Count((long)seconds)} s, iteration {Words.Count(value.Iterations)}, objective {Words.Value(value.Objective)}{gap}";
        lock (_error)
        {
            _error.Write("\r" + line.PadRight(_length));
            _length = line.Length;
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Clear()
    {
        lock (_error)
        {
            if (_length > 0) _error.Write("\r" + new string(' ', _length) + "\r");
            _length = 0;
        }
    }
}
