using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptOptionsTests
{
    [Theory]
    [InlineData("no_such_option", "1")]
    [InlineData("no_such_option_%s%n", "%n")]
    [InlineData("mu_strategy", "sideways")]
    [InlineData("max_iter", "1.5")]
    [InlineData("tol", "-1")]
    [InlineData("tol", "small")]
    public void A_bad_option_is_named(string name, string value)
    {
        var solver = new IpoptSolver(new() { Named = Named(name, value) });

        var failure = Assert.Throws<ArgumentException>(() => solver.Open(Programs.Hs071()));

        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_option_out_of_range_is_named()
    {
        Assert.Contains("'tol'", Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { Tolerance = 0 }).Open(Programs.Hs071())).Message, StringComparison.Ordinal);
        Assert.Contains("'max_iter'", Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { MaxIterations = -1 }).Open(Programs.Hs071())).Message, StringComparison.Ordinal);
        Assert.Contains("'bound_relax_factor'", Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { BoundRelaxFactor = double.NaN }).Open(Programs.Hs071())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max_iter", "2")]
    [InlineData("max_cpu_time", "1e3")]
    [InlineData("max_cpu_time", "1000")]
    [InlineData("tol", "1e-6")]
    [InlineData("mu_strategy", "adaptive")]
    [InlineData("bound_mult_init_val", "1")]
    public void A_named_option_is_accepted_as_whole_number_number_or_word(string name, string value)
    {
        using var session = new IpoptSolver(new() { Named = Named(name, value) }).Open(Programs.Hs071());

        Assert.Equal(name == "max_iter" ? TerminationStatus.IterationLimit : TerminationStatus.LocallyOptimal, session.Solve().Termination);
    }

    [Fact]
    public void A_named_option_overrules_a_typed_one()
    {
        var solver = new IpoptSolver(new() { MaxIterations = 100, Named = Named("max_iter", "1") });

        Assert.Equal(TerminationStatus.IterationLimit, solver.Solve(Programs.Hs071()).Termination);
    }

    [Fact]
    public void A_linear_solver_that_is_not_there_is_an_argument_error()
    {
        Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { LinearSolver = "no_such_solver" }).Open(Programs.Hs071()));
        Assert.Contains("wsmp", Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { LinearSolver = "wsmp" }).Solve(Programs.Hs071())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BarrierStrategy.Adaptive)]
    [InlineData(BarrierStrategy.Monotone)]
    public void Both_barrier_strategies_find_the_solution(BarrierStrategy strategy)
    {
        var solution = new IpoptSolver(new() { BarrierStrategy = strategy, LinearSolver = "mumps" }).Solve(Programs.Hs071());

        Assert.Equal(17.0140172891563, solution.Objective!.Value, 8);
    }

    [Fact]
    public void The_output_file_receives_the_log_of_Ipopt()
    {
        var file = Path.GetTempFileName();
        try
        {
            new IpoptSolver(new() { OutputFile = file }).Solve(Programs.Hs071());

            Assert.Contains("EXIT: Optimal Solution Found", File.ReadAllText(file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void An_output_file_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(Path.GetTempPath(), "no-such-folder", "ipopt.log");

        Assert.Contains(file, Assert.Throws<ArgumentException>(() => new IpoptSolver(new() { OutputFile = file }).Open(Programs.Hs071())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_preset_for_networks_sets_ordering_reserve_and_refinement()
    {
        var file = Path.GetTempFileName();
        try
        {
            var solver = new IpoptSolver(IpoptOptions.ForNetworks with { OutputFile = file, Named = Named("print_user_options", "yes") });

            Assert.Equal(17.014017140, solver.Solve(Programs.Hs071()).Objective!.Value, 1e-6);
            var log = File.ReadAllText(file);
            foreach (var (name, value) in new[] { ("mumps_pivot_order", "0"), ("mumps_mem_percent", "20"), ("min_refinement_steps", "0") })
                Assert.Matches($@"{name}\s*=\s*{value}\s+yes", log);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_negative_reserve_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpoptOptions { MumpsReserve = -1 });

    private static ImmutableSortedDictionary<string, string> Named(string name, string value) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(name, value);
}
