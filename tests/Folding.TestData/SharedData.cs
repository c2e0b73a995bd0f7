namespace Folding.TestData;

/// <summary>
/// The problem collections that lie outside the repository: the folder named by <c>FOLDING_SHARED_DATA</c>,
/// else <c>../shared/data</c> beside the clone. Tests that need them skip where they are absent.
/// </summary>
public static class SharedData
{
    /// <summary>The reason a test gives when it skips for want of the data.</summary>
    public const string WhyMissing = "shared data absent: set FOLDING_SHARED_DATA or put it at ../shared/data beside the repository";

    /// <summary>Absolute path where the data is looked for, whether or not it is there.</summary>
    public static string Folder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("FOLDING_SHARED_DATA") is { Length: > 0 } named
            ? named
            : RepositoryRoot.Path("..", "shared", "data"));

    /// <summary>Whether the folder is there.</summary>
    public static bool Available => Directory.Exists(Folder);

    /// <summary>Absolute path of a file or folder inside the data; it need not exist.</summary>
    public static string File(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Skips the running test, with the reason, where the data is absent.</summary>
    public static void Require() => Assert.SkipUnless(Available, WhyMissing);
}
