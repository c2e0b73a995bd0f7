using System.Globalization;
using System.Numerics;
using Folding.Osqp.Native;
using Folding.TestData;

namespace Folding.Osqp.Tests;

public sealed class OsqpStructsTests
{
    /// <summary>Sizes and offsets of OSQP 1.0 with 32-bit indices on a 64-bit system: NAME SIZE field offset field offset ...</summary>
    private const string NarrowFacts = """
        OSQPCscMatrix 48 m 0 n 4 p 8 i 16 x 24 nzmax 32 nz 36 owned 40
        OSQPSettings 192 device 0 linsys_solver 4 allocate_solution 8 verbose 12 profiler_level 16 warm_starting 20 scaling 24 polishing 28 rho 32 rho_is_vec 40 sigma 48 alpha 56 cg_max_iter 64 cg_tol_reduction 68 cg_tol_fraction 72 cg_precond 80 adaptive_rho 84 adaptive_rho_interval 88 adaptive_rho_fraction 96 adaptive_rho_tolerance 104 max_iter 112 eps_abs 120 eps_rel 128 eps_prim_inf 136 eps_dual_inf 144 scaled_termination 152 check_termination 156 check_dualgap 160 time_limit 168 delta 176 polish_refine_iter 184
        OSQPInfo 152 status 0 status_val 32 status_polish 36 obj_val 40 dual_obj_val 48 prim_res 56 dual_res 64 duality_gap 72 iter 80 rho_updates 84 rho_estimate 88 setup_time 96 solve_time 104 update_time 112 polish_time 120 run_time 128 primdual_int 136 rel_kkt_error 144
        OSQPSolution 32 x 0 y 8 prim_inf_cert 16 dual_inf_cert 24
        OSQPSolver 32 settings 0 solution 8 info 16 work 24
        OSQPCodegenDefines 24 embedded_mode 0 float_type 4 printing_enable 8 profiling_enable 12 interrupt_enable 16 derivatives_enable 20
        """;

    [Fact]
    public void Narrow_layouts_are_those_of_OSQP_1_0()
    {
        Assert.SkipUnless(Environment.Is64BitProcess, "the facts are those of a 64-bit system");
        var layout = Layout<int>();
        var facts = NarrowFacts.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, facts.Length);
        foreach (var fact in facts)
        {
            var words = fact.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal(Number(words[1]), layout[$"sizeof {words[0]}"]);
            Assert.Equal((words.Length - 2) / 2, layout.Keys.Count(key => key.StartsWith(words[0] + ".", StringComparison.Ordinal)));
            for (var k = 2; k < words.Length; k += 2) Assert.Equal((words[k], Number(words[k + 1])), (words[k], layout[$"{words[0]}.{words[k]}"]));
        }
    }

    [Fact]
    public void Layouts_and_constants_are_those_of_the_installed_header()
    {
        var header = NativeHeader.CompileAndRun(RepositoryRoot.Path("native", "abi", "osqp_abi.c"), OsqpHeader.Require());
        Assert.Equal("8", header["sizeof OSQPFloat"]);
        var expected = header.Where(static line => line.Key.Contains('.', StringComparison.Ordinal) || line.Key.StartsWith("sizeof OSQP", StringComparison.Ordinal) && line.Key is not ("sizeof OSQPInt" or "sizeof OSQPFloat"))
            .ToDictionary(static line => line.Key, static line => Number(line.Value));
        Assert.Equivalent(expected, header["sizeof OSQPInt"] == "8" ? Layout<long>() : Layout<int>(), strict: true);

        var constants = header.Where(static line => line.Key.StartsWith("OSQP_", StringComparison.Ordinal)).ToDictionary();
        var declared = Declared<osqp_capabilities_type>().Concat(Declared<osqp_status_type>()).Concat(Declared<osqp_polish_status_type>())
            .Concat(Declared<osqp_linsys_solver_type>()).Concat(Declared<osqp_precond_type>()).Concat(Declared<osqp_error_type>()).ToDictionary();
        foreach (var (name, value) in declared) Assert.Equal((name, value), (name, Number(constants[name])));
        Assert.Equal(declared.Count + 4, constants.Count);
        Assert.Equal(OsqpConstants.OSQP_INFTY, Real("OSQP_INFTY"));
        Assert.Equal(OsqpConstants.OSQP_RHO_MIN, Real("OSQP_RHO_MIN"));
        Assert.Equal(OsqpConstants.OSQP_RHO_MAX, Real("OSQP_RHO_MAX"));
        Assert.Equal(OsqpConstants.OSQP_TIME_LIMIT, Real("OSQP_TIME_LIMIT"));

        double Real(string name) => double.Parse(constants[name], CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, int> Layout<TInt>()
        where TInt : unmanaged, IBinaryInteger<TInt> =>
        StructLayout.Of<OSQPCscMatrix<TInt>>("OSQPCscMatrix")
            .Concat(StructLayout.Of<OSQPSettings<TInt>>("OSQPSettings"))
            .Concat(StructLayout.Of<OSQPInfo<TInt>>("OSQPInfo"))
            .Concat(StructLayout.Of<OSQPSolution>("OSQPSolution"))
            .Concat(StructLayout.Of<OSQPSolver<TInt>>("OSQPSolver"))
            .Concat(StructLayout.Of<OSQPCodegenDefines<TInt>>("OSQPCodegenDefines"))
            .ToDictionary();

    private static IEnumerable<KeyValuePair<string, int>> Declared<TEnum>()
        where TEnum : struct, Enum =>
        Enum.GetNames<TEnum>().Where(static name => name != "None").Select(static name => KeyValuePair.Create(name, Convert.ToInt32(Enum.Parse<TEnum>(name), CultureInfo.InvariantCulture)));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
