using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Ipopt;

/// <summary>
/// Ipopt's C interface, one declaration for two binary interfaces. <c>Bool</c> is a 4-byte int up to 3.13 and a 1-byte
/// C bool from 3.14 on, so results of functions are read as their low byte, which is right for both; callbacks take
/// their flags as bytes and return a full int, whose low byte 3.14 reads. <c>Index</c> is int, <c>Number</c> is double.
/// </summary>
internal static unsafe partial class IpoptNative
{
    public const string LibraryName = "ipopt";

    static IpoptNative() => RuntimeHelpers.RunClassConstructor(typeof(IpoptLibrary).TypeHandle);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint CreateIpoptProblem(
        int n, double* x_L, double* x_U, int m, double* g_L, double* g_U, int nele_jac, int nele_hess, int index_style,
        delegate* unmanaged[Cdecl]<int, double*, byte, double*, nint, int> eval_f,
        delegate* unmanaged[Cdecl]<int, double*, byte, int, double*, nint, int> eval_g,
        delegate* unmanaged[Cdecl]<int, double*, byte, double*, nint, int> eval_grad_f,
        delegate* unmanaged[Cdecl]<int, double*, byte, int, int, int*, int*, double*, nint, int> eval_jac_g,
        delegate* unmanaged[Cdecl]<int, double*, byte, double, int, double*, byte, int, int*, int*, double*, nint, int> eval_h);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void FreeIpoptProblem(nint ipopt_problem);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte AddIpoptStrOption(nint ipopt_problem, byte* keyword, byte* val);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte AddIpoptNumOption(nint ipopt_problem, byte* keyword, double val);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte AddIpoptIntOption(nint ipopt_problem, byte* keyword, int val);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte OpenIpoptOutputFile(nint ipopt_problem, byte* file_name, int print_level);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte SetIpoptProblemScaling(nint ipopt_problem, double obj_scaling, double* x_scaling, double* g_scaling);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte SetIntermediateCallback(
        nint ipopt_problem,
        delegate* unmanaged[Cdecl]<int, int, double, double, double, double, double, double, double, double, int, nint, int> intermediate_cb);

    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial ApplicationReturnStatus IpoptSolve(
        nint ipopt_problem, double* x, double* g, double* obj_val, double* mult_g, double* mult_x_L, double* mult_x_U, nint user_data);

    /// <summary>Only in 3.14 and later.</summary>
    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte GetIpoptCurrentIterate(
        nint ipopt_problem, byte scaled, int n, double* x, double* z_L, double* z_U, int m, double* g, double* lambda);

    /// <summary>Only in 3.14 and later.</summary>
    [LibraryImport(LibraryName), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte GetIpoptCurrentViolations(
        nint ipopt_problem, byte scaled, int n, double* x_L_violation, double* x_U_violation, double* compl_x_L,
        double* compl_x_U, double* grad_lag_x, int m, double* nlp_constraint_violation, double* compl_g);
}
