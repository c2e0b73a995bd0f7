using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Problem files through HiGHS's own reader and writer: MPS and QPS (<c>.mps</c>, <c>.qps</c>; <c>QUADOBJ</c>,
/// <c>QMATRIX</c>, <c>RANGES</c>, integer markers) and CPLEX LP (<c>.lp</c>), the extension in any case.
/// </summary>
public static class HighsModelFile
{
    private static readonly ImmutableArray<string> Extensions = [".mps", ".qps", ".lp"];

    /// <summary>
    /// Reads a <see cref="LinearProgram"/> (with integrality), or a <see cref="QuadraticProgram"/> where the objective has a
    /// quadratic part. A maximisation is negated on the way in, its constant too; the objective's constant is kept; free (N)
    /// rows other than the objective are left out, as HiGHS does.
    /// A quadratic program has rows A = [rows of the file; one identity row for each variable with a finite bound, in the order
    /// of the variables], and lower and upper bounds likewise.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The extension is not one of .mps, .qps, .lp.</exception>
    /// <exception cref="InvalidDataException">The file is not a model of that format, or has something HiGHS or this library does not handle: special ordered sets, quadratic rows, semi-continuous variables, a quadratic objective with integer variables. The message carries HiGHS's complaint.</exception>
    public static IProblem Read(string path)
    {
        var extension = Extension(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file {path}.", path);
        if (extension != ".qps") return ReadNative(path, path);

        // HiGHS decides by the extension and does not know this one, which is MPS with a quadratic section.
        var alias = TemporaryName();
        try
        {
            if (OperatingSystem.IsWindows()) File.Copy(path, alias);
            else File.CreateSymbolicLink(alias, Path.GetFullPath(path));
            return ReadNative(alias, path);
        }
        finally
        {
            File.Delete(alias);
        }
    }

    /// <summary>
    /// Writes a linear, mixed-integer or quadratic program; HiGHS's writer names variables and rows and gives numbers 15
    /// significant digits. Neither format has a place for rows without bounds: they are free (N) rows, which reading leaves out.
    /// In an LP file a row with two finite bounds becomes two rows.
    /// </summary>
    /// <param name="path">The file, overwritten.</param>
    /// <param name="problem">A <see cref="LinearProgram"/> or <see cref="QuadraticProgram"/>.</param>
    /// <exception cref="ArgumentException">Another extension or another class of problem.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var extension = Extension(path);
        if (extension != ".qps")
        {
            WriteNative(path, path, problem);
            return;
        }

        var alias = TemporaryName();
        try
        {
            WriteNative(alias, path, problem);
            File.Copy(alias, path, overwrite: true);
        }
        finally
        {
            File.Delete(alias);
        }
    }

    private static string Extension(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var extension = Extensions.FirstOrDefault(e => e.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));
        return extension ?? throw new ArgumentException($"{path}: the extension says the format; it must be one of {string.Join(", ", Extensions)}.", nameof(path));
    }

    private static string TemporaryName() => Path.Combine(Path.GetTempPath(), $"folding-{Guid.NewGuid():N}.mps");

    private static unsafe IProblem ReadNative(string file, string name)
    {
        var handle = new HighsHandle();
        try
        {
            // Every number the file states is kept, down to the least that HiGHS allows.
            _ = HighsNative.Highs_setDoubleOptionValue(handle.Pointer, "small_matrix_value", 1e-12);
            if (Complaint(handle.Pointer, file) is { } complaint && !ReadRenamed(handle.Pointer, file))
                throw new InvalidDataException($"{name}: {complaint.Replace(file, name, StringComparison.Ordinal)}");
            try
            {
                if (!IsLp(file)) MpsText.Check(file);
                return HighsModelReader.Read(handle.Pointer);
            }
            catch (Exception wrong) when (wrong is ArgumentException or InvalidDataException)
            {
                throw new InvalidDataException($"{name}: {wrong.Message}", wrong);
            }
        }
        finally
        {
            handle.Release();
        }
    }

    private static bool IsLp(string file) => file.EndsWith(".lp", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with the file, or null. An entry that HiGHS ignores with a warning is wrong too: the problem would be another one.</summary>
    private static unsafe string? Complaint(void* highs, string file)
    {
        var (status, complaint) = HighsComplaint.Listen(highs, h => HighsNative.Highs_readModel((void*)h, file));
        if (status != HighsStatus.Error && !complaint.Contains("ignored", StringComparison.OrdinalIgnoreCase)) return null;
        return complaint.Length > 0 ? complaint : "HiGHS cannot read it and gives no reason";
    }

    /// <summary>Reads the file with its set names replaced (see <see cref="MpsSetNames"/>); false where that does not help.</summary>
    private static unsafe bool ReadRenamed(void* highs, string file)
    {
        if (IsLp(file)) return false;
        var renamed = TemporaryName();
        try
        {
            MpsSetNames.Replace(file, renamed);
            return Complaint(highs, renamed) is null;
        }
        finally
        {
            File.Delete(renamed);
        }
    }

    private static unsafe void WriteNative(string file, string name, IProblem problem)
    {
        var handle = new HighsHandle();
        try
        {
            _ = HighsNative.Highs_setBoolOptionValue(handle.Pointer, "output_flag", 0);
            _ = HighsNative.Highs_setDoubleOptionValue(handle.Pointer, "small_matrix_value", 1e-12);
            switch (problem)
            {
                case LinearProgram linear: HighsModel.Pass(handle.Pointer, linear); break;
                case QuadraticProgram quadratic: HighsModel.Pass(handle.Pointer, quadratic, new LowerTriangle(quadratic.P.Pattern)); break;
                default: throw new ArgumentException($"{name}: a {problem} has no MPS or LP form.", nameof(problem));
            }

            var (status, complaint) = HighsComplaint.Listen(handle.Pointer, highs => HighsNative.Highs_writeModel((void*)highs, file));
            if (status == HighsStatus.Error) throw new IOException($"{name}: HiGHS cannot write it. {complaint}");
        }
        finally
        {
            handle.Release();
        }
    }
}
