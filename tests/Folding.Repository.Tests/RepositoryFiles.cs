using Folding.TestData;

namespace Folding.Repository.Tests;

/// <summary>The source files of the clone; what builds leave behind does not count.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] NotSource = ["bin", "obj", "out", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>Paths from the root, with forward slashes, in order.</summary>
    public static IEnumerable<string> WithExtension(string extension) =>
        Under(new DirectoryInfo(RepositoryRoot.Folder), extension).Select(FromRoot).Order(StringComparer.Ordinal);

    public static string FromRoot(string path) => Path.GetRelativePath(RepositoryRoot.Folder, path).Replace('\\', '/');

    private static IEnumerable<string> Under(DirectoryInfo folder, string extension) =>
        folder.EnumerateFiles("*" + extension).Select(file => file.FullName).Concat(
            folder.EnumerateDirectories()
                .Where(inner => !inner.Name.StartsWith('.') && !NotSource.Contains(inner.Name))
                .SelectMany(inner => Under(inner, extension)));
}
