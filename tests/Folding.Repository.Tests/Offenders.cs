namespace Folding.Repository.Tests;

/// <summary>A rule's offenders, named in full where there are any (an assertion on the collection would cut them short).</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
