namespace Folding.Benchmarks.SparseLdl;

/// <summary>Where the shared benchmark problems are.</summary>
internal static class SharedBench
{
    /// <summary>The folder FOLDING_SHARED_DATA names, or the one beside the repository; null without either.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("FOLDING_SHARED_DATA");
        if (!string.IsNullOrEmpty(named)) return Path.Combine(named, "bench");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "wrappers.sln"))) continue;
            var beside = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", "bench"));
            return Directory.Exists(beside) ? beside : null;
        }

        return null;
    }
}
