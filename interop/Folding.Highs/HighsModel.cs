using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Passes problems to a native instance. A refusal empties the instance, so that a model left over from before is never
/// solved in place of the refused one, and becomes an <see cref="ArgumentException"/> with HiGHS's own complaint.
/// </summary>
internal static unsafe class HighsModel
{
    /// <summary>Replaces the whole model by a linear or mixed-integer program.</summary>
    public static void Pass(void* highs, LinearProgram problem)
    {
        var integrality = new int[problem.HasIntegers ? problem.VariableCount : 0];
        foreach (var j in problem.IntegerColumns) integrality[j] = (int)HighsVariableType.Integer;
        Demand(highs, problem, h => Pass(
            h, problem.Cost.AsSpan(), problem.A, problem.RowLower.AsSpan(), problem.RowUpper.AsSpan(),
            problem.ColumnLower.AsSpan(), problem.ColumnUpper.AsSpan(), problem.Constant, null, [], integrality));
    }

    /// <summary>Replaces the whole model by a quadratic program, whose variables are free.</summary>
    public static void Pass(void* highs, QuadraticProgram problem, LowerTriangle triangle)
    {
        var n = problem.VariableCount;
        var lower = new double[n];
        var upper = new double[n];
        Array.Fill(lower, double.NegativeInfinity);
        Array.Fill(upper, double.PositiveInfinity);
        Demand(highs, problem, h => Pass(
            h, problem.Q.AsSpan(), problem.A, problem.Lower.AsSpan(), problem.Upper.AsSpan(), lower, upper, problem.Constant,
            triangle, triangle.Values(problem.P.Values), []));
    }

    /// <summary>Replaces P; HiGHS forgets its basis.</summary>
    public static void PassHessian(void* highs, QuadraticProgram problem, LowerTriangle triangle)
    {
        var values = triangle.Values(problem.P.Values);
        Demand(highs, problem, h =>
        {
            fixed (int* starts = triangle.Starts, rows = triangle.Rows)
            fixed (double* entries = values)
                return HighsNative.Highs_passHessian((void*)h, problem.VariableCount, values.Length, HighsConstants.HessianTriangular, starts, rows, entries);
        });
    }

    /// <summary>Replaces c.</summary>
    public static void ChangeCost(void* highs, IProblem problem, ReadOnlySpan<double> cost)
    {
        if (cost.IsEmpty) return;
        fixed (double* pointer = cost)
        {
            var values = pointer;
            Demand(highs, problem, h => HighsNative.Highs_changeColsCostByRange((void*)h, 0, problem.VariableCount - 1, values));
        }
    }

    /// <summary>Replaces the bounds of the rows; the basis stays.</summary>
    public static void ChangeRowBounds(void* highs, IProblem problem, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.IsEmpty) return;
        fixed (double* l = lower, u = upper)
        {
            double* from = l, to = u;
            Demand(highs, problem, h => HighsNative.Highs_changeRowsBoundsByRange((void*)h, 0, problem.ConstraintCount - 1, from, to));
        }
    }

    /// <summary>Replaces the bounds of the variables; the basis stays.</summary>
    public static void ChangeColumnBounds(void* highs, IProblem problem, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.IsEmpty) return;
        fixed (double* l = lower, u = upper)
        {
            double* from = l, to = u;
            Demand(highs, problem, h => HighsNative.Highs_changeColsBoundsByRange((void*)h, 0, problem.VariableCount - 1, from, to));
        }
    }

    /// <summary>The basis, or null where HiGHS has none.</summary>
    public static Basis? GetBasis(void* highs, int columns, int rows)
    {
        int valid;
        if (HighsNative.Highs_getIntInfoValue(highs, "basis_validity", &valid) != HighsStatus.Ok || valid == 0) return null;
        // Both enumerations are integers that number the statuses in the same way.
        var columnStatus = new BasisStatus[columns];
        var rowStatus = new BasisStatus[rows];
        fixed (BasisStatus* c = columnStatus, r = rowStatus)
        {
            if (HighsNative.Highs_getBasis(highs, (int*)c, (int*)r) != HighsStatus.Ok) return null;
        }

        return new(ImmutableCollectionsMarshal.AsImmutableArray(columnStatus), ImmutableCollectionsMarshal.AsImmutableArray(rowStatus));
    }

    /// <summary>Starts the next run from a basis. A basis that is singular or incomplete is mended by HiGHS.</summary>
    /// <exception cref="ArgumentException">HiGHS refuses it.</exception>
    public static void SetBasis(void* highs, Basis basis)
    {
        // Without rows every basis is the same one, and HiGHS 1.12 writes past an empty array.
        if (basis.Rows.IsEmpty) return;
        fixed (BasisStatus* c = basis.Columns.AsSpan(), r = basis.Rows.AsSpan())
        {
            if (HighsNative.Highs_setBasis(highs, (int*)c, (int*)r) == HighsStatus.Error)
                throw new ArgumentException("HiGHS refuses the warm start's basis: a status is unknown or the basis cannot be factorised.", nameof(basis));
        }
    }

    /// <summary>Starts the next run of a mixed-integer program from a point.</summary>
    public static void SetPoint(void* highs, ReadOnlySpan<double> primal)
    {
        fixed (double* x = primal) _ = HighsNative.Highs_setSolution(highs, x, null, null, null);
    }

    private static int Pass(
        nint highs, ReadOnlySpan<double> cost, CscMatrix a, ReadOnlySpan<double> rowLower, ReadOnlySpan<double> rowUpper,
        ReadOnlySpan<double> columnLower, ReadOnlySpan<double> columnUpper, double constant,
        LowerTriangle? triangle, ReadOnlySpan<double> hessian, ReadOnlySpan<int> integrality)
    {
        fixed (double* c = cost, rl = rowLower, ru = rowUpper, cl = columnLower, cu = columnUpper, av = a.Values, hv = hessian)
        fixed (int* starts = a.Pattern.ColumnPointers, rows = a.Pattern.RowIndices, hs = triangle?.Starts, hr = triangle?.Rows, kinds = integrality)
        {
            return HighsNative.Highs_passModel(
                (void*)highs, a.Columns, a.Rows, a.Pattern.Count, hessian.Length, HighsConstants.ColumnWise, HighsConstants.HessianTriangular,
                HighsConstants.Minimize, constant, c, cl, cu, rl, ru, starts, rows, av, hs, hr, hv, kinds);
        }
    }

    private static void Demand(void* highs, IProblem problem, Func<nint, int> call)
    {
        if (call((nint)highs) != HighsStatus.Error) return;
        var (_, complaint) = HighsComplaint.Listen(highs, call);
        _ = HighsNative.Highs_clearModel(highs);
        throw new ArgumentException($"HiGHS refuses the {problem}: {(complaint.Length > 0 ? complaint : "it gives no reason")}", nameof(problem));
    }
}
