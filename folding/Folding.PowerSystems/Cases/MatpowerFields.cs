using System.Globalization;

namespace Folding.PowerSystems;

/// <summary>The fields of a case that matter here, with the lines they come from.</summary>
internal sealed class MatpowerFields(string file)
{
    /// <summary>What errors call the file.</summary>
    public string File { get; } = file;

    /// <summary>MVA that count as 1; null where not given.</summary>
    public double? BaseMva { get; set; }

    /// <summary>Line of the base power.</summary>
    public int BaseMvaLine { get; set; } = 1;

    /// <summary>The matrices by name.</summary>
    public Dictionary<string, MatpowerMatrix> Matrices { get; } = [];

    /// <summary>True when the case has this other field, whose elements this library does not model.</summary>
    public HashSet<string> Unmodelled { get; } = [];

    /// <summary>A number of a matrix; infinite where the field allows no limit.</summary>
    public double Number(MatpowerMatrix table, int row, int column, string what)
    {
        var value = table[row, column];
        return double.IsNaN(value) ? throw Error(table.RowLines[row], $"{what}, column {column + 1} of row {row + 1} of {table.Name}, is NaN; give a number.") : value;
    }

    /// <summary>A number of a matrix that must be finite.</summary>
    public double Finite(MatpowerMatrix table, int row, int column, string what)
    {
        var value = table[row, column];
        return double.IsFinite(value) ? value : throw Error(table.RowLines[row], $"{what}, column {column + 1} of row {row + 1} of {table.Name}, is {(double.IsNaN(value) ? "NaN" : "infinite")}; give a finite number.");
    }

    /// <summary>The error of a line.</summary>
    public InvalidDataException Error(int line, FormattableString message) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{File}:{line}: {message.ToString(CultureInfo.InvariantCulture)}"));
}

/// <summary>A literal matrix: its numbers by rows, and the line of each row.</summary>
internal sealed class MatpowerMatrix(string name, int line)
{
    public string Name { get; } = name;

    /// <summary>Line of the assignment.</summary>
    public int Line { get; } = line;

    public List<double> Values { get; } = [];

    public List<int> RowLines { get; } = [];

    public int Rows => RowLines.Count;

    public int Columns { get; set; }

    public double this[int row, int column] => Values[(row * Columns) + column];
}
