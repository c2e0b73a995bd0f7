using System.Reflection;
using System.Runtime.InteropServices;

namespace Folding.TestData;

/// <summary>Compares the imports a binding declares with what a loaded library exports.</summary>
public static class ImportCheck
{
    /// <summary>Entry points of all <c>[LibraryImport]</c> and <c>[DllImport]</c> methods of a type, sorted.</summary>
    public static IReadOnlyList<string> Declared(Type imports)
    {
        ArgumentNullException.ThrowIfNull(imports);
        const BindingFlags Every = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return [.. imports.GetMethods(Every).Select(EntryPoint).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Declared entry points that the library does not export; empty where all is well.</summary>
    /// <param name="imports">The class that holds the imports.</param>
    /// <param name="library">Handle of the loaded library.</param>
    public static IReadOnlyList<string> Missing(Type imports, nint library) =>
        [.. Declared(imports).Where(name => !NativeLibrary.TryGetExport(library, name, out _))];

    private static string? EntryPoint(MethodInfo method)
    {
        if (method.GetCustomAttribute<LibraryImportAttribute>() is { } generated) return generated.EntryPoint ?? method.Name;
        if (method.Name.StartsWith('<')) return null;
        return method.GetCustomAttribute<DllImportAttribute>() is { } classic ? classic.EntryPoint ?? method.Name : null;
    }
}
