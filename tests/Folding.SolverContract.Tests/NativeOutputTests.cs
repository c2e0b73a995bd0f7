namespace Folding.SolverContract.Tests;

public sealed class NativeOutputTests
{
    [Fact]
    public void Output_of_native_code_is_captured_and_later_output_is_not()
    {
        Assert.SkipUnless(NativeOutput.CanCapture, "standard output is captured on Linux only");
        Assert.Equal("first\nsecond\n", NativeOutput.During(static () =>
        {
            NativeOutput.WriteLine("first");
            NativeOutput.WriteLine("second");
        }));
        Assert.Equal("", NativeOutput.During(static () => { }));
    }

    [Fact]
    public void Managed_output_is_left_alone()
    {
        Assert.SkipUnless(NativeOutput.CanCapture, "standard output is captured on Linux only");
        Assert.Equal("", NativeOutput.During(static () => Console.Out.Flush()));
    }

    [Fact]
    public void Output_is_restored_after_an_exception()
    {
        Assert.SkipUnless(NativeOutput.CanCapture, "standard output is captured on Linux only");
        Assert.Throws<InvalidTimeZoneException>(static () => NativeOutput.During(static () => throw new InvalidTimeZoneException()));
        Assert.Equal("again\n", NativeOutput.During(static () => NativeOutput.WriteLine("again")));
    }
}
