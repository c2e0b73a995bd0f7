namespace Folding.Build;

/// <summary>The clone that is being built: its root, and the programs in it.</summary>
internal sealed class Clone(string root)
{
    public string Root { get; } = System.IO.Path.GetFullPath(root);

    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The project of a folder such as <c>examples/SwapSolvers</c>.</summary>
    public string Project(string folder)
    {
        var path = Path(folder, System.IO.Path.GetFileName(folder) + ".csproj");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not in this clone.");
    }

    /// <summary>Runs <c>dotnet</c> at the root, where global.json chooses the SDK, on the caller's streams.</summary>
    public int Dotnet(params string[] arguments) => Command.Run(Root, "dotnet", arguments);
}
