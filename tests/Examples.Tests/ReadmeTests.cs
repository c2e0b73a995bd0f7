using Folding;
using Folding.Highs;
using Folding.Problems;
using Folding.TestData;

namespace Examples.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_gives_the_numbers_it_states()
    {
        // minimise 1/2 x'Px + q'x  subject to  l <= Ax <= u; P by its upper triangle, infinite bounds allowed
        var problem = new QuadraticProgram(
            CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), q: [1, 1],
            CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), lower: [1, -2, -2], upper: [1, 2, 2]);

        ISolver<QuadraticProgram> solver = new HighsSolver();   // or new OsqpSolver(), new IpoptSolver(): nothing else changes
        var layer = DifferentiableSolver.ForQuadratic(solver);
        var tape = layer.Forward(problem);                      // tape.Solution: x = (0.25, 0.75), y = (-2.75, 0, 0)
        var seed = Seed.OnPrimal([1, 0]);                       // dLoss/dx of any loss
        var gradient = tape.Vjp(seed).EnsureTrusted();          // throws where there is no exact gradient, and says why

        Console.WriteLine(string.Join(' ', gradient.Data.Q));   // dLoss/dq = (-0.25, 0.25); also .P .A .Lower .Upper
        Console.WriteLine(gradient.Report);                     // kkt, trust exact, and how it was found out
        Console.WriteLine(GradientCheck.Run(layer, problem, seed).WorstError);   // against central differences

        Assert.Equal(0.25, tape.Solution.Primal[0], 1e-12);
        Assert.Equal(0.75, tape.Solution.Primal[1], 1e-12);
        Assert.Equal(-2.75, tape.Solution.Dual[0], 1e-12);
        Assert.Equal(-0.25, gradient.Data.Q[0], 1e-12);
        Assert.Equal(0.25, gradient.Data.Q[1], 1e-12);
        Assert.StartsWith("kkt, trust exact", gradient.Report.ToString(), StringComparison.Ordinal);
        Assert.InRange(GradientCheck.Run(layer, problem, seed).WorstError!.Value, 0, 1e-6);
    }

    [Fact]
    public void The_example_is_the_code_of_the_test_above()
    {
        var readme = Lines(RepositoryRoot.Path("README.md"));
        var start = readme.IndexOf("```csharp") + 1;
        var example = readme[start..readme.IndexOf("```", start)];
        Assert.InRange(example.Count, 10, 20);

        var source = Lines(RepositoryRoot.Path("tests", "Examples.Tests", "ReadmeTests.cs"));
        Assert.All(example, line => Assert.Contains(line, source));
    }

    private static List<string> Lines(string path) => [.. File.ReadLines(path).Select(static line => line.Trim())];
}
