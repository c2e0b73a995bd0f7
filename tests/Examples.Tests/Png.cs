namespace Examples.Tests;

/// <summary>That a plot was written.</summary>
internal static class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    public static void AssertWritten(string folder, string name)
    {
        var plot = File.ReadAllBytes(Path.Combine(folder, name));
        Assert.Equal(Signature, plot[..4]);
        Assert.InRange(plot.Length, 10_000, 1_000_000);
    }
}
