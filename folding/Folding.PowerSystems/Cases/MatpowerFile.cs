namespace Folding.PowerSystems;

/// <summary>
/// Reads MATPOWER cases of version 2 (<c>.m</c>: the fields baseMVA, bus, gen, branch and gencost of a struct, as literal
/// matrices). Elements out of service and isolated buses are left out, which <see cref="Network.Remarks"/> tells.
/// </summary>
/// <remarks>
/// Comments, continuations, any order of fields, other fields, strings and cell arrays are understood; statements that compute
/// (assignments to part of a matrix, loops, conditions) are refused, since ignoring them would change the case.
/// </remarks>
public static class MatpowerFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is no case; the message is <c>FILE:LINE: cause and mend</c>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of a case.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What errors call it; the network takes its name from it too.</param>
    /// <exception cref="InvalidDataException">The text is no case; the message is <c>FILE:LINE: cause and mend</c>.</exception>
    public static Network Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        var fields = new MatpowerText(text, file).ReadFields();
        return new CaseBuilder(fields).Build(Path.GetFileNameWithoutExtension(file));
    }

    /// <summary>The IEEE 14-bus system: five generators with quadratic costs, three transformers, no branch ratings.</summary>
    public static Network Ieee14() => Shipped("ieee14.m");

    /// <summary>The IEEE 57-bus system with the limits and linear costs of PGLib-OPF: four generators, three synchronous condensers, 80 branches, all rated.</summary>
    public static Network Ieee57() => Shipped("ieee57.m");

    private static Network Shipped(string name)
    {
        using var stream = typeof(MatpowerFile).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }
}
