using System.Xml.Linq;
using Folding.TestData;

namespace Folding.Repository.Tests;

/// <summary>A project of the repository, by its path from the root with forward slashes.</summary>
internal sealed record ProjectFile(string Path)
{
    /// <summary>Every project, in path order.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. RepositoryFiles.WithExtension(".csproj").Select(path => new ProjectFile(path))];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The top-level folder: interop, folding, examples, tests, benchmarks or build.</summary>
    public string Part => Path.Split('/')[0];

    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>Whether it is a library under a public contract.</summary>
    public bool IsLibrary => Part is "interop" or "folding" && Name != "Folding.Cli";

    /// <summary>The projects it references.</summary>
    public IEnumerable<ProjectFile> References() =>
        from reference in XDocument.Load(RepositoryRoot.Path(Path)).Descendants("ProjectReference")
        let target = System.IO.Path.GetFullPath(RepositoryRoot.Path(Folder, ((string)reference.Attribute("Include")!).Replace('\\', '/')))
        select new ProjectFile(RepositoryFiles.FromRoot(target));

    public override string ToString() => Path;
}
