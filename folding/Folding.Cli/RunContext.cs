namespace Folding.Cli;

/// <summary>Where one run writes to and what stops it: results go to <paramref name="Output"/>, everything else to <paramref name="Error"/>.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutputIsTerminal">Tables may be drawn.</param>
/// <param name="ErrorIsTerminal">Progress may be shown.</param>
/// <param name="Cancellation">Ctrl-C.</param>
internal sealed record RunContext(TextWriter Output, TextWriter Error, bool OutputIsTerminal, bool ErrorIsTerminal, CancellationToken Cancellation)
{
    /// <summary>A remark for people, on one line.</summary>
    public void Say(string remark) => Error.WriteLine($"fold: {remark}");
}
