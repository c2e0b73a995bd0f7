using System.Globalization;
using System.Runtime.CompilerServices;

namespace Folding.PowerSystems;

/// <summary>
/// Reads the assignments <c>NAME.FIELD = value</c> of a MATPOWER case. Only literal numbers and matrices are values; everything
/// that belongs to other fields is skipped with respect for strings, comments and brackets.
/// </summary>
internal sealed class MatpowerText(string text, string file)
{
    private static readonly string[] MatrixNames = ["bus", "gen", "branch", "gencost"];
    private static readonly string[] Unmodelled = ["dcline", "storage"];
    private static readonly string[] Control = ["if", "for", "while", "switch", "try", "else", "elseif"];

    private readonly MatpowerFields _fields = new(file);
    private int _at;
    private int _line = 1;

    private char Current => _at < text.Length ? text[_at] : '\0';

    private char Next => _at + 1 < text.Length ? text[_at + 1] : '\0';

    public MatpowerFields ReadFields()
    {
        while (SkipBetweenStatements()) ReadStatement();
        return _fields;
    }

    private void ReadStatement()
    {
        if (!IsNameStart(Current))
        {
            SkipStatement();
            return;
        }

        var word = ReadName();
        if (Control.Contains(word)) throw Error($"'{word}' needs MATLAB to run; write the matrices as plain numbers.");
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var field = dot < 0 ? "" : word[(dot + 1)..];
        var isMatrix = MatrixNames.Contains(field);
        if (!isMatrix && field is not ("baseMVA" or "version"))
        {
            if (Unmodelled.Contains(field)) _fields.Unmodelled.Add(field);
            SkipStatement();
            return;
        }

        SkipBlanks();
        if (Current != '=' || Next == '=')
            throw Error($"{word} is followed by '{Shown(Current)}'; only 'NAME.{field} = value' is understood, nothing computed.");
        Advance();
        SkipBlanks();
        if (isMatrix) _fields.Matrices[field] = ReadMatrix(word);
        else if (field == "version") ReadVersion(word);
        else
        {
            _fields.BaseMvaLine = _line;
            _fields.BaseMva = ReadNumber(word);
        }

        SkipBlanks();
        if (!(Current is ';' or ',' or '\n' or '%' or '#' or '\0'))
            throw Error($"'{Shown(Current)}' follows the value of {word}; only plain numbers are understood, nothing computed.");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private MatpowerMatrix ReadMatrix(string name)
    {
        if (Current != '[') throw Error($"{name} must be a matrix of numbers in brackets; found '{Shown(Current)}'.");
        var matrix = new MatpowerMatrix(name, _line);
        Advance();
        var rowStart = 0;
        var rowLine = _line;
        while (true)
        {
            SkipBlanks();
            switch (Current)
            {
                case '\0':
                    throw _fields.Error(matrix.Line, $"the matrix {name} has no closing bracket.");
                case ']':
                    EndRow(matrix, ref rowStart, rowLine);
                    Advance();
                    return matrix;
                case ';' or '\n' or '%' or '#':
                    EndRow(matrix, ref rowStart, rowLine);
                    if (Current is '%' or '#') SkipComment();
                    else Advance();
                    break;
                case ',':
                    Advance();
                    break;
                default:
                    if (matrix.Values.Count == rowStart) rowLine = _line;
                    matrix.Values.Add(ReadNumber(name));
                    break;
            }
        }
    }

    private void EndRow(MatpowerMatrix matrix, ref int rowStart, int rowLine)
    {
        var length = matrix.Values.Count - rowStart;
        if (length == 0) return;
        if (matrix.Rows == 0) matrix.Columns = length;
        if (length != matrix.Columns)
            throw _fields.Error(rowLine, $"row {matrix.Rows + 1} of {matrix.Name} has {length} numbers, the rows above have {matrix.Columns}.");
        matrix.RowLines.Add(rowLine);
        rowStart = matrix.Values.Count;
    }

    private double ReadNumber(string name)
    {
        var start = _at;
        while (Current is not ('\0' or ' ' or '\t' or '\r' or '\n' or ',' or ';' or '[' or ']' or '%' or '#')) _at++;
        var word = text.AsSpan(start, _at - start);
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
        var negative = word is ['-', ..];
        var unsigned = word is ['-' or '+', ..] ? word[1..] : word;
        if (unsigned.Equals("Inf", StringComparison.OrdinalIgnoreCase)) return negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (unsigned.Equals("NaN", StringComparison.OrdinalIgnoreCase)) return double.NaN;
        throw Error($"'{(word.IsEmpty ? Shown(Current) : word.ToString())}' in {name} is not a number; only plain numbers are understood, nothing computed.");
    }

    private void ReadVersion(string name)
    {
        var start = _at;
        while (Current is not ('\0' or ';' or '\n' or '%' or '#')) _at++;
        var version = text.AsSpan(start, _at - start).Trim().Trim("'\"").Trim();
        if (version is not "2") throw Error($"{name} is {version.ToString()}; only version 2 is understood.");
    }

    /// <summary>Skips to the end of a statement: the line break, semicolon or comma outside all brackets.</summary>
    private void SkipStatement()
    {
        var depth = 0;
        var afterValue = false;
        while (true)
        {
            SkipContinuation();
            var c = Current;
            if (c == '\0') return;
            if (c is '%' or '#')
            {
                SkipComment();
                continue;
            }

            if (depth == 0 && c is '\n' or ';' or ',') return;
            if (c == '"' || (c == '\'' && !afterValue))
            {
                SkipString(c);
                afterValue = true;
                continue;
            }

            if (c is '[' or '(' or '{') depth++;
            if (c is ']' or ')' or '}') depth = Math.Max(0, depth - 1);
            // A quote that touches a value is a transpose, any other begins a string.
            afterValue = char.IsLetterOrDigit(c) || c is '_' or ']' or ')' or '}' or '\'' or '.';
            Advance();
        }
    }

    private void SkipString(char quote)
    {
        var line = _line;
        Advance();
        while (Current != quote || Next == quote)
        {
            if (Current is '\0' or '\n') throw _fields.Error(line, $"a string has no closing {quote}.");
            if (Current == quote) Advance();
            Advance();
        }

        Advance();
    }

    /// <summary>Skips white space, line breaks, separators and comments; false at the end of the text.</summary>
    private bool SkipBetweenStatements()
    {
        while (true)
        {
            SkipBlanks();
            if (Current is '%' or '#') SkipComment();
            else if (Current is '\n' or ';' or ',') Advance();
            else return Current != '\0';
        }
    }

    /// <summary>Skips white space and continuations within a statement.</summary>
    private void SkipBlanks()
    {
        while (true)
        {
            while (Current is ' ' or '\t' or '\r' or '\uFEFF') _at++;
            if (!SkipContinuation()) return;
        }
    }

    /// <summary>Three dots: the rest of the line is a comment and the statement goes on below.</summary>
    private bool SkipContinuation()
    {
        if (Current != '.' || Next != '.' || _at + 2 >= text.Length || text[_at + 2] != '.') return false;
        SkipLine();
        Advance();
        return true;
    }

    /// <summary>Skips to the end of the line, or past the end of a block comment, whose marks stand alone on their lines.</summary>
    private void SkipComment()
    {
        var opening = _line;
        if (!IsBlockMark('{'))
        {
            SkipLine();
            return;
        }

        var depth = 0;
        do
        {
            if (IsBlockMark('{')) depth++;
            else if (IsBlockMark('}')) depth--;
            SkipLine();
            if (depth == 0) return;
            if (Current == '\0') throw _fields.Error(opening, $"a block comment has no closing %}}.");
            Advance();
            while (Current is ' ' or '\t') _at++;
        }
        while (true);
    }

    private bool IsBlockMark(char brace)
    {
        if (!(Current is '%' or '#') || Next != brace) return false;
        for (var k = _at + 2; k < text.Length && text[k] != '\n'; k++)
        {
            if (!char.IsWhiteSpace(text[k])) return false;
        }

        for (var k = _at - 1; k >= 0 && text[k] != '\n'; k--)
        {
            if (!char.IsWhiteSpace(text[k])) return false;
        }

        return true;
    }

    private void SkipLine()
    {
        var end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end;
    }

    private string ReadName()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Current) || Current == '_' || (Current == '.' && IsNameStart(Next))) _at++;
        return text[start.._at];
    }

    private void Advance()
    {
        if (Current == '\n') _line++;
        if (_at < text.Length) _at++;
    }

    private InvalidDataException Error(FormattableString message) => _fields.Error(_line, message);

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static string Shown(char c) => c switch
    {
        '\0' => "the end of the file",
        '\n' or '\r' => "the end of the line",
        _ => c.ToString(),
    };
}
