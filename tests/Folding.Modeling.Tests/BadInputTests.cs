using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>A caller's mistake is an ArgumentException that names it.</summary>
public class BadInputTests
{
    private readonly Model _model = new();
    private readonly Set<int> _hours = Set.Range(24);

    [Fact]
    public void Symbols_of_another_model_are_named()
    {
        var stranger = new Model().Variable("stranger");
        var x = _model.Variable("x");
        Refused("stranger", () => x + stranger);
        Refused("stranger", () => _model.Minimize(stranger));
        Refused("stranger", () => _model.SubjectTo(stranger <= 1));
        Refused("stranger", () => _model.Variable("y", upper: stranger));
        _model.SubjectTo(x >= 1);
        _model.Minimize(x);
        var built = _model.Build();
        var solution = built.On(Solvers.Highs()).Solve();
        Refused("stranger", () => solution[stranger]);
        Refused("price", () => built.With(new Model().Parameter("price", 1), 2));
        Refused("late", () => solution[_model.Variable("late")]);
        Refused("foreign", () => solution.Dual(Foreign()));

        static Constraint Foreign()
        {
            var other = new Model();
            return other.SubjectTo(other.Variable("x") >= 0, "foreign");
        }
    }

    [Fact]
    public void A_wrong_index_is_named()
    {
        var g = _model.Variable("g", _hours, 0, 1);
        Refused("g has no element 24", () => g[24]);
        Refused("g has no element -1", () => g[-1]);
        var cost = _model.Parameter("cost", Set.Of("coal", "gas"), 2);
        Refused("cost has no element wind", () => cost["wind"]);
        var flow = _model.Variable("flow", _hours, Set.Of("in", "out"));
        Refused("flow has no element up", () => flow[3, "up"]);
        Refused("coal", () => Set.Of("coal", "coal"));
    }

    [Fact]
    public void Numbers_that_are_no_numbers_are_refused()
    {
        var x = _model.Variable("x");
        Refused("NaN", () => x + double.NaN);
        Refused("cannot take part", () => x + double.PositiveInfinity);
        Refused("NaN", () => _model.Parameter("p", double.NaN));
        var load = _model.Parameter("load", Set.Range(2), 1);
        _model.SubjectTo(x >= load[0]);
        var built = _model.Build();
        Refused("parameter load: value 1", () => built.With(load, new[] { 1, double.PositiveInfinity }));
        Refused("load[1]", () => built.With(load[1], double.NaN));
        Refused("3 values were given for 2", () => built.With(load, new double[] { 1, 2, 3 }));
        Refused("load[1] is NaN", () => ((NonlinearProgram)_model.Build(ProblemClass.Nonlinear).Problem).WithParameters([1, double.NaN]));
        Refused("NaN", () => Log((x * 0) - 1));
        Refused("divided by", () => x / 0);
    }

    [Fact]
    public void Contradicting_bounds_are_named()
    {
        var limit = _model.Parameter("limit", 1);
        var g = _model.Variable("g", _hours, lower: 0, upper: limit);
        _model.SubjectTo(_hours, t => limit - 1 <= g[t] - 1 <= 3, "window");
        _model.Minimize(Sum(_hours, t => g[t]));
        foreach (var @class in new[] { ProblemClass.Linear, ProblemClass.Quadratic, ProblemClass.Nonlinear })
        {
            var built = _model.Build(@class);
            Refused("g[0]: the lower bound", () => built.With(limit, -0.5));
            Refused("window[0]: the lower bound", () => built.With(limit, 8));
        }

        _model.Variable("late", 3, 2);
        Refused("late", () => _model.Build());
    }

    [Fact]
    public void Constraints_without_variables_are_named()
    {
        var x = _model.Variable("x");
        var p = _model.Parameter("p", 1);
        Refused("fixed has no variables", () => _model.SubjectTo(p <= 3, "fixed"));
        Refused("has no variables", () => _model.SubjectTo(x - x <= 3));
        Refused("free of variables", () => _model.SubjectTo(x <= x + 1 <= 3));
        Refused("low <= body <= high", () => _model.SubjectTo((x >= 1) <= 3));
        Refused("upper bound is -Infinity", () => BuildWith(x <= double.NegativeInfinity));

        void BuildWith(Relation relation)
        {
            _model.SubjectTo(relation);
            _model.Build();
        }
    }

    [Fact]
    public void A_name_is_given_once()
    {
        _model.Variable("x");
        Refused("named x", () => _model.Parameter("x", 1));
        Refused("", () => _model.Variable(""));
    }

    [Fact]
    public void What_no_solver_takes_is_said_with_the_mend()
    {
        var x = _model.Variable("x", 0, 5, integer: true);
        _model.Minimize(x * x);
        Refused("mixed-integer quadratic program", () => _model.Build());
        _model.Minimize(Exp(x));
        Refused("mixed-integer nonlinear program", () => _model.Build());
        _model.Minimize(x);
        Refused("integer variables", () => _model.Build(ProblemClass.Nonlinear));
        Refused("IpoptSolver does not solve programs of class MixedIntegerLinear", () => _model.Build(Solvers.Ipopt()));
        Refused("String", () => _model.Build("a solver"));
    }

    [Fact]
    public void Reading_a_solution_that_is_not_there_says_what_happened()
    {
        var x = _model.Variable("x", 0, 1);
        _model.Minimize(x);
        _model.SubjectTo(x >= 2);
        var solution = _model.Build(Solvers.Highs()).Solve();
        Assert.Equal(TerminationStatus.Infeasible, solution.Solution.Termination);
        Assert.Equal(TrustLevel.None, solution.ValueGradient().Report.Trust);
        if (solution.Solution.Primal.IsEmpty) Assert.Contains("infeasible", Assert.Throws<InvalidOperationException>(() => solution[x]).Message, StringComparison.Ordinal);
    }

    private static void Refused(string what, Func<object?> mistake) => Refused(what, (Action)(() => mistake()));

    private static void Refused(string what, Action mistake) => Assert.Contains(what, Assert.ThrowsAny<ArgumentException>(mistake).Message, StringComparison.Ordinal);
}
