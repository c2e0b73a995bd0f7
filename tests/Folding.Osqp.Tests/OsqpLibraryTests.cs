using System.Diagnostics;
using Folding.Natives;
using Folding.Osqp.Native;

namespace Folding.Osqp.Tests;

public sealed class OsqpLibraryTests
{
    /// <summary>A library with OSQP's names whose settings are of the given C text.</summary>
    private const string Pretender = """
        void osqp_set_default_settings(void *p) { SETTINGS }
        int osqp_setup(void){return 1;} int osqp_solve(void){return 1;} int osqp_cleanup(void){return 1;}
        int osqp_update_data_vec(void){return 1;} int osqp_update_data_mat(void){return 1;} int osqp_cold_start(void){return 1;} int osqp_capabilities(void){return 0;}
        """;

    [Fact]
    public void A_library_that_is_not_OSQP_is_refused_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for libm.so.6");
        var refused = LoadFrom("libm.so.6");
        Assert.Contains("libm.so.6: loads, but is not OSQP: it does not export osqp_setup", refused.Message, StringComparison.Ordinal);
        Assert.Contains("conda-forge", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_without_a_file_is_refused()
    {
        var missing = Path.Combine(Path.GetTempPath(), "no-such-folder", "libosqp.so");
        Assert.Contains("no such file", LoadFrom(missing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_precision_build_is_refused() =>
        Assert.Contains("single precision", LoadPretender("float *f = p; f[8] = 0.1f; f[10] = 1e-6f; f[11] = 1.6f;").Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_of_an_unknown_layout_are_refused() =>
        Assert.Contains("laid out in a way this binding does not know", LoadPretender("double *d = p; d[1] = 0.1; d[2] = 1e-6;").Message, StringComparison.Ordinal);

    [Fact]
    public void The_loaded_library_has_a_known_width()
    {
        Osqp.Require();
        Assert.True(OsqpLibrary.IndexBits is 32 or 64);
        Assert.Equal((OsqpLibrary.IndexBits, null), OsqpLayout.Detect(OsqpLibrary.Location.Handle));
    }

    private static NativeLibraryException LoadPretender(string settings)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/cc"), "no C compiler at /usr/bin/cc");
        var stem = Path.Combine(Path.GetTempPath(), $"pretender-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(stem + ".c", Pretender.Replace("SETTINGS", settings, StringComparison.Ordinal));
            using (var compiler = Process.Start("/usr/bin/cc", ["-shared", "-fPIC", stem + ".c", "-o", stem + ".so"]))
            {
                compiler.WaitForExit();
                Assert.Equal(0, compiler.ExitCode);
            }

            return LoadFrom(stem + ".so");
        }
        finally
        {
            File.Delete(stem + ".c");
            File.Delete(stem + ".so");
        }
    }

    private static NativeLibraryException LoadFrom(string path)
    {
        var variable = $"FOLDING_OSQP_LIBRARY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, path);
        return Assert.Throws<NativeLibraryException>(() => NativeLibraryLocator.Load(
            OsqpLibrary.Requirement with { EnvironmentVariable = variable },
            static library => OsqpLayout.Detect(library).Complaint));
    }
}
