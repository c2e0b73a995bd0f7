using Folding.Highs;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>Reads a problem; the extension, in any case, says the format.</summary>
internal static class ProblemFile
{
    /// <summary>Reads the problem, says how many milliseconds that took, and checks that it is convex.</summary>
    /// <exception cref="InputException">The file is missing, of an unknown kind, or the problem is not convex.</exception>
    /// <exception cref="InvalidDataException">The content is wrong; the message names the file and the field or line.</exception>
    public static (IProblem Problem, double Milliseconds) Load(string path)
    {
        var (problem, read) = Timings.Measure(() => Read(path));
        if (problem is QuadraticProgram quadratic && CurvatureTest.FindNegative(quadratic.P) is { } finding)
            throw new InputException($"{path}: the problem is not convex: {finding}. Make P positive semidefinite, for example by adding to its diagonal.");
        return (problem, read);
    }

    /// <summary>Reads the problem as it is.</summary>
    /// <exception cref="InputException">The file is missing or of an unknown kind.</exception>
    /// <exception cref="InvalidDataException">The content is wrong; the message names the file and the field or line.</exception>
    public static IProblem Read(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".json" or ".mps" or ".qps" or ".lp"))
            throw new InputException($"{path}: the extension says the format; it must be .json, .mps, .qps or .lp{(extension == ".m" ? "; fold opf solves a MATPOWER case" : "")}.");
        if (Directory.Exists(path)) throw new InputException($"{path}: is a folder, not a file.");
        if (!File.Exists(path)) throw new InputException($"{path}: no such file.");
        return extension == ".json" ? ProblemJson.Read(path) : HighsModelFile.Read(path);
    }

    /// <summary>The class of a problem in words.</summary>
    public static string KindOf(IProblem problem) => problem switch
    {
        LinearProgram { HasIntegers: true } => "mixed-integer linear program",
        LinearProgram => "linear program",
        QuadraticProgram quadratic when IsLinear(quadratic) => "linear program",
        _ => "quadratic program",
    };

    /// <summary>True when P has no entry other than zero.</summary>
    public static bool IsLinear(QuadraticProgram problem) => problem.P.Values.IndexOfAnyExcept(0.0) < 0;
}
