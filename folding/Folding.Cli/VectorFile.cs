using System.Text.Json;

namespace Folding.Cli;

/// <summary>A JSON file whose fields are vectors: a seed, or a reference solution.</summary>
internal sealed class VectorFile : IDisposable
{
    private readonly string _path;
    private readonly JsonDocument _document;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a JSON object.</exception>
    public VectorFile(string path)
    {
        _path = path;
        if (!File.Exists(path)) throw new InputException($"{path}: no such file.");
        try
        {
            using var stream = File.OpenRead(path);
            _document = JsonDocument.Parse(stream);
        }
        catch (JsonException failure)
        {
            throw new InputException($"{path}: line {failure.LineNumber + 1}: not valid JSON ({failure.Message}).", failure);
        }

        if (_document.RootElement.ValueKind != JsonValueKind.Object) throw new InputException($"{path}: must be an object with the fields \"x\" and, if wanted, \"y\".");
    }

    /// <summary>A vector by its path of field names; null where the field is missing.</summary>
    /// <exception cref="InputException">It has another length or an entry that is not a finite number.</exception>
    public double[]? Vector(int length, params ReadOnlySpan<string> path)
    {
        var name = string.Join('.', path.ToArray());
        var element = _document.RootElement;
        foreach (var field in path)
        {
            if (!element.TryGetProperty(field, out element)) return null;
        }

        if (element.ValueKind != JsonValueKind.Array) throw new InputException($"{_path}: field \"{name}\" must be an array.");
        if (element.GetArrayLength() != length) throw new InputException($"{_path}: field \"{name}\" has {element.GetArrayLength()} entries; expected {length}.");
        var values = new double[length];
        var k = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !double.IsFinite(values[k] = item.GetDouble()))
                throw new InputException($"{_path}: field \"{name}\"[{k}] is {item.GetRawText()}; it must be a finite number.");
            k++;
        }

        return values;
    }

    public void Dispose() => _document.Dispose();
}
