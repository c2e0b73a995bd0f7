using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Folding.TestData;

/// <summary>Compares bindings with an installed C header: compiles and runs probes, lists what the header declares.</summary>
public static class NativeHeader
{
    /// <summary>Path of the first of these headers that is installed; skips the running test where none is.</summary>
    public static string Require(params string[] candidates)
    {
        var found = candidates.FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"header not installed: {string.Join(", ", candidates)}");
        return found!;
    }

    /// <summary>
    /// Include folders that hold a header: those an environment variable lists, else the first <c>include/SUBFOLDER</c> of a
    /// conda, vcpkg or system prefix that has it; skips the running test where there are none.
    /// </summary>
    public static string[] RequireIncludeFolders(string environmentVariable, string subfolder, string header)
    {
        if (Environment.GetEnvironmentVariable(environmentVariable) is { Length: > 0 } named)
        {
            var folders = named.Split(Path.PathSeparator);
            _ = Require([.. folders.Select(folder => Path.Combine(folder, header))]);
            return folders;
        }

        var candidates = Prefixes().Select(prefix => Path.Combine(prefix, "include", subfolder)).ToArray();
        _ = Require([.. candidates.Select(folder => Path.Combine(folder, header))]);
        return [candidates.First(folder => File.Exists(Path.Combine(folder, header)))];
    }

    /// <summary>Compiles a C program, runs it and returns the <c>name value</c> pairs it prints; skips where there is no C compiler.</summary>
    public static IReadOnlyDictionary<string, string> CompileAndRun(string source, params string[] includeFolders)
    {
        var compiler = RequireTool("cc", "clang", "gcc");
        var program = Path.Combine(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(source)}-{Guid.NewGuid():N}");
        try
        {
            Run(compiler, ["-std=c99", .. includeFolders.Select(static f => $"-I{f}"), source, "-o", program]);
            return Run(program, []).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .ToDictionary(static line => line[..line.LastIndexOf(' ')], static line => line[(line.LastIndexOf(' ') + 1)..]);
        }
        finally
        {
            File.Delete(program);
        }
    }

    /// <summary>Functions a header declares outside the system's own headers, each with its number of parameters; skips where clang is missing.</summary>
    public static IReadOnlyDictionary<string, int> Functions(string header, params string[] includeFolders)
    {
        var clang = RequireTool("clang");
        using var tree = JsonDocument.Parse(
            Run(clang, ["-fsyntax-only", "-Xclang", "-ast-dump=json", .. includeFolders.Select(static f => $"-I{f}"), header]),
            new() { MaxDepth = 512 });
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in tree.RootElement.GetProperty("inner").EnumerateArray())
        {
            if (node.GetProperty("kind").GetString() != "FunctionDecl" || node.TryGetProperty("isImplicit", out _)) continue;
            var parameters = node.TryGetProperty("inner", out var inner)
                ? inner.EnumerateArray().Count(static child => child.GetProperty("kind").GetString() == "ParmVarDecl")
                : 0;
            functions[node.GetProperty("name").GetString()!] = parameters;
        }

        return functions;
    }

    /// <summary>The imports a class declares: entry point and number of parameters.</summary>
    public static IReadOnlyDictionary<string, int> Imports(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        const BindingFlags all = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetMethods(all)
            .Where(static m => m.GetCustomAttribute<UnmanagedCallConvAttribute>() is not null && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Where(static m => !m.Name.Contains('<', StringComparison.Ordinal))
            .ToDictionary(static m => m.Name, static m => m.GetParameters().Length);
    }

    private static IEnumerable<string> Prefixes()
    {
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
            yield return OperatingSystem.IsWindows() ? Path.Combine(conda, "Library") : conda;
        if (Environment.GetEnvironmentVariable("VCPKG_INSTALLED_DIR") is { Length: > 0 } vcpkg && Directory.Exists(vcpkg))
        {
            foreach (var triplet in Directory.EnumerateDirectories(vcpkg).Order(StringComparer.Ordinal)) yield return triplet;
        }

        yield return "/usr/local";
        yield return "/usr";
    }

    private static string RequireTool(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"not on PATH: {string.Join(" or ", names)}");
        return found!;
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed with {process.ExitCode}:{Environment.NewLine}{errors.Result}");
        return output;
    }
}
