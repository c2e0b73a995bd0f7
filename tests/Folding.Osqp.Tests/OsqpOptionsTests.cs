using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class OsqpOptionsTests
{
    public OsqpOptionsTests() => Osqp.Require();

    [Theory]
    [InlineData("rho", "0", "a positive number")]
    [InlineData("rho", "NaN", "a positive number")]
    [InlineData("alpha", "2", "strictly between 0 and 2")]
    [InlineData("max_iter", "0", "a whole number, at least 1")]
    [InlineData("max_iter", "2.5", "a whole number, at least 1")]
    [InlineData("max_iter", "many", "a whole number, at least 1")]
    [InlineData("polishing", "2", "a whole number from 0 to 1")]
    [InlineData("linsys_solver", "3", "a whole number from 1 to 2")]
    [InlineData("eps_abs", "-1e-3", "a number, at least 0")]
    [InlineData("cg_tol_fraction", "1", "strictly between 0 and 1")]
    [InlineData("verbose", "1", "SolveRequest.Log")]
    [InlineData("time_limit", "1", "SolveRequest.TimeLimit")]
    [InlineData("epsilon", "1", "OSQP has no option epsilon; it has adaptive_rho")]
    public void A_bad_named_option_is_refused_with_its_range(string name, string value, string words)
    {
        var refused = Assert.Throws<ArgumentException>(() => Open(OsqpOptions.Native.With(name, value)));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_typed_option_is_refused_by_its_name()
    {
        Refuses("Relaxation", new() { Relaxation = 2 });
        Refuses("MaxIterations", new() { MaxIterations = 0 });
        Refuses("Penalty", new() { Penalty = double.PositiveInfinity });
        Refuses("Adaptation", new() { Adaptation = (PenaltyAdaptation)9 });
        Refuses("AdaptationTolerance", new() { AdaptationTolerance = 0.5 });
        Refuses("AbsoluteTolerance", new() { AbsoluteTolerance = 0, RelativeTolerance = 0 });

        static void Refuses(string name, OsqpOptions options) =>
            Assert.Contains(name, Assert.Throws<ArgumentException>(() => Open(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_solver_that_the_library_lacks_is_refused()
    {
        Assert.SkipWhen(OsqpLibrary.Capabilities.HasFlag(Native.osqp_capabilities_type.OSQP_CAPABILITY_INDIRECT_SOLVER), "this library has both linear solvers");
        Assert.Contains("linsys_solver", Assert.Throws<ArgumentException>(() => Open(OsqpOptions.Native.With("linsys_solver", "2"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_the_library_is_an_option_or_refused_with_a_reason()
    {
        var fields = typeof(Native.OSQPSettings<int>).GetFields().Select(static field => field.Name);
        Assert.Equal(fields.Order(StringComparer.Ordinal), OsqpSettings.Names.Concat(OsqpSettings.RefusedNames.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_named_option_wins_over_the_property()
    {
        var solution = new OsqpSolver(new OsqpOptions { MaxIterations = 5000 }.With("max_iter", "1")).Solve(Osqp.Vertex());
        Assert.Equal(TerminationStatus.IterationLimit, solution.Termination);
        Assert.Equal(1, solution.Statistics.Iterations);
    }

    [Fact]
    public void Native_options_are_the_library_s_own()
    {
        var settings = OsqpLibrary.IndexBits == 64 ? Text<long>() : Text<int>();
        Assert.Equal(settings.Library, settings.Ours);

        static unsafe (string Library, string Ours) Text<TInt>()
            where TInt : unmanaged, System.Numerics.IBinaryInteger<TInt>
        {
            Native.OSQPSettings<TInt> library = default;
            Native.OsqpNative.osqp_set_default_settings(&library);
            library.verbose = TInt.Zero;
            return (Show(library), Show(OsqpSettings.For<TInt>(OsqpOptions.Native)));
        }

        static string Show<T>(T settings) => string.Join('\n', typeof(T).GetFields().Select(field => $"{field.Name} = {field.GetValue(settings)}"));
    }

    private static void Open(OsqpOptions options) => new OsqpSolver(options).Open(Osqp.Vertex()).Dispose();
}
