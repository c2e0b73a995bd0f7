using System.Text.Json;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests;

public sealed class KktTests
{
    private static readonly double[] VertexX = [0.3, 0.7];
    private static readonly double[] VertexY = [-2.9, 0, 0.2];

    private static Tape<QuadraticProgram, QuadraticData> Tape(QuadraticProgram problem, double[] x, double[] y) =>
        DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y)).Forward(problem);

    [Fact]
    public void Vertex_program_has_the_worked_gradients_for_a_primal_seed()
    {
        var tape = Tape(Make.WorkedExample([1, 0, 0], [1, 0.7, 0.7]), VertexX, VertexY);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 2]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Close([0, 0], gradient.Data.Q.AsSpan());
        Close([0, 0, 0], gradient.Data.P.Values);
        Close([-0.3, -0.7, 0, 0], [gradient.Data.A[0, 0], gradient.Data.A[0, 1], gradient.Data.A[1, 0], gradient.Data.A[2, 1] + 0.7]);
        Close([1, 0, 0], gradient.Data.Lower.AsSpan());
        Close([0, 0, 1], gradient.Data.Upper.AsSpan());
    }

    [Fact]
    public void Vertex_program_has_the_worked_gradients_for_a_dual_seed()
    {
        var tape = Tape(Make.WorkedExample([1, 0, 0], [1, 0.7, 0.7]), VertexX, VertexY);
        var data = tape.Vjp(Seed.OnDual([1, 0, 1])).Data;
        Close([0, -1], data.Q.AsSpan());
        Close([0, -0.3, -0.7], data.P.Values);
        Close([0.3, 3.6], [data.A[0, 0], data.A[0, 1]]);
        Close([0, 0.5], [data.A[1, 0], data.A[2, 1]]);
        Close([-1, 0, 0], data.Lower.AsSpan());
        Close([0, 0, -1], data.Upper.AsSpan());
    }

    [Fact]
    public void Program_on_an_equality_line_has_the_worked_gradients()
    {
        var tape = Tape(Make.WorkedExample([1, -2, -2], [1, 2, 2]), [0.25, 0.75], [-2.75, 0, 0]);
        var data = tape.Vjp(Seed.OnPrimal([1, 0])).Data;
        Close([-0.25, 0.25], data.Q.AsSpan());
        Close([-1.0 / 16, -1.0 / 8, 3.0 / 16], data.P.Values);
        Close([5.0 / 8, -7.0 / 8], [data.A[0, 0], data.A[0, 1]]);
        Close([0.25, 0, 0], [data.Lower[0] + data.Upper[0], data.Lower[1], data.Upper[2]]);
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(20, 4, 30)]
    [InlineData(60, 10, 80)]
    public void Reverse_mode_agrees_with_forward_mode_and_central_differences(int n, int equalities, int inequalities)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, n, equalities, inequalities);
            var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y));
            var result = GradientCheck.Run(layer, problem, Seed.On(Make.Normals(seed, n), Make.Normals(seed + 100, problem.ConstraintCount)));
            Assert.Equal(TrustLevel.Exact, result.Report.Trust);
            Assert.True(result.Passed, string.Join('\n', result.Directions.AsEnumerable()));
            Assert.True(result.WorstAdjointError < 1e-10, $"adjoint identity {result.WorstAdjointError}");
        }
    }

    [Fact]
    public void The_objective_as_loss_has_no_gradient_in_the_cost()
    {
        // With g_x = Px + q stationarity gives r_x = 0 and r_y = -y: a sign test that needs no differences.
        var (problem, x, y) = Make.StrictlyComplementary(7, 25, 5, 30);
        var gx = new double[25];
        problem.P.MultiplySymmetric(x, gx);
        for (var j = 0; j < gx.Length; j++) gx[j] += problem.Q[j];
        var data = Tape(problem, x, y).Vjp(Seed.OnPrimal(gx)).Data;
        Assert.True(Vectors.MaxNorm(data.Q.AsSpan()) < 1e-11);
        Assert.True(Vectors.MaxNorm(data.P.Values) < 1e-11);
        for (var i = 0; i < y.Length; i++) Assert.Equal(-y[i], data.Lower[i] + data.Upper[i], 1e-10);
    }

    [Fact]
    public void Gradients_of_the_benchmark_problems_equal_their_references()
    {
        SharedData.Require();
        foreach (var file in Directory.EnumerateFiles(SharedData.File("bench"), "*.ref.json").Order(StringComparer.Ordinal))
        {
            var problem = (QuadraticProgram)ProblemJson.Read(file.Replace(".ref.json", ".json"));
            using var reference = JsonDocument.Parse(File.ReadAllText(file));
            using var seed = JsonDocument.Parse(File.ReadAllText(file.Replace(".ref.json", ".seed.json")));
            var tape = Tape(problem, Numbers(reference.RootElement.GetProperty("x")), Numbers(reference.RootElement.GetProperty("y")));
            var gradient = tape.Vjp(Seed.OnPrimal(Numbers(seed.RootElement.GetProperty("x"))));
            var expected = reference.RootElement.GetProperty("gradient");
            var error = Math.Max(
                Relative(gradient.Data.Q.AsSpan(), Numbers(expected.GetProperty("q"))),
                Relative([.. gradient.Data.Lower.Zip(gradient.Data.Upper, static (l, u) => l + u)], Numbers(expected.GetProperty("activeBound"))));
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(file)}: {error:G2}, {gradient.Report}");
            Assert.True(error < 1e-8, $"{Path.GetFileName(file)}: relative error {error:G2}; {gradient.Report}");
            Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(static v => v.GetDouble())];

    private static double Relative(ReadOnlySpan<double> actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double error = 0, size = 0;
        for (var k = 0; k < expected.Length; k++)
        {
            error = Math.Max(error, Math.Abs(actual[k] - expected[k]));
            size = Math.Max(size, Math.Abs(expected[k]));
        }

        return size == 0 ? error : error / size;
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-12);
    }
}
