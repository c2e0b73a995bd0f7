using System.Text.Json;
using Folding.Problems;
using Folding.TestData;

namespace Folding.Modeling.Tests;

/// <summary>The problems of Hock and Schittkowski (Test Examples for Nonlinear Programming Codes, 1981), written as formulas, solved by Ipopt.</summary>
public class HockSchittkowskiTests
{
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            if (!SharedData.Available) names.Add("all");
            else foreach (var problem in Problems()) names.Add(problem.GetProperty("name").GetString()!);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Optimal_value_is_reached_to_six_digits(string name)
    {
        SharedData.Require();
        var ipopt = Solvers.Ipopt();
        var problem = Problems().Single(entry => entry.GetProperty("name").GetString() == name);
        var best = problem.GetProperty("f_star").GetDouble();
        double[] start = [.. problem.GetProperty("x0").EnumerateArray().Select(static e => e.GetDouble())];
        var reached = new List<double>();
        // Where the data note other stationary points a local solver may stop at one: those problems get more starts.
        var random = new Random(20);
        for (var attempt = 0; attempt < (problem.GetProperty("note").GetString()!.Contains("another local", StringComparison.Ordinal) ? 10 : 1); attempt++)
        {
            var solution = ModelOf(problem, attempt == 0 ? start : Array.ConvertAll(start, x => x + (6 * (random.NextDouble() - 0.5)))).Build(ipopt).Solve();
            if (attempt == 0) Assert.True(solution.IsSolved, solution.ToString());
            if (solution.IsSolved) reached.Add(solution.Objective!.Value);
        }

        Assert.InRange(Math.Abs(reached.Min() - best), 0, 1e-6 * Math.Max(1, Math.Abs(best)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_are_those_of_the_functions(string name)
    {
        SharedData.Require();
        var problem = Problems().Single(entry => entry.GetProperty("name").GetString() == name);
        double[] start = [.. problem.GetProperty("x0").EnumerateArray().Select(static e => e.GetDouble())];
        var program = (NonlinearProgram)ModelOf(problem, start).Build(ProblemClass.Nonlinear).Problem;
        // Inside the bounds, where every logarithm and root is defined.
        var x = new double[program.VariableCount];
        var random = new Random(1);
        for (var j = 0; j < x.Length; j++) x[j] = program.Start[j] + (0.01 * (random.NextDouble() - 0.5) * Math.Max(1, Math.Abs(program.Start[j])));
        DerivativeCheck.Run(program, x);
    }

    private static Model ModelOf(JsonElement problem, double[] start)
    {
        var model = new Model();
        double?[] Numbers(string field) => [.. problem.GetProperty(field).EnumerateArray().Select(static e => e.ValueKind == JsonValueKind.Null ? (double?)null : e.GetDouble())];
        double?[] lower = Numbers("lower"), upper = Numbers("upper");
        List<Variable> x = [];
        for (var j = 0; j < start.Length; j++)
            x.Add(model.Variable($"x{j + 1}", lower[j] ?? double.NegativeInfinity, upper[j] ?? double.PositiveInfinity, start[j]));
        model.Minimize(FormulaText.Read(problem.GetProperty("objective").GetString()!, x));
        foreach (var formula in problem.GetProperty("eq").EnumerateArray()) model.SubjectTo(FormulaText.Read(formula.GetString()!, x) == 0);
        foreach (var formula in problem.GetProperty("ineq_ge_0").EnumerateArray()) model.SubjectTo(FormulaText.Read(formula.GetString()!, x) >= 0);
        return model;
    }

    private static JsonElement[] Problems()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.File("hs", "hs.json")));
        return [.. document.RootElement.GetProperty("problems").EnumerateArray().Select(static e => e.Clone())];
    }
}
