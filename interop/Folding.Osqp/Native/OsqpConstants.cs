namespace Folding.Osqp.Native;

// Constants of osqp_api_constants.h (OSQP 1.0), under their native names.

[Flags]
internal enum osqp_capabilities_type
{
    None = 0,
    OSQP_CAPABILITY_DIRECT_SOLVER = 0x01,
    OSQP_CAPABILITY_INDIRECT_SOLVER = 0x02,
    OSQP_CAPABILITY_CODEGEN = 0x04,
    OSQP_CAPABILITY_UPDATE_MATRICES = 0x08,
    OSQP_CAPABILITY_DERIVATIVES = 0x10,
}

internal enum osqp_status_type
{
    OSQP_SOLVED = 1,
    OSQP_SOLVED_INACCURATE = 2,
    OSQP_PRIMAL_INFEASIBLE = 3,
    OSQP_PRIMAL_INFEASIBLE_INACCURATE = 4,
    OSQP_DUAL_INFEASIBLE = 5,
    OSQP_DUAL_INFEASIBLE_INACCURATE = 6,
    OSQP_MAX_ITER_REACHED = 7,
    OSQP_TIME_LIMIT_REACHED = 8,
    OSQP_NON_CVX = 9,
    OSQP_SIGINT = 10,
    OSQP_UNSOLVED = 11,
}

internal enum osqp_polish_status_type
{
    OSQP_POLISH_LINSYS_ERROR = -2,
    OSQP_POLISH_FAILED = -1,
    OSQP_POLISH_NOT_PERFORMED = 0,
    OSQP_POLISH_SUCCESS = 1,
    OSQP_POLISH_NO_ACTIVE_SET_FOUND = 2,
}

internal enum osqp_linsys_solver_type
{
    OSQP_UNKNOWN_SOLVER = 0,
    OSQP_DIRECT_SOLVER = 1,
    OSQP_INDIRECT_SOLVER = 2,
}

internal enum osqp_precond_type
{
    OSQP_NO_PRECONDITIONER = 0,
    OSQP_DIAGONAL_PRECONDITIONER = 1,
}

internal enum osqp_error_type
{
    OSQP_NO_ERROR = 0,
    OSQP_DATA_VALIDATION_ERROR = 1,
    OSQP_SETTINGS_VALIDATION_ERROR = 2,
    OSQP_LINSYS_SOLVER_INIT_ERROR = 3,
    OSQP_NONCVX_ERROR = 4,
    OSQP_MEM_ALLOC_ERROR = 5,
    OSQP_WORKSPACE_NOT_INIT_ERROR = 6,
    OSQP_ALGEBRA_LOAD_ERROR = 7,
    OSQP_FOPEN_ERROR = 8,
    OSQP_CODEGEN_DEFINES_ERROR = 9,
    OSQP_DATA_NOT_INITIALIZED = 10,
    OSQP_FUNC_NOT_IMPLEMENTED = 11,
}

internal static class OsqpConstants
{
    /// <summary>Bounds of this size or larger mean none.</summary>
    public const double OSQP_INFTY = 1e30;

    /// <summary>Smallest penalty.</summary>
    public const double OSQP_RHO_MIN = 1e-6;

    /// <summary>Largest penalty.</summary>
    public const double OSQP_RHO_MAX = 1e6;

    /// <summary>A time limit that never binds, in seconds.</summary>
    public const double OSQP_TIME_LIMIT = 1e10;
}
