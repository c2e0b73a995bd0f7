using Folding.Highs;
using Folding.Ipopt;
using Folding.LinearAlgebra;
using Folding.Natives;
using Folding.Osqp;

namespace Folding.Cli;

/// <summary>One native library as this process sees it.</summary>
/// <param name="Solver">Name of its solver on the command line; <c>blas</c> and <c>umfpack</c> for linear algebra.</param>
/// <param name="Requirement">What is looked for and how to get it.</param>
/// <param name="Locate">Loads and checks the library.</param>
/// <param name="Version">Its version.</param>
/// <param name="Detail">What else matters about the loaded library.</param>
internal sealed record NativeLibraryEntry(string Solver, NativeLibraryRequirement Requirement, Func<LocatedLibrary> Locate, Func<string> Version, Func<string> Detail)
{
    /// <summary>The library, or the account of where it was looked for.</summary>
    public (LocatedLibrary? Found, NativeLibraryException? Missing) Find()
    {
        try
        {
            return (Locate(), null);
        }
        catch (NativeLibraryException missing)
        {
            return (null, missing);
        }
    }
}

/// <summary>The native libraries that fold can use.</summary>
internal static class NativeLibraries
{
    public static IReadOnlyList<NativeLibraryEntry> All { get; } =
    [
        new("osqp", OsqpLibrary.Requirement, static () => OsqpLibrary.Location, static () => OsqpLibrary.Identity.Version, static () => $"{OsqpLibrary.IndexBits}-bit indices"),
        new("highs", HighsLibrary.Requirement, static () => HighsLibrary.Location, static () => HighsLibrary.Version, static () => "linear, mixed-integer, quadratic"),
        new("ipopt", IpoptLibrary.Requirement, static () => IpoptLibrary.Library, static () => IpoptLibrary.Version, static () => IpoptLibrary.ParallelSolves ? "parallel solves" : "one solve at a time"),
        new("blas", DenseBackend.Requirement, static () => DenseBackend.Native.Library!, static () => DenseBackend.Native.Version, static () => Describe(DenseBackend.Native)),
        new("umfpack", UmfpackLibrary.Requirement, static () => UmfpackLibrary.Library, static () => UmfpackLibrary.Version, static () => "sparse systems, on request"),
    ];

    /// <summary>Who does dense linear algebra; null where the environment names a library that is none.</summary>
    public static DenseBackend? DenseInUse()
    {
        try
        {
            return DenseBackend.Current;
        }
        catch (NativeLibraryException)
        {
            return null;
        }
    }

    /// <summary>Its kind and threads, whether it is the one in use, and what else the library brings.</summary>
    public static string Describe(DenseBackend backend)
    {
        var threads = backend.Threads == 1 ? "1 thread" : $"{backend.Threads} threads";
        var use = ReferenceEquals(backend, DenseInUse()) ? ", in use" : "";
        return $"{backend.Name}, {threads}{use}{(backend != DenseBackend.Managed && PardisoLibrary.IsAvailable ? ", with PARDISO" : "")}";
    }

    /// <summary>True when the solver's library is there, or it needs none.</summary>
    public static bool Has(string solver) => All.FirstOrDefault(entry => entry.Solver == solver) is not { } entry || entry.Find().Found is not null;
}
