namespace Folding.TestData;

/// <summary>Finds the clone the tests were built from: the nearest folder above the binaries that holds <c>wrappers.sln</c>.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Absolute path of the repository's root.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside a clone.</exception>
    public static string Folder => Found.Value;

    /// <summary>Absolute path of something inside the repository; it need not exist.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "wrappers.sln")))
                return folder.FullName;

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds wrappers.sln: run the tests from a clone of the repository.");
    }
}
