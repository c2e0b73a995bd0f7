namespace Folding.Cli.Tests;

/// <summary>A temporary folder with problem files.</summary>
internal sealed class Folder : IDisposable
{
    /// <summary>min 2 x² + x y + y² + x + y subject to x + y = 1, 0 ≤ x ≤ 0.7, 0 ≤ y: x = 1/4, y = 3/4, objective 1.875, multipliers (-2.75, 0, 0).</summary>
    public const string Example = """
        { "format": "folding-qp/1", "n": 2, "m": 3,
          "P": { "rows": 2, "cols": 2, "colptr": [0,1,3], "rowind": [0,0,1], "values": [4,1,2] },
          "q": [1,1],
          "A": { "rows": 3, "cols": 2, "colptr": [0,2,4], "rowind": [0,1,0,2], "values": [1,1,1,1] },
          "l": [1,0,0], "u": [1,0.7,"Infinity"], "integer": [] }
        """;

    /// <summary>min -x - y subject to x + 2y ≤ 4, 3x + y ≤ 6, x, y ≥ 0: x = 1.6, y = 1.2, multipliers (0.4, 0.2, 0, 0).</summary>
    public const string LinearLp = """
        minimize
         obj: - x - y
        subject to
         a: x + 2 y <= 4
         b: 3 x + y <= 6
        end
        """;

    /// <summary>The same with whole numbers: objective -2.</summary>
    public const string IntegerLp = """
        minimize
         obj: - x - y
        subject to
         a: x + 2 y <= 4
         b: 3 x + y <= 6
        general
         x y
        end
        """;

    /// <summary>The same linear program as MPS.</summary>
    public const string LinearMps = """
        NAME          SMALL
        ROWS
         N  OBJ
         L  A
         L  B
        COLUMNS
            X         OBJ       -1.0         A         1.0
            X         B         3.0
            Y         OBJ       -1.0         A         2.0
            Y         B         1.0
        RHS
            RHS       A         4.0          B         6.0
        ENDATA
        """;

    /// <summary>min x² + y² - x subject to x + y ≥ 1, x, y ≥ 0: x = 3/4, y = 1/4, objective -1/8.</summary>
    public const string QuadraticMps = """
        NAME          QUAD
        ROWS
         N  OBJ
         G  R
        COLUMNS
            X         OBJ       -1.0         R         1.0
            Y         R         1.0
        RHS
            RHS       R         1.0
        QUADOBJ
            X         X         2.0
            Y         Y         2.0
        ENDATA
        """;

    public string Root { get; } = Directory.CreateTempSubdirectory("fold-tests-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string File(string name, string content)
    {
        var path = At(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>The example with a piece of its text replaced.</summary>
    public string Changed(string piece, string by)
    {
        Assert.Contains(piece, Example, StringComparison.Ordinal);
        return File("changed.json", Example.Replace(piece, by, StringComparison.Ordinal));
    }

    public string At(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
