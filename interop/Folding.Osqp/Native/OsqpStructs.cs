using System.Numerics;
using System.Runtime.CompilerServices;

namespace Folding.Osqp.Native;

// The public structs of osqp_api_types.h (OSQP 1.0), generic over OSQPInt: int for a library built with OSQP_USE_LONG=OFF,
// long for one built with ON (the default). Sequential layout follows the same alignment rules as C.

/// <summary>A sparse matrix in compressed-column form (nz = -1).</summary>
internal unsafe struct OSQPCscMatrix<TInt>
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    public TInt m;
    public TInt n;
    public TInt* p;
    public TInt* i;
    public double* x;
    public TInt nzmax;
    public TInt nz;
    public TInt owned;
}

/// <summary>Solver settings.</summary>
internal struct OSQPSettings<TInt>
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    public TInt device;
    public osqp_linsys_solver_type linsys_solver;
    public TInt allocate_solution;
    public TInt verbose;
    public TInt profiler_level;
    public TInt warm_starting;
    public TInt scaling;
    public TInt polishing;
    public double rho;
    public TInt rho_is_vec;
    public double sigma;
    public double alpha;
    public TInt cg_max_iter;
    public TInt cg_tol_reduction;
    public double cg_tol_fraction;
    public osqp_precond_type cg_precond;
    public TInt adaptive_rho;
    public TInt adaptive_rho_interval;
    public double adaptive_rho_fraction;
    public double adaptive_rho_tolerance;
    public TInt max_iter;
    public double eps_abs;
    public double eps_rel;
    public double eps_prim_inf;
    public double eps_dual_inf;
    public TInt scaled_termination;
    public TInt check_termination;
    public TInt check_dualgap;
    public double time_limit;
    public double delta;
    public TInt polish_refine_iter;
}

/// <summary>Status, residuals and timings of the last run.</summary>
internal struct OSQPInfo<TInt>
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    public StatusText status;
    public TInt status_val;
    public TInt status_polish;
    public double obj_val;
    public double dual_obj_val;
    public double prim_res;
    public double dual_res;
    public double duality_gap;
    public TInt iter;
    public TInt rho_updates;
    public double rho_estimate;
    public double setup_time;
    public double solve_time;
    public double update_time;
    public double polish_time;
    public double run_time;
    public double primdual_int;
    public double rel_kkt_error;

    /// <summary><c>char status[32]</c>.</summary>
    [InlineArray(32)]
    public struct StatusText
    {
        private byte _first;
    }
}

/// <summary>Solution and certificates; x and the dual-infeasibility certificate have length n, the others m.</summary>
internal unsafe struct OSQPSolution
{
    public double* x;
    public double* y;
    public double* prim_inf_cert;
    public double* dual_inf_cert;
}

/// <summary>The solver object; its workspace is private.</summary>
internal unsafe struct OSQPSolver<TInt>
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    public OSQPSettings<TInt>* settings;
    public OSQPSolution* solution;
    public OSQPInfo<TInt>* info;
    public void* work;
}

/// <summary>Options of code generation.</summary>
internal struct OSQPCodegenDefines<TInt>
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    public TInt embedded_mode;
    public TInt float_type;
    public TInt printing_enable;
    public TInt profiling_enable;
    public TInt interrupt_enable;
    public TInt derivatives_enable;
}
