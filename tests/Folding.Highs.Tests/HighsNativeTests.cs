using Folding.TestData;

namespace Folding.Highs.Tests;

public unsafe class HighsNativeTests
{
    [Fact]
    public void Every_declared_import_is_exported()
    {
        Assert.True(ImportCheck.Declared(typeof(HighsNative)).Count >= 140);
        Assert.Empty(ImportCheck.Missing(typeof(HighsNative), HighsLibrary.Location.Handle));
    }

    [Fact]
    public void The_callback_structure_has_the_offsets_the_library_reports()
    {
        HighsCallbackDataOut data = default;
        var start = (byte*)&data;
        (string Name, long Offset)[] expected =
        [
            ("log_type", (byte*)&data.LogType - start), ("running_time", (byte*)&data.RunningTime - start),
            ("simplex_iteration_count", (byte*)&data.SimplexIterationCount - start), ("ipm_iteration_count", (byte*)&data.IpmIterationCount - start),
            ("pdlp_iteration_count", (byte*)&data.PdlpIterationCount - start), ("objective_function_value", (byte*)&data.ObjectiveFunctionValue - start),
            ("mip_node_count", (byte*)&data.MipNodeCount - start), ("mip_total_lp_iterations", (byte*)&data.MipTotalLpIterations - start),
            ("mip_primal_bound", (byte*)&data.MipPrimalBound - start), ("mip_dual_bound", (byte*)&data.MipDualBound - start),
            ("mip_gap", (byte*)&data.MipGap - start),
            ("cutpool_num_col", (byte*)&data.CutpoolNumCol - start), ("cutpool_num_cut", (byte*)&data.CutpoolNumCut - start),
            ("cutpool_num_nz", (byte*)&data.CutpoolNumNz - start),
        ];
        foreach (var (name, offset) in expected)
            Assert.Equal((name, offset), (name, (byte*)HighsNative.Highs_getCallbackDataOutItem(&data, name) - start));
    }

    [Fact]
    public void A_square_Hessian_is_refused_and_leaves_the_old_model_loaded() => WithInstance(highs =>
    {
        int* starts = stackalloc int[] { 0, 1 };
        int* rows = stackalloc int[] { 0, 1 };
        double* two = stackalloc double[] { 2, 2 };
        double* zeros = stackalloc double[] { 0, 0 };
        double* ones = stackalloc double[] { 1, 1 };
        Assert.Equal(HighsStatus.Ok, HighsNative.Highs_passModel(highs, 1, 0, 0, 0, 1, 1, 1, 0, two, zeros, ones, null, null, null, null, null, null, null, null, null));
        Assert.Equal(HighsStatus.Error, HighsNative.Highs_passModel(highs, 2, 0, 0, 2, 1, HighsConstants.HessianSquare, 1, 0, two, zeros, ones, null, null, null, null, null, starts, rows, two, null));
        Assert.Equal(1, HighsNative.Highs_getNumCol(highs));
    });

    [Fact]
    public void An_upper_triangle_would_lose_its_entries_without_an_error() => WithInstance(highs =>
    {
        // Columns of [[2, 1], [1, 2]]: diagonal of column 0; rows 0 and 1 of column 1.
        int* starts = stackalloc int[] { 0, 1 };
        int* rows = stackalloc int[] { 0, 0, 1 };
        double* values = stackalloc double[] { 2, 1, 2 };
        double* zeros = stackalloc double[] { 0, 0 };
        double* ones = stackalloc double[] { 1, 1 };
        Assert.NotEqual(HighsStatus.Error, HighsNative.Highs_passModel(highs, 2, 0, 0, 3, 1, 1, 1, 0, zeros, zeros, ones, null, null, null, null, null, starts, rows, values, null));
        Assert.Equal(2, HighsNative.Highs_getHessianNumNz(highs));
    });

    [Fact]
    public void The_HiPO_solver_is_refused_and_the_old_value_stays() => WithInstance(highs =>
    {
        Assert.Equal(HighsStatus.Error, HighsNative.Highs_setStringOptionValue(highs, "solver", "hipo"));
        var value = stackalloc byte[HighsConstants.MaximumStringLength];
        _ = HighsNative.Highs_getStringOptionValue(highs, "solver", value);
        Assert.Equal("choose", System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)value));
    });

    private delegate void Use(void* highs);

    private static void WithInstance(Use use)
    {
        var handle = new HighsHandle();
        _ = HighsNative.Highs_setBoolOptionValue(handle.Pointer, "output_flag", 0);
        use(handle.Pointer);
        handle.Release();
    }
}
