namespace Folding.Cli.Tests;

public class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_and_lines_have_no_trailing_blanks()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var table = new TextTable("name", "value");
        table.Add("a", "1");
        table.Add("longer", "");
        table.Write(new(output, TextWriter.Null, false, false, CancellationToken.None));
        Assert.Equal("name    value\na       1\nlonger\n", output.ToString());
    }
}
