using System.Runtime.InteropServices;

namespace Folding.Ipopt;

/// <summary>One native <c>IpoptProblem</c>: sizes, bounds, callbacks and options.</summary>
internal sealed class IpoptHandle : SafeHandle
{
    private IpoptHandle(nint problem)
        : base(0, ownsHandle: true) => SetHandle(problem);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Creates the native problem, silent and deaf to <c>ipopt.opt</c>; options come next.</summary>
    public static unsafe IpoptHandle Create(IpoptStructure structure, ReadOnlySpan<double> variableLower, ReadOnlySpan<double> variableUpper, ReadOnlySpan<double> constraintLower, ReadOnlySpan<double> constraintUpper)
    {
        nint problem;
        fixed (double* xl = variableLower, xu = variableUpper, gl = constraintLower, gu = constraintUpper)
        {
            problem = IpoptNative.CreateIpoptProblem(
                variableLower.Length, xl, xu, constraintLower.Length, gl, gu,
                structure.JacobianCount, structure.HessianCount, index_style: 0,
                &IpoptCallbacks.Objective, &IpoptCallbacks.Constraints, &IpoptCallbacks.ObjectiveGradient,
                &IpoptCallbacks.Jacobian, &IpoptCallbacks.Hessian);
        }

        if (problem == 0)
            throw new InvalidOperationException($"Ipopt refused a problem with n = {variableLower.Length}, m = {constraintLower.Length}.");
        var created = new IpoptHandle(problem);
        created.Silence();
        IpoptNative.SetIntermediateCallback(problem, &IpoptCallbacks.Intermediate);
        return created;
    }

    /// <summary>The raw pointer; valid while this object is alive and not disposed.</summary>
    public nint Problem => handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        IpoptGate.Free(handle);
        return true;
    }

    /// <summary>
    /// A new problem prints to stdout, even about an option it does not know, before any option can say otherwise.
    /// A solve without a starting point only processes options; with <c>suppress_all_output</c> it deletes the console
    /// journal for good, after which nothing is left that could print.
    /// </summary>
    private unsafe void Silence()
    {
        var silent = this.TrySet("option_file_name", "") && this.TrySet("suppress_all_output", "yes");
        var status = IpoptNative.IpoptSolve(handle, null, null, null, null, null, null, 0);
        if (!silent || status != ApplicationReturnStatus.Invalid_Problem_Definition || !this.TrySet("suppress_all_output", "no") || !this.TrySet("print_level", 0))
            throw new InvalidOperationException($"Ipopt did not accept its own output options (status {status}).");
    }
}
