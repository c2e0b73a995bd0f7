using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Osqp.Native;

/// <summary>
/// Every function of osqp_api_functions.h (OSQP 1.0), one declaration for both index widths: an OSQPInt passed by value is
/// an <c>nint</c> (it fills the register or stack slot, of which a 32-bit callee reads the low half), one returned is an
/// <c>int</c> (exit codes and flags are small), and one behind a pointer is laid out by the caller.
/// </summary>
internal static unsafe partial class OsqpNative
{
    public const string Library = "osqp";

    static OsqpNative() => OsqpLibrary.Bind();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCscMatrix_new(nint m, nint n, nint nzmax, double* x, void* i, void* p);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void OSQPCscMatrix_free(void* mat);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCscMatrix_zeros(nint m, nint n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCscMatrix_identity(nint m);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCscMatrix_diag_scalar(nint m, nint n, double scalar);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCscMatrix_diag_vec(nint m, nint n, double* vals);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void OSQPCscMatrix_set_data(void* M, nint m, nint n, nint nzmax, double* x, void* i, void* p);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPSettings_new();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void OSQPSettings_free(void* settings);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void* OSQPCodegenDefines_new();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void OSQPCodegenDefines_free(void* defs);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_capabilities();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* osqp_version();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* osqp_error_message(nint error_flag);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void osqp_get_dimensions(OsqpHandle solver, void* m, void* n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_setup(nint* solverp, void* P, double* q, void* A, double* l, double* u, nint m, nint n, void* settings);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_solve(OsqpHandle solver);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_get_solution(OsqpHandle solver, OSQPSolution* solution);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_cleanup(nint solver);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_warm_start(OsqpHandle solver, double* x, double* y);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void osqp_cold_start(OsqpHandle solver);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_update_data_vec(OsqpHandle solver, double* q_new, double* l_new, double* u_new);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_update_data_mat(OsqpHandle solver, double* Px_new, void* Px_new_idx, nint P_new_n, double* Ax_new, void* Ax_new_idx, nint A_new_n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void osqp_set_default_settings(void* settings);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_update_settings(OsqpHandle solver, void* new_settings);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_update_rho(OsqpHandle solver, double rho_new);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_adjoint_derivative_compute(OsqpHandle solver, double* dx, double* dy);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_adjoint_derivative_get_mat(OsqpHandle solver, void* dP, void* dA);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_adjoint_derivative_get_vec(OsqpHandle solver, double* dq, double* dl, double* du);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void osqp_set_default_codegen_defines(void* defines);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int osqp_codegen(OsqpHandle solver, byte* output_dir, byte* prefix, void* defines);
}
