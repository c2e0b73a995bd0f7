namespace Folding.PowerSystems;

/// <summary>
/// The costs of active power in the matrix gencost: polynomials (model 2) of degree two at most, highest power first, $/h with P in MW.
/// Piecewise linear costs (model 1), higher degrees and costs of reactive power are refused: the programs here do not have them.
/// </summary>
internal sealed class PolynomialCosts
{
    private const int FirstCoefficient = 4;
    private const int Polynomial = 2;

    private readonly MatpowerFields _fields;
    private readonly MatpowerMatrix _table;

    public PolynomialCosts(MatpowerFields fields, MatpowerMatrix table, int generators)
    {
        _fields = fields;
        _table = table;
        if (table.Rows != generators && table.Rows != 2 * generators)
            throw fields.Error(table.Line, $"{table.Name} has {table.Rows} rows for {generators} generators; it needs one row per generator (or two, the second half for reactive power).");
        for (var r = generators; r < table.Rows; r++)
        {
            if (Of(r) != (0, 0, 0)) throw fields.Error(table.RowLines[r], $"row {r + 1} of {table.Name} is a cost of reactive power, which is not supported; set it to zero.");
        }
    }

    /// <summary>c2, c1 and c0 of a row.</summary>
    public (double Quadratic, double Linear, double Constant) Of(int row)
    {
        var line = _table.RowLines[row];
        var model = _table[row, 0];
        if (model != Polynomial)
        {
            throw _fields.Error(line, model == 1
                ? $"row {row + 1} of {_table.Name} is a piecewise linear cost (model 1), which is not supported; replace it by a polynomial of degree two at most (model 2)."
                : (FormattableString)$"row {row + 1} of {_table.Name} has the cost model {model}; it must be 2 (polynomial).");
        }

        var count = _table[row, 3];
        if (!(count >= 0) || count != Math.Floor(count) || count > _table.Columns - FirstCoefficient)
            throw _fields.Error(line, $"row {row + 1} of {_table.Name} announces {count} coefficients; the row has room for {_table.Columns - FirstCoefficient}.");
        for (var power = 3; power < count; power++)
        {
            if (Coefficient(row, (int)count, power) is var high and not 0)
                throw _fields.Error(line, $"row {row + 1} of {_table.Name} has the coefficient {high} of P^{power}; costs of degree two at most are supported.");
        }

        return (Coefficient(row, (int)count, 2), Coefficient(row, (int)count, 1), Coefficient(row, (int)count, 0));
    }

    private double Coefficient(int row, int count, int power) => power < count ? _fields.Finite(_table, row, FirstCoefficient + count - 1 - power, $"c{power}") : 0;
}
