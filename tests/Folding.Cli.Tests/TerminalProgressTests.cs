namespace Folding.Cli.Tests;

public class TerminalProgressTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_item_has_its_turn_with_and_without_a_bar(bool terminal)
    {
        var seen = new List<string>();
        var context = new RunContext(TextWriter.Null, TextWriter.Null, OutputIsTerminal: false, ErrorIsTerminal: terminal, CancellationToken.None);
        TerminalProgress.ForEach(context, ["first", "[second]", ""], static item => $"<{item}>", seen.Add);
        Assert.Equal(["first", "[second]", ""], seen);
    }

    [Fact]
    public void A_failure_passes_through_the_bar()
    {
        var context = new RunContext(TextWriter.Null, TextWriter.Null, OutputIsTerminal: false, ErrorIsTerminal: true, CancellationToken.None);
        Assert.Throws<InputException>(() => TerminalProgress.ForEach(context, [1], static _ => "one", static _ => throw new InputException("bad")));
    }
}
