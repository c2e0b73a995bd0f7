using System.Numerics;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.Osqp.Native;

/// <summary>
/// One native solver, its calls in managed types. Every call is made so that OSQP has nothing to complain of, since its
/// complaints go to stdout.
/// </summary>
/// <typeparam name="TInt">The library's index type.</typeparam>
internal sealed unsafe class OsqpWorkspace<TInt> : IDisposable
    where TInt : unmanaged, IBinaryInteger<TInt>
{
    private readonly OsqpHandle _handle;
    private readonly OSQPSolver<TInt>* _solver;
    private readonly int _n;
    private readonly int _m;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private OSQPSettings<TInt> _settings;

    /// <summary>Time that OSQP counts into the limit of the next run on top of the run itself: the set-up, or the update.</summary>
    private double _timeCounted;

    private OsqpWorkspace(OsqpHandle handle, in OSQPSettings<TInt> settings, int n, int m, double[] lower, double[] upper)
    {
        _handle = handle;
        _solver = (OSQPSolver<TInt>*)handle.DangerousGetHandle();
        _settings = settings;
        _n = n;
        _m = m;
        _lower = lower;
        _upper = upper;
        _timeCounted = Info.setup_time;
    }

    /// <summary>State of the last run.</summary>
    public ref OSQPInfo<TInt> Info => ref *_solver->info;

    /// <summary>Status of the last run.</summary>
    public osqp_status_type Status => (osqp_status_type)int.CreateChecked(_solver->info->status_val);

    /// <summary>Settings as the caller gave them.</summary>
    public ref readonly OSQPSettings<TInt> Settings => ref _settings;

    /// <summary>Iterations between two adaptations of the penalty, as OSQP resolved it.</summary>
    public long AdaptationInterval => long.CreateChecked(_solver->settings->adaptive_rho_interval);

    /// <summary>x of the last run, length n; valid until the next call.</summary>
    public ReadOnlySpan<double> X => new(_solver->solution->x, _n);

    /// <summary>y of the last run, length m; valid until the next call.</summary>
    public ReadOnlySpan<double> Y => new(_solver->solution->y, _m);

    /// <summary>Certificate of infeasibility, length m; valid until the next call.</summary>
    public ReadOnlySpan<double> InfeasibilityRay => new(_solver->solution->prim_inf_cert, _m);

    /// <summary>Unbounded direction, length n; valid until the next call.</summary>
    public ReadOnlySpan<double> UnboundedRay => new(_solver->solution->dual_inf_cert, _n);

    /// <summary>Sets up a solver; null where OSQP finds P indefinite.</summary>
    /// <exception cref="ArgumentException">The library has no linear solver of the kind the options ask for.</exception>
    public static OsqpWorkspace<TInt>? Create(QuadraticProgram problem, OSQPSettings<TInt> settings)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        double[] lower = new double[m + 1], upper = new double[m + 1];
        ClampBounds(problem, lower, upper);
        nint solver = 0;
        int exit;
        fixed (TInt* pPointers = Indices(problem.P.Pattern.ColumnPointers), pRows = Indices(problem.P.Pattern.RowIndices))
        fixed (TInt* aPointers = Indices(problem.A.Pattern.ColumnPointers), aRows = Indices(problem.A.Pattern.RowIndices))
        fixed (double* pValues = problem.P.Values, aValues = problem.A.Values, q = problem.Q.AsSpan(), l = lower, u = upper)
        {
            var p = Matrix(problem.P, pPointers, pRows, pValues);
            var a = Matrix(problem.A, aPointers, aRows, aValues);
            exit = OsqpNative.osqp_setup(&solver, &p, q, &a, l, u, m, n, &settings);
        }

        var handle = new OsqpHandle(solver);
        if (exit == 0) return new(handle, settings, n, m, lower, upper);
        handle.Dispose();
        return (osqp_error_type)exit switch
        {
            osqp_error_type.OSQP_NONCVX_ERROR => null,
            osqp_error_type.OSQP_MEM_ALLOC_ERROR => throw new InsufficientMemoryException($"OSQP could not allocate memory for a {problem}."),
            osqp_error_type.OSQP_SETTINGS_VALIDATION_ERROR or osqp_error_type.OSQP_LINSYS_SOLVER_INIT_ERROR =>
                throw new ArgumentException($"OSQP refused the settings: {OsqpLibrary.ErrorMessage(exit)} Does this build have linsys_solver {settings.linsys_solver}?", nameof(settings)),
            _ => throw new InvalidOperationException($"OSQP refused a {problem}: {OsqpLibrary.ErrorMessage(exit)}"),
        };
    }

    /// <summary>Passes new vectors; null for those that stay.</summary>
    public void UpdateVectors(QuadraticProgram problem, bool cost, bool bounds)
    {
        if (bounds) ClampBounds(problem, _lower, _upper);
        fixed (double* q = problem.Q.AsSpan(), l = _lower, u = _upper)
        {
            var exit = OsqpNative.osqp_update_data_vec(_handle, cost ? q : null, bounds ? l : null, bounds ? u : null);
            if (exit != 0) throw new InvalidOperationException($"OSQP refused new vectors: {OsqpLibrary.ErrorMessage(exit)}");
        }

        _timeCounted = Math.Max(_timeCounted, Info.update_time);
    }

    /// <summary>Passes new matrix values; false where OSQP finds P indefinite, after which the solver is of no use.</summary>
    public bool UpdateMatrices(QuadraticProgram problem, bool p, bool a)
    {
        fixed (double* pValues = problem.P.Values, aValues = problem.A.Values)
        {
            var exit = OsqpNative.osqp_update_data_mat(_handle, p ? pValues : null, null, p ? problem.P.Pattern.Count : 0, a ? aValues : null, null, a ? problem.A.Pattern.Count : 0);
            _timeCounted = Math.Max(_timeCounted, Info.update_time);
            return exit == 0;
        }
    }

    /// <summary>Starts at zero with the first penalty.</summary>
    public void ColdStart()
    {
        OsqpNative.osqp_cold_start(_handle);
        var penalty = Math.Clamp(_settings.rho, OsqpConstants.OSQP_RHO_MIN, OsqpConstants.OSQP_RHO_MAX);
        if (_solver->settings->rho != penalty) _ = OsqpNative.osqp_update_rho(_handle, penalty);
    }

    /// <summary>Starts at the given point, zero where a part is empty, with the penalty of the run before.</summary>
    public void WarmStart(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        OsqpNative.osqp_cold_start(_handle);
        fixed (double* px = x, py = y) _ = OsqpNative.osqp_warm_start(_handle, px, py);
    }

    /// <summary>
    /// Iterates on from the current point. OSQP begins a run with the status of the run before and gives an unsolved one a
    /// second look at ten times the tolerances, so the status is set first: unsolved for the last part of a solve, iteration
    /// limit for a part that will be continued (the second look could throw the iterates away).
    /// </summary>
    /// <param name="iterations">Most iterations.</param>
    /// <param name="seconds">Most seconds; null for no limit.</param>
    /// <param name="loosening">Factor on the tolerances.</param>
    /// <param name="isLast">Whether no further part follows.</param>
    /// <returns>OSQP's exit code.</returns>
    public int Run(int iterations, double? seconds, double loosening, bool isLast)
    {
        var settings = _settings;
        settings.polishing = TInt.Zero;
        settings.max_iter = TInt.CreateChecked(iterations);
        settings.eps_abs *= loosening;
        settings.eps_rel *= loosening;
        settings.time_limit = seconds is { } limit ? Math.Max(limit, 1e-9) + _timeCounted : OsqpConstants.OSQP_TIME_LIMIT;
        _timeCounted = 0;
        return Solve(settings, isLast ? osqp_status_type.OSQP_UNSOLVED : osqp_status_type.OSQP_MAX_ITER_REACHED);
    }

    /// <summary>Runs one iteration from a solved point and polishes. The tolerances are relaxed lest that iteration unsolve it.</summary>
    /// <returns>OSQP's exit code.</returns>
    public int Polish()
    {
        var settings = _settings;
        settings.polishing = TInt.One;
        settings.max_iter = TInt.One;
        settings.time_limit = OsqpConstants.OSQP_TIME_LIMIT;
        settings.eps_abs *= 10;
        settings.eps_rel *= 10;
        return Solve(settings, osqp_status_type.OSQP_UNSOLVED);
    }

    /// <summary>Stores the current iterate as the solution; a run that was interrupted or failed has not done so.</summary>
    public void StoreIterate() => _ = OsqpNative.osqp_get_solution(_handle, _solver->solution);

    /// <summary>OSQP's own adjoint at the last solution: gradients of q, l, u, and of the stored entries of P and A.</summary>
    /// <returns>OSQP's exit code.</returns>
    public int AdjointDerivatives(QuadraticProgram problem, ReadOnlySpan<double> dx, ReadOnlySpan<double> dy, Span<double> dq, Span<double> dl, Span<double> du, Span<double> dp, Span<double> da)
    {
        fixed (TInt* pPointers = Indices(problem.P.Pattern.ColumnPointers), pRows = Indices(problem.P.Pattern.RowIndices))
        fixed (TInt* aPointers = Indices(problem.A.Pattern.ColumnPointers), aRows = Indices(problem.A.Pattern.RowIndices))
        fixed (double* x = dx, y = dy, q = dq, l = dl, u = du, pValues = dp, aValues = da)
        {
            var p = Matrix(problem.P, pPointers, pRows, pValues);
            var a = Matrix(problem.A, aPointers, aRows, aValues);
            var exit = OsqpNative.osqp_adjoint_derivative_compute(_handle, x, y);
            if (exit == 0) exit = OsqpNative.osqp_adjoint_derivative_get_vec(_handle, q, l, u);
            if (exit == 0) exit = OsqpNative.osqp_adjoint_derivative_get_mat(_handle, &p, &a);
            return exit;
        }
    }

    public void Dispose() => _handle.Dispose();

    private int Solve(OSQPSettings<TInt> settings, osqp_status_type before)
    {
        var exit = OsqpNative.osqp_update_settings(_handle, &settings);
        if (exit != 0) throw new InvalidOperationException($"OSQP refused its settings: {OsqpLibrary.ErrorMessage(exit)}");
        _solver->info->status_val = TInt.CreateChecked((int)before);
        InterruptGuard.Enter();
        try
        {
            return OsqpNative.osqp_solve(_handle);
        }
        finally
        {
            InterruptGuard.Leave(Status == osqp_status_type.OSQP_SIGINT);
        }
    }

    private static OSQPCscMatrix<TInt> Matrix(CscMatrix matrix, TInt* pointers, TInt* rows, double* values) => new()
    {
        m = TInt.CreateChecked(matrix.Rows),
        n = TInt.CreateChecked(matrix.Columns),
        p = pointers,
        i = rows,
        x = values,
        nzmax = TInt.CreateChecked(matrix.Pattern.Count),
        nz = -TInt.One,
    };

    private static ReadOnlySpan<TInt> Indices(ReadOnlySpan<int> indices)
    {
        if (typeof(TInt) == typeof(int)) return System.Runtime.InteropServices.MemoryMarshal.Cast<int, TInt>(indices);
        var wide = new TInt[indices.Length];
        for (var k = 0; k < wide.Length; k++) wide[k] = TInt.CreateChecked(indices[k]);
        return wide;
    }

    private static void ClampBounds(QuadraticProgram problem, Span<double> lower, Span<double> upper)
    {
        for (var i = 0; i < problem.ConstraintCount; i++)
        {
            lower[i] = Math.Clamp(problem.Lower[i], -OsqpConstants.OSQP_INFTY, OsqpConstants.OSQP_INFTY);
            upper[i] = Math.Clamp(problem.Upper[i], -OsqpConstants.OSQP_INFTY, OsqpConstants.OSQP_INFTY);
        }
    }
}
