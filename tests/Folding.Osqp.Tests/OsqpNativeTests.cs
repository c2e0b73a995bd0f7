using System.Runtime.InteropServices;
using Folding.Osqp.Native;
using Folding.TestData;

namespace Folding.Osqp.Tests;

public sealed class OsqpNativeTests
{
    [Fact]
    public void Every_function_of_the_header_is_bound_with_as_many_parameters()
    {
        var folders = OsqpHeader.Require();
        var header = folders.Select(static folder => Path.Combine(folder, "osqp.h")).First(File.Exists);
        var declared = NativeHeader.Functions(header, folders)
            .Where(static function => function.Key.StartsWith("osqp_", StringComparison.Ordinal) || function.Key.StartsWith("OSQP", StringComparison.Ordinal))
            .ToDictionary();
        Assert.Equivalent(declared, NativeHeader.Imports(typeof(OsqpNative)), strict: true);
    }

    [Fact]
    public void Every_import_exists_in_the_library()
    {
        Osqp.Require();
        var imports = NativeHeader.Imports(typeof(OsqpNative));
        Assert.Equal(31, imports.Count);
        Assert.All(imports.Keys, static name => Assert.True(NativeLibrary.TryGetExport(OsqpLibrary.Location.Handle, name, out _), $"{name} is not exported"));
    }

    [Fact]
    public unsafe void Functions_that_solving_does_not_use_work_too()
    {
        Osqp.Require();
        Assert.StartsWith("1.", OsqpLibrary.Identity.Version, StringComparison.Ordinal);
        Assert.True(OsqpLibrary.Capabilities.HasFlag(osqp_capabilities_type.OSQP_CAPABILITY_UPDATE_MATRICES));
        Assert.NotEmpty(OsqpLibrary.ErrorMessage((int)osqp_error_type.OSQP_NONCVX_ERROR));
        if (OsqpLibrary.IndexBits == 64) Check<long>();
        else Check<int>();

        static void Check<TInt>()
            where TInt : unmanaged, System.Numerics.IBinaryInteger<TInt>
        {
            var identity = (OSQPCscMatrix<TInt>*)OsqpNative.OSQPCscMatrix_identity(3);
            Assert.Equal((3, 3, 3), (int.CreateChecked(identity->m), int.CreateChecked(identity->n), int.CreateChecked(identity->p[3])));
            Assert.Equal(1, identity->x[2]);
            OsqpNative.OSQPCscMatrix_free(identity);

            var vector = stackalloc double[] { 2, 3 };
            var diagonal = (OSQPCscMatrix<TInt>*)OsqpNative.OSQPCscMatrix_diag_vec(2, 2, vector);
            Assert.Equal(3, diagonal->x[1]);
            OsqpNative.OSQPCscMatrix_free(diagonal);

            var settings = (OSQPSettings<TInt>*)OsqpNative.OSQPSettings_new();
            Assert.Equal(1.6, settings->alpha);
            OsqpNative.OSQPSettings_free(settings);

            var defines = (OSQPCodegenDefines<TInt>*)OsqpNative.OSQPCodegenDefines_new();
            Assert.Equal((1, 0), (int.CreateChecked(defines->embedded_mode), int.CreateChecked(defines->derivatives_enable)));
            OsqpNative.OSQPCodegenDefines_free(defines);

            using var none = new OsqpHandle(0);
            TInt m = TInt.Zero, n = TInt.Zero;
            OsqpNative.osqp_get_dimensions(none, &m, &n);
            Assert.Equal((-1, -1), (int.CreateChecked(m), int.CreateChecked(n)));
        }
    }
}
