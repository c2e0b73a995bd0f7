using Folding.Problems;

namespace Folding.Highs.Tests;

public sealed class HighsModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_file_is_FileNotFound() =>
        Assert.Equal(Path.Combine(_folder, "none.mps"), Assert.Throws<FileNotFoundException>(() => HighsModelFile.Read(Path.Combine(_folder, "none.mps"))).FileName);

    [Fact]
    public void An_unknown_extension_is_refused()
    {
        Assert.Contains(".mps, .qps, .lp", Assert.Throws<ArgumentException>(() => HighsModelFile.Read("model.xyz")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HighsModelFile.Write(Path.Combine(_folder, "model.xyz"), Programs.Corner()));
    }

    [Theory]
    [InlineData("corner.mps")]
    [InlineData("corner.lp")]
    [InlineData("CORNER.MPS")]
    [InlineData("corner.QPS")]
    public void A_linear_program_survives_writing_and_reading(string name)
    {
        var path = Path.Combine(_folder, name);
        HighsModelFile.Write(path, Programs.Corner(7));
        var read = Assert.IsType<LinearProgram>(HighsModelFile.Read(path));
        Assert.Equal(Programs.Corner().Cost, read.Cost);
        Assert.Equal(Programs.Corner().A.ToDense(), read.A.ToDense());
        Assert.Equal(Programs.Corner().RowUpper, read.RowUpper);
        Assert.Equal(Programs.Corner().ColumnUpper, read.ColumnUpper);
        Assert.Equal(7, read.Constant);
    }

    [Theory]
    [InlineData("line.mps", 4)]
    [InlineData("line.qps", 4)]
    [InlineData("line.lp", Programs.Inf)]
    public void A_quadratic_program_survives_writing_and_reading(string name, double upper)
    {
        var p = CscMatrix.FromTriplets(2, 2, [(0, 0, 2), (0, 1, 1), (1, 1, 3)]);
        var problem = new QuadraticProgram(p, [-2, -5], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, -1 } }), [-Programs.Inf, -2], [2, upper], 0.5);
        var path = Path.Combine(_folder, name);
        HighsModelFile.Write(path, problem);
        var read = Assert.IsType<QuadraticProgram>(HighsModelFile.Read(path));
        Assert.Equal(p.ToDense(), read.P.ToDense());
        Assert.Equal(problem.Q, read.Q);
        Assert.Equal(problem.A.ToDense(), read.A.ToDense());
        Assert.Equal(problem.Lower, read.Lower);
        Assert.Equal(problem.Upper, read.Upper);
        Assert.Equal(0.5, read.Constant);
    }

    [Fact]
    public void A_word_in_place_of_a_number_is_named_with_its_line()
    {
        var path = File("number.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r 1D3\nENDATA\n");
        Assert.Equal($"{path}: line 6, section COLUMNS: \"1D3\" stands where a number is expected.", Assert.Throws<InvalidDataException>(() => HighsModelFile.Read(path)).Message);
    }

    [Fact]
    public void Integers_survive_writing_and_reading()
    {
        var path = Path.Combine(_folder, "knapsack.mps");
        HighsModelFile.Write(path, Programs.Knapsack());
        Assert.Equal([0, 1, 2], Assert.IsType<LinearProgram>(HighsModelFile.Read(path)).IntegerColumns);
    }

    [Fact]
    public void A_maximisation_is_negated_with_its_constant()
    {
        var read = Assert.IsType<LinearProgram>(HighsModelFile.Read(File("max.lp", "Maximize\n obj: 2 x + 3 y + 4\nSubject To\n r: x + y <= 5\nEnd\n")));
        Assert.Equal([-2.0, -3.0], read.Cost);
        Assert.Equal(-4, read.Constant);
        Assert.Equal(-19, new HighsSolver().Solve(read).Objective!.Value, 9);
    }

    [Fact]
    public void Bounds_of_a_quadratic_file_become_rows_in_the_order_of_the_variables()
    {
        var read = Assert.IsType<QuadraticProgram>(HighsModelFile.Read(File("bounds.lp",
            "Minimize\n obj: x + [ 2 x ^2 + 2 x * y + 4 y ^2 ] / 2\nSubject To\n r: x + y + z >= 1\nBounds\n -1 <= x <= 2\n y free\n z <= 9\nEnd\n")));
        Assert.Equal(new double[,] { { 1, 1, 1 }, { 1, 0, 0 }, { 0, 0, 1 } }, read.A.ToDense());
        Assert.Equal([1, -1, 0], read.Lower);
        Assert.Equal([Programs.Inf, 2, 9], read.Upper);
        Assert.Equal(new double[,] { { 2, 1, 0 }, { 0, 4, 0 }, { 0, 0, 0 } }, read.P.ToDense());
    }

    [Fact]
    public void Ranges_follow_the_sign_rules_of_the_format()
    {
        const string Text = "NAME t\nROWS\n N c\n E e1\n E e2\n G g\n L l\nCOLUMNS\n x c 1 e1 1\n x e2 1 g 1\n x l 1\nRHS\n s e1 5 e2 5\n s g 1 l 9\nRANGES\n s e1 2 e2 -2\n s g 3 l 4\nENDATA\n";
        var read = Assert.IsType<LinearProgram>(HighsModelFile.Read(File("ranges.mps", Text)));
        Assert.Equal([5.0, 3.0, 1.0, 5.0], read.RowLower);
        Assert.Equal([7.0, 5.0, 4.0, 9.0], read.RowUpper);
    }

    [Fact]
    public void A_set_named_like_a_row_is_read_as_a_set()
    {
        const string Text = "NAME t\nROWS\n N c\n G 1\n G 2\nCOLUMNS\n x c 1 1 1\n x 2 1\nRHS\n 1 1 4 2 6\nENDATA\n";
        Assert.Equal([4.0, 6.0], Assert.IsType<LinearProgram>(HighsModelFile.Read(File("sets.mps", Text))).RowLower);
    }

    [Theory]
    [InlineData("truncated.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r")]
    [InlineData("garbled.mps", "this is not a model\n\u0001\u0002 at all\n")]
    [InlineData("empty.mps", "")]
    [InlineData("number.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c one r 1\nENDATA\n")]
    [InlineData("unknown.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 nowhere 1\nENDATA\n")]
    [InlineData("crossed.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r 1\nBOUNDS\n LO b x 3\n UP b x 2\nENDATA\n")]
    [InlineData("garbled.lp", "Minimize\n obj: 2 x + + >=\nSubject\n")]
    [InlineData("semicontinuous.lp", "Minimize\n obj: x\nSubject To\n r: x >= 1\nBounds\n x <= 5\nSemi-continuous\n x\nEnd\n")]
    [InlineData("sos.mps", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r 1\n y c 1 r 1\nSOS\n S1 SOS s1\n s1 x 1\n s1 y 2\nENDATA\n")]
    [InlineData("integer-quadratic.lp", "Minimize\n obj: [ 2 x ^2 ] / 2\nSubject To\n r: x >= 1\nGeneral\n x\nEnd\n")]
    public void A_file_that_is_no_model_of_ours_is_InvalidData_with_its_name(string name, string text)
    {
        var path = File(name, text);
        var wrong = Assert.Throws<InvalidDataException>(() => HighsModelFile.Read(path));
        Assert.StartsWith(path, wrong.Message, StringComparison.Ordinal);
        Assert.True(wrong.Message.Length > path.Length + 10, wrong.Message);
        Assert.DoesNotContain("\n", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_quadratic_file_is_named_by_its_own_name()
    {
        var path = File("cut.QPS", "NAME t\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r");
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => HighsModelFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unwritable_path_is_an_IOException() =>
        Assert.ThrowsAny<IOException>(() => HighsModelFile.Write(Path.Combine(_folder, "no", "such", "folder.mps"), Programs.Corner()));

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
