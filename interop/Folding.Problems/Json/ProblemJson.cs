using System.Text.Json;

namespace Folding.Problems;

/// <summary>
/// The JSON problem format <c>folding-qp/1</c>: P (upper triangle), q, A, l, u in compressed columns with 0-based
/// indices, infinities as the strings "Infinity" and "-Infinity", and the indices of the integer variables, if any.
/// A document with integer variables is a <see cref="LinearProgram"/> with free variable bounds (P must be empty);
/// every other document is a <see cref="QuadraticProgram"/>. An optional field <c>constant</c> is added to the objective.
/// </summary>
public static class ProblemJson
{
    private const string Format = "folding-qp/1";

    /// <summary>Reads a problem file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a problem; the message names the file and the field or line.</exception>
    public static IProblem Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file.", path);
        using var stream = File.OpenRead(path);
        try
        {
            return Read(stream);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a problem document.</summary>
    /// <exception cref="InvalidDataException">The document is not a problem; the message names the field or line.</exception>
    public static IProblem Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            // The runtime's message repeats the position, counted from 0.
            var reason = failure.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
            throw new InvalidDataException($"line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}: not valid JSON ({reason}).", failure);
        }
    }

    /// <summary>Writes a problem file; an existing file is replaced only once the new one is complete.</summary>
    public static void Write(string path, QuadraticProgram problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(problem);
        var partial = path + ".partial";
        using (var stream = File.Create(partial)) Write(stream, problem);
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Writes a problem document.</summary>
    public static void Write(Stream stream, QuadraticProgram problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("n", problem.VariableCount);
        writer.WriteNumber("m", problem.ConstraintCount);
        WriteMatrix(writer, "P", problem.P);
        WriteVector(writer, "q", problem.Q.AsSpan());
        WriteMatrix(writer, "A", problem.A);
        WriteVector(writer, "l", problem.Lower.AsSpan());
        WriteVector(writer, "u", problem.Upper.AsSpan());
        writer.WriteStartArray("integer");
        writer.WriteEndArray();
        if (problem.Constant != 0) writer.WriteNumber("constant", problem.Constant);
        writer.WriteEndObject();
    }

    /// <summary>Writes a field with a matrix in the format's compressed columns.</summary>
    public static void WriteMatrix(Utf8JsonWriter writer, string name, CscMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(matrix);
        writer.WriteStartObject(name);
        writer.WriteNumber("rows", matrix.Rows);
        writer.WriteNumber("cols", matrix.Columns);
        WriteIntegers(writer, "colptr", matrix.Pattern.ColumnPointers);
        WriteIntegers(writer, "rowind", matrix.Pattern.RowIndices);
        WriteVector(writer, "values", matrix.Values);
        writer.WriteEndObject();
    }

    /// <summary>Writes a field with a vector; infinities as strings.</summary>
    public static void WriteVector(Utf8JsonWriter writer, string name, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }

        writer.WriteEndArray();
    }

    private static void WriteIntegers(Utf8JsonWriter writer, string name, ReadOnlySpan<int> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static IProblem Read(JsonElement root)
    {
        var format = JsonFields.Field(root, "format", "");
        if (format.ValueKind != JsonValueKind.String || format.GetString() != Format)
            throw new InvalidDataException($"field \"format\" is {format.GetRawText()}; this reader knows \"{Format}\".");
        int n = JsonFields.Integer(root, "n", ""), m = JsonFields.Integer(root, "m", "");
        var p = ReadMatrix(root, "P", n, n);
        var q = ReadVector(root, "q", n);
        var a = ReadMatrix(root, "A", m, n);
        var l = ReadVector(root, "l", m);
        var u = ReadVector(root, "u", m);
        var integer = root.TryGetProperty("integer", out _) ? JsonFields.Integers(root, "integer", "") : [];
        var constant = root.TryGetProperty("constant", out var field) ? JsonFields.Number(field, "constant\"") : 0;
        try
        {
            if (integer.Length == 0) return new QuadraticProgram(p, q, a, l, u, constant);
            if (p.Values.IndexOfAnyExcept(0.0) >= 0)
                throw new InvalidDataException("\"integer\" is not empty and \"P\" has entries; a quadratic objective with integer variables is not supported: drop one of the two.");
            var free = new double[n];
            Array.Fill(free, double.PositiveInfinity);
            return new LinearProgram(q, a, l, u, [.. free.Select(static x => -x)], free, integer, constant);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException(failure.Message, failure);
        }
    }

    private static double[] ReadVector(JsonElement root, string name, int length)
    {
        var values = JsonFields.Numbers(root, name, "");
        return values.Length == length
            ? values
            : throw new InvalidDataException($"field \"{name}\" has {values.Length} entries; expected {length}.");
    }

    private static CscMatrix ReadMatrix(JsonElement root, string name, int rows, int columns)
    {
        var field = JsonFields.Field(root, name, "");
        int statedRows = JsonFields.Integer(field, "rows", name), statedColumns = JsonFields.Integer(field, "cols", name);
        if (statedRows != rows || statedColumns != columns)
            throw new InvalidDataException($"field \"{name}\" is {statedRows} x {statedColumns}; n and m ask for {rows} x {columns}.");
        try
        {
            var pattern = SparsityPattern.Adopt(rows, columns, JsonFields.Integers(field, "colptr", name), JsonFields.Integers(field, "rowind", name));
            return CscMatrix.Adopt(pattern, JsonFields.Numbers(field, "values", name));
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException($"field \"{name}\": {failure.Message}", failure);
        }
    }
}
