/* Prints sizes, offsets and constants of the installed OSQP header as "name value" lines, for comparison with the C#
 * declarations. Compile against the header of the library in use:
 *   cc -std=c99 -I INCLUDE [-I INCLUDE/osqp] osqp_abi.c -o osqp_abi && ./osqp_abi */
#include <stddef.h>
#include <stdio.h>

#include "osqp.h"

#define SIZE(type) printf("sizeof %s %zu\n", #type, sizeof(type))
#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))
#define CONSTANT(name) printf("%s %lld\n", #name, (long long)(name))
#define NUMBER(name) printf("%s %.17g\n", #name, (double)(name))

int main(void)
{
    SIZE(OSQPInt);
    SIZE(OSQPFloat);
    SIZE(OSQPCscMatrix);
    FIELD(OSQPCscMatrix, m);
    FIELD(OSQPCscMatrix, n);
    FIELD(OSQPCscMatrix, p);
    FIELD(OSQPCscMatrix, i);
    FIELD(OSQPCscMatrix, x);
    FIELD(OSQPCscMatrix, nzmax);
    FIELD(OSQPCscMatrix, nz);
    FIELD(OSQPCscMatrix, owned);
    SIZE(OSQPSettings);
    FIELD(OSQPSettings, device);
    FIELD(OSQPSettings, linsys_solver);
    FIELD(OSQPSettings, allocate_solution);
    FIELD(OSQPSettings, verbose);
    FIELD(OSQPSettings, profiler_level);
    FIELD(OSQPSettings, warm_starting);
    FIELD(OSQPSettings, scaling);
    FIELD(OSQPSettings, polishing);
    FIELD(OSQPSettings, rho);
    FIELD(OSQPSettings, rho_is_vec);
    FIELD(OSQPSettings, sigma);
    FIELD(OSQPSettings, alpha);
    FIELD(OSQPSettings, cg_max_iter);
    FIELD(OSQPSettings, cg_tol_reduction);
    FIELD(OSQPSettings, cg_tol_fraction);
    FIELD(OSQPSettings, cg_precond);
    FIELD(OSQPSettings, adaptive_rho);
    FIELD(OSQPSettings, adaptive_rho_interval);
    FIELD(OSQPSettings, adaptive_rho_fraction);
    FIELD(OSQPSettings, adaptive_rho_tolerance);
    FIELD(OSQPSettings, max_iter);
    FIELD(OSQPSettings, eps_abs);
    FIELD(OSQPSettings, eps_rel);
    FIELD(OSQPSettings, eps_prim_inf);
    FIELD(OSQPSettings, eps_dual_inf);
    FIELD(OSQPSettings, scaled_termination);
    FIELD(OSQPSettings, check_termination);
    FIELD(OSQPSettings, check_dualgap);
    FIELD(OSQPSettings, time_limit);
    FIELD(OSQPSettings, delta);
    FIELD(OSQPSettings, polish_refine_iter);
    SIZE(OSQPInfo);
    FIELD(OSQPInfo, status);
    FIELD(OSQPInfo, status_val);
    FIELD(OSQPInfo, status_polish);
    FIELD(OSQPInfo, obj_val);
    FIELD(OSQPInfo, dual_obj_val);
    FIELD(OSQPInfo, prim_res);
    FIELD(OSQPInfo, dual_res);
    FIELD(OSQPInfo, duality_gap);
    FIELD(OSQPInfo, iter);
    FIELD(OSQPInfo, rho_updates);
    FIELD(OSQPInfo, rho_estimate);
    FIELD(OSQPInfo, setup_time);
    FIELD(OSQPInfo, solve_time);
    FIELD(OSQPInfo, update_time);
    FIELD(OSQPInfo, polish_time);
    FIELD(OSQPInfo, run_time);
    FIELD(OSQPInfo, primdual_int);
    FIELD(OSQPInfo, rel_kkt_error);
    SIZE(OSQPSolution);
    FIELD(OSQPSolution, x);
    FIELD(OSQPSolution, y);
    FIELD(OSQPSolution, prim_inf_cert);
    FIELD(OSQPSolution, dual_inf_cert);
    SIZE(OSQPSolver);
    FIELD(OSQPSolver, settings);
    FIELD(OSQPSolver, solution);
    FIELD(OSQPSolver, info);
    FIELD(OSQPSolver, work);
    SIZE(OSQPCodegenDefines);
    FIELD(OSQPCodegenDefines, embedded_mode);
    FIELD(OSQPCodegenDefines, float_type);
    FIELD(OSQPCodegenDefines, printing_enable);
    FIELD(OSQPCodegenDefines, profiling_enable);
    FIELD(OSQPCodegenDefines, interrupt_enable);
    FIELD(OSQPCodegenDefines, derivatives_enable);
    CONSTANT(OSQP_CAPABILITY_DIRECT_SOLVER);
    CONSTANT(OSQP_CAPABILITY_INDIRECT_SOLVER);
    CONSTANT(OSQP_CAPABILITY_CODEGEN);
    CONSTANT(OSQP_CAPABILITY_UPDATE_MATRICES);
    CONSTANT(OSQP_CAPABILITY_DERIVATIVES);
    CONSTANT(OSQP_SOLVED);
    CONSTANT(OSQP_SOLVED_INACCURATE);
    CONSTANT(OSQP_PRIMAL_INFEASIBLE);
    CONSTANT(OSQP_PRIMAL_INFEASIBLE_INACCURATE);
    CONSTANT(OSQP_DUAL_INFEASIBLE);
    CONSTANT(OSQP_DUAL_INFEASIBLE_INACCURATE);
    CONSTANT(OSQP_MAX_ITER_REACHED);
    CONSTANT(OSQP_TIME_LIMIT_REACHED);
    CONSTANT(OSQP_NON_CVX);
    CONSTANT(OSQP_SIGINT);
    CONSTANT(OSQP_UNSOLVED);
    CONSTANT(OSQP_POLISH_LINSYS_ERROR);
    CONSTANT(OSQP_POLISH_FAILED);
    CONSTANT(OSQP_POLISH_NOT_PERFORMED);
    CONSTANT(OSQP_POLISH_SUCCESS);
    CONSTANT(OSQP_POLISH_NO_ACTIVE_SET_FOUND);
    CONSTANT(OSQP_UNKNOWN_SOLVER);
    CONSTANT(OSQP_DIRECT_SOLVER);
    CONSTANT(OSQP_INDIRECT_SOLVER);
    CONSTANT(OSQP_NO_PRECONDITIONER);
    CONSTANT(OSQP_DIAGONAL_PRECONDITIONER);
    CONSTANT(OSQP_NO_ERROR);
    CONSTANT(OSQP_DATA_VALIDATION_ERROR);
    CONSTANT(OSQP_SETTINGS_VALIDATION_ERROR);
    CONSTANT(OSQP_LINSYS_SOLVER_INIT_ERROR);
    CONSTANT(OSQP_NONCVX_ERROR);
    CONSTANT(OSQP_MEM_ALLOC_ERROR);
    CONSTANT(OSQP_WORKSPACE_NOT_INIT_ERROR);
    CONSTANT(OSQP_ALGEBRA_LOAD_ERROR);
    CONSTANT(OSQP_FOPEN_ERROR);
    CONSTANT(OSQP_CODEGEN_DEFINES_ERROR);
    CONSTANT(OSQP_DATA_NOT_INITIALIZED);
    CONSTANT(OSQP_FUNC_NOT_IMPLEMENTED);
    NUMBER(OSQP_INFTY);
    NUMBER(OSQP_RHO_MIN);
    NUMBER(OSQP_RHO_MAX);
    NUMBER(OSQP_TIME_LIMIT);
    return 0;
}
