namespace Folding.Ipopt.Tests;

public sealed unsafe class BlasThreadsTests
{
    [Fact]
    public void OpenBLAS_behind_Ipopt_works_on_one_thread()
    {
        Assert.SkipWhen(BlasThreads.ChosenByUser, "the environment sets the number of BLAS threads");
        var found = BlasThreads.TryFind(IpoptLibrary.Library.Handle, "openblas_get_num_threads", out var threads);
        Assert.SkipUnless(found, "this Ipopt does not use OpenBLAS");
        Assert.Equal(1, ((delegate* unmanaged[Cdecl]<int>)threads)());
    }

    [Fact]
    public void A_library_without_BLAS_is_left_alone() =>
        Assert.False(BlasThreads.TryFind(System.Runtime.InteropServices.NativeLibrary.GetMainProgramHandle(), "openblas_get_num_threads", out _));
}
