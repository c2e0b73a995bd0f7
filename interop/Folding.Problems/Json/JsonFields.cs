using System.Text.Json;

namespace Folding.Problems;

/// <summary>Typed access to the fields of a JSON document, with errors that name the field.</summary>
internal static class JsonFields
{
    public static JsonElement Field(JsonElement parent, string name, string path)
    {
        if (parent.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{Where(path)} must be an object, not {Describe(parent)}.");
        return parent.TryGetProperty(name, out var field) ? field : throw new InvalidDataException($"field \"{Join(path, name)}\" is missing.");
    }

    public static int Integer(JsonElement parent, string name, string path)
    {
        var field = Field(parent, name, path);
        return field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var value) && value >= 0
            ? value
            : throw new InvalidDataException($"field \"{Join(path, name)}\" must be a whole number from 0 to {int.MaxValue}, not {Describe(field)}.");
    }

    public static int[] Integers(JsonElement parent, string name, string path)
    {
        var array = Array(parent, name, path, out var length);
        var values = new int[length];
        var k = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out values[k]))
                throw new InvalidDataException($"field \"{Join(path, name)}\"[{k}] must be a whole number, not {Describe(item)}.");
            k++;
        }

        return values;
    }

    /// <summary>Numbers, of which the strings "Infinity" and "-Infinity" are two.</summary>
    public static double[] Numbers(JsonElement parent, string name, string path)
    {
        var array = Array(parent, name, path, out var length);
        var values = new double[length];
        var k = 0;
        foreach (var item in array.EnumerateArray()) values[k] = Number(item, $"{Join(path, name)}\"[{k++}]");
        return values;
    }

    public static double Number(JsonElement item, string path)
    {
        if (item.ValueKind == JsonValueKind.Number) return item.GetDouble();
        if (item.ValueKind == JsonValueKind.String)
        {
            if (item.ValueEquals("Infinity")) return double.PositiveInfinity;
            if (item.ValueEquals("-Infinity")) return double.NegativeInfinity;
        }

        throw new InvalidDataException($"field \"{path} must be a number, \"Infinity\" or \"-Infinity\", not {Describe(item)}.");
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static JsonElement Array(JsonElement parent, string name, string path, out int length)
    {
        var field = Field(parent, name, path);
        if (field.ValueKind != JsonValueKind.Array) throw new InvalidDataException($"field \"{Join(path, name)}\" must be an array, not {Describe(field)}.");
        length = field.GetArrayLength();
        return field;
    }

    private static string Where(string path) => path.Length == 0 ? "the document" : $"field \"{path}\"";

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => element.GetRawText(),
    };
}
