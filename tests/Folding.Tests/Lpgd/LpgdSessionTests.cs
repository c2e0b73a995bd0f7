using Folding.Problems;
using Folding.TestData;

namespace Folding.Tests;

/// <summary>Re-solves in the sessions of the layer: few set-ups, warm starts, the same bits whatever came before and on any number of threads.</summary>
public class LpgdSessionTests
{
    private static readonly GridShortestPath Grid = new(5, 5);

    [Fact]
    public void Backward_passes_open_no_session_of_their_own()
    {
        var solver = new Costly(Solvers.RequireHighs());
        var tape = DifferentiableSolver.ForLinear(solver, new Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Fixed(1) }).Forward(Grid.Program(Lengths(1)));
        for (var k = 0; k < 5; k++) tape.Vjp(Seed.OnPrimal(Make.Normals(k, 40)));
        Assert.Equal(1, solver.Sessions);
        Assert.Equal(11, solver.Solves);
    }

    [Fact]
    public void A_re_solve_starts_from_the_basis_of_the_forward_pass()
    {
        var program = new GridShortestPath(12, 12).Program(Lengths(3, 264));
        var tape = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(0.05) }).Forward(program);
        var report = tape.Vjp(Seed.OnPrimal(Make.Normals(2, 264))).Report;
        Assert.InRange(report.Iterations, 0, tape.Solution.Statistics.Iterations / 2);
    }

    [Fact]
    public void The_same_tape_and_seed_give_the_same_bits_whatever_was_asked_between()
    {
        var linear = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd()).Forward(Grid.Program(Lengths(4)));
        var integer = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd()).Forward(Grid.Program(Lengths(4), integer: true));
        foreach (var tape in new[] { linear, integer })
        {
            var first = tape.Vjp(Seed.OnPrimal(Make.Normals(1, 40)));
            for (var k = 2; k < 6; k++) tape.Vjp(Seed.OnPrimal(Make.Normals(k, 40)));
            var again = tape.Vjp(Seed.OnPrimal(Make.Normals(1, 40)));
            Assert.Equal(first.Data.Cost, again.Data.Cost);
            Assert.Equal(first.Data.RowUpper, again.Data.RowUpper);
            Assert.Equal(first.Data.A.Values, again.Data.A.Values);
        }
    }

    [Fact]
    public void A_refined_quadratic_program_gives_the_same_bits_too()
    {
        var (problem, _, _) = Make.StrictlyComplementary(7, 15, 2, 14);
        var tape = DifferentiableSolver.ForQuadratic(Solvers.Require("OSQP"), new Lpgd { Temperature = Temperature.Fixed(0.3) }).Forward(problem);
        var first = tape.Vjp(Seed.OnPrimal(Make.Normals(1, 15)));
        for (var k = 2; k < 6; k++) tape.Vjp(Seed.OnPrimal(Make.Normals(k, 15)));
        var again = tape.Vjp(Seed.OnPrimal(Make.Normals(1, 15)));
        foreach (var (actual, expected) in LpgdTests.Blocks(again.Data, first.Data)) Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_batch_on_several_threads_has_the_bits_of_a_loop()
    {
        var layer = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd { Kind = LpgdKind.Average }, refine: false);
        LinearProgram[] programs = [.. Enumerable.Range(0, 60).Select(static k => Grid.Program(Lengths(k)))];
        Seed[] seeds = [.. Enumerable.Range(0, 60).Select(static k => Seed.OnPrimal(Make.Normals(k + 500, 40)))];
        var batch = layer.ForwardBatch(programs, new() { DegreeOfParallelism = 4 }).Vjp(seeds);
        for (var k = 0; k < programs.Length; k++)
        {
            var alone = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), layer.Method, refine: false).Forward(programs[k]).Vjp(seeds[k]);
            Assert.Equal(alone.Data.Cost, batch[k].Data.Cost);
            Assert.Equal(alone.Data.RowLower, batch[k].Data.RowLower);
        }
    }

    [Fact]
    public async Task One_tape_may_be_asked_from_several_threads()
    {
        var tape = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), Lpgd.Blackbox(2)).Forward(Grid.Program(Lengths(9)));
        var expected = Enumerable.Range(0, 8).Select(k => tape.Vjp(Seed.OnPrimal(Make.Normals(k, 40))).Data.Cost).ToArray();
        var actual = await Task.WhenAll(Enumerable.Range(0, 8).Select(k => Task.Run(() => tape.Vjp(Seed.OnPrimal(Make.Normals(k, 40))).Data.Cost)));
        for (var k = 0; k < 8; k++) Assert.Equal(expected[k], actual[k]);
    }

    [Fact]
    public void The_automatic_temperature_of_a_linear_program_grows_until_the_solution_moves()
    {
        var tape = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd()).Forward(LpgdTests.Vertex);
        var (data, report) = tape.Vjp(Seed.OnPrimal([1, 0.5]));
        // |c|/|g| = 2: 0.2 does not leave the vertex, 2 does.
        Assert.Equal(2, report.Temperature!.Value, 1e-12);
        LpgdTests.AssertClose([-1.5, 0.5], data.Cost, 1e-13);
        Assert.Contains("lower", report.Notes[0], StringComparison.Ordinal);
        var relative = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), new Lpgd { Temperature = Temperature.Relative(0.05) }).Forward(LpgdTests.Vertex).Vjp(Seed.OnPrimal([1, 0.5])).Report;
        Assert.Equal(0.1, relative.Temperature!.Value, 1e-12);
        Assert.Contains(relative.Notes, static note => note.Contains("does not move", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sudoku_with_a_learned_constraint_matrix_has_gradients_of_the_matrix_and_its_right_hand_side()
    {
        SharedData.Require();
        var line = File.ReadLines(SharedData.File("sudoku", "sudoku4.csv")).Skip(1).First().Split(',');
        double[] puzzle = OneHot(line[0]), solved = OneHot(line[1]);
        var random = new Random(1);
        var a = new double[40, 64];
        double[] b = new double[40], cost = [.. puzzle.Select(static v => -v)], upper = new double[64];
        Array.Fill(upper, double.PositiveInfinity);
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < 64; j++) b[i] += a[i, j] = random.NextDouble();
        }

        var program = new LinearProgram(cost, CscMatrix.FromDense(a), b, b, new double[64], upper);
        foreach (var rho in (ReadOnlySpan<double>)[0, 0.1])
        {
            var method = new Lpgd { Kind = LpgdKind.Average, Temperature = Temperature.Relative(1), Augmentation = rho };
            var tape = DifferentiableSolver.ForLinear(Solvers.RequireHighs(), method).Forward(program);
            Assert.True(tape.Solution.IsSolved);
            var (data, report) = tape.Vjp(Seed.OnPrimal(Vectors.Sum(tape.Solution.Primal.AsSpan(), -1, solved)));
            Assert.True(report.Trust > TrustLevel.None, report.ToString());
            Assert.True(Vectors.Norm(data.A.Values) > 0);
            Assert.True(Vectors.Norm(Vectors.Sum(data.RowLower.AsSpan(), 1, data.RowUpper.AsSpan())) > 0);
        }

        static double[] OneHot(string cells)
        {
            var hot = new double[64];
            for (var k = 0; k < 16; k++)
            {
                if (cells[k] != '0') hot[(4 * k) + cells[k] - '1'] = 1;
            }

            return hot;
        }
    }

    private static double[] Lengths(int seed, int count = 40) => [.. Make.Normals(seed, count).Select(static v => 1 + Math.Abs(v))];
}
