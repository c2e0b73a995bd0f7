using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>
/// Gradients by OSQP's own derivative module, in a session opened for the purpose. It is here for cross-checks, not for use:
/// the off-diagonal entries of <see cref="P"/> are half of the derivative with respect to the stored number; an equality row
/// has its whole gradient on u where y ≥ 0 and on l where y &lt; 0; an equality row with y = 0 gives NaN; only l = u exactly
/// makes an equality row; the linear system is regularised by 1e-6 and refined.
/// </summary>
/// <param name="Solution">The solution the gradients belong to.</param>
/// <param name="Q">dLoss/dq, length n.</param>
/// <param name="Lower">dLoss/dl, length m.</param>
/// <param name="Upper">dLoss/du, length m.</param>
/// <param name="P">One number per stored entry of P.</param>
/// <param name="A">One number per stored entry of A.</param>
public sealed record OsqpAdjoint(
    Solution Solution, ImmutableArray<double> Q, ImmutableArray<double> Lower, ImmutableArray<double> Upper, ImmutableArray<double> P, ImmutableArray<double> A)
{
    /// <summary>Whether the library was built with its derivative module.</summary>
    /// <exception cref="Natives.NativeLibraryException">There is no library.</exception>
    public static bool IsSupported => OsqpLibrary.Capabilities.HasFlag(osqp_capabilities_type.OSQP_CAPABILITY_DERIVATIVES);

    /// <summary>Solves and differentiates.</summary>
    /// <param name="problem">The problem; it must have a solution.</param>
    /// <param name="dx">dLoss/dx, length n.</param>
    /// <param name="dy">dLoss/dy, length m.</param>
    /// <param name="options">Options of the solve; gradient grade where null.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the problem has no solution.</exception>
    /// <exception cref="NotSupportedException">The library has no derivative module.</exception>
    public static OsqpAdjoint Compute(QuadraticProgram problem, ReadOnlySpan<double> dx, ReadOnlySpan<double> dy, OsqpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (dx.Length != problem.VariableCount) throw new ArgumentException($"dx has length {dx.Length}; expected {problem.VariableCount}.", nameof(dx));
        if (dy.Length != problem.ConstraintCount) throw new ArgumentException($"dy has length {dy.Length}; expected {problem.ConstraintCount}.", nameof(dy));
        if (!IsSupported) throw new NotSupportedException("This OSQP was built without OSQP_ENABLE_DERIVATIVES.");
        using var session = new OsqpSolver(options).Open(problem);
        return ((IOsqpSession)session).Adjoint(session.Solve(), dx, dy);
    }
}

/// <summary>A session whatever its index width.</summary>
internal interface IOsqpSession
{
    /// <summary>Differentiates at the solution just found.</summary>
    OsqpAdjoint Adjoint(Solution solution, ReadOnlySpan<double> dx, ReadOnlySpan<double> dy);
}
