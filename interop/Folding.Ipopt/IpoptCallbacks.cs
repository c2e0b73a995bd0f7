using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Ipopt;

/// <summary>
/// The functions Ipopt calls. Each finds its solve through the user-data pointer, lets nothing thrown cross the native
/// frames, and answers 0 (failed) once the solve is to stop, so that Ipopt comes to an end quickly.
/// </summary>
internal static unsafe class IpoptCallbacks
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Objective(int n, double* x, byte newX, double* value, nint user)
    {
        var run = IpoptRun.From(user);
        if (run.MustStop()) return 0;
        try
        {
            *value = run.Problem.ObjectiveAt(new(x, n));
            return IpoptRun.Finite(new(value, 1));
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int ObjectiveGradient(int n, double* x, byte newX, double* gradient, nint user)
    {
        var run = IpoptRun.From(user);
        if (run.MustStop()) return 0;
        try
        {
            var values = new Span<double>(gradient, n);
            run.Problem.ObjectiveGradient(new(x, n), values);
            return IpoptRun.Finite(values);
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Constraints(int n, double* x, byte newX, int m, double* constraints, nint user)
    {
        var run = IpoptRun.From(user);
        if (run.MustStop()) return 0;
        try
        {
            var values = new Span<double>(constraints, m);
            run.Problem.Constraints(new(x, n), values);
            return IpoptRun.Finite(values);
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }

    /// <summary>Positions when <paramref name="jacobian"/> is null, values otherwise.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Jacobian(int n, double* x, byte newX, int m, int count, int* rows, int* columns, double* jacobian, nint user)
    {
        var run = IpoptRun.From(user);
        try
        {
            if (jacobian == null)
            {
                run.Structure.WriteJacobian(new(rows, count), new(columns, count));
                return 1;
            }

            if (run.MustStop()) return 0;
            var values = new Span<double>(jacobian, count);
            if (run.Structure.HasPadding) values.Clear();
            else run.Problem.Jacobian(new(x, n), values);
            return IpoptRun.Finite(values);
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }

    /// <summary>Positions when <paramref name="hessian"/> is null, values otherwise.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Hessian(
        int n, double* x, byte newX, double objectiveFactor, int m, double* multipliers, byte newMultipliers,
        int count, int* rows, int* columns, double* hessian, nint user)
    {
        var run = IpoptRun.From(user);
        try
        {
            if (hessian == null)
            {
                run.Structure.WriteHessian(new(rows, count), new(columns, count));
                return 1;
            }

            if (run.MustStop()) return 0;
            var values = new Span<double>(hessian, count);
            run.Problem.LagrangianHessian(new(x, n), objectiveFactor, new(multipliers, m), values);
            return IpoptRun.Finite(values);
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Intermediate(
        int mode, int iteration, double objective, double primalInfeasibility, double dualInfeasibility, double barrier,
        double stepNorm, double regularization, double dualStep, double primalStep, int lineSearchTrials, nint user)
    {
        var run = IpoptRun.From(user);
        if (run.MustStop()) return 0;
        try
        {
            run.Report(new(
                (AlgorithmMode)mode, iteration, objective, primalInfeasibility, dualInfeasibility, barrier,
                stepNorm, regularization, dualStep, primalStep, lineSearchTrials));
            return 1;
        }
        catch (Exception failure)
        {
            return run.Fail(failure);
        }
    }
}
