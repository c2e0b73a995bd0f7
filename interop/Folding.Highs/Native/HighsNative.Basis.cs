using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Bases, tableau rows, ranging, infeasible subsystems.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library)]
    internal static partial int Highs_getBasis(void* highs, int* colStatus, int* rowStatus);

    [LibraryImport(Library)]
    internal static partial int Highs_getBasicVariables(void* highs, int* basicVariables);

    [LibraryImport(Library)]
    internal static partial int Highs_getBasisInverseRow(void* highs, int row, double* rowVector, int* rowNumNz, int* rowIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_getBasisInverseCol(void* highs, int col, double* colVector, int* colNumNz, int* colIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_getBasisSolve(void* highs, double* rhs, double* solutionVector, int* solutionNumNz, int* solutionIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_getBasisTransposeSolve(void* highs, double* rhs, double* solutionVector, int* solutionNz, int* solutionIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_getReducedRow(void* highs, int row, double* rowVector, int* rowNumNz, int* rowIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_getReducedColumn(void* highs, int col, double* colVector, int* colNumNz, int* colIndex);

    [LibraryImport(Library)]
    internal static partial int Highs_setBasis(void* highs, int* colStatus, int* rowStatus);

    [LibraryImport(Library)]
    internal static partial int Highs_setLogicalBasis(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getIisLp(
        void* highs, int aFormat, int* numCol, int* numRow, int* numNz, int* sense, double* offset, double* colCost, double* colLower,
        double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_getRanging(
        void* highs, double* colCostUpValue, double* colCostUpObjective, int* colCostUpInVar, int* colCostUpOuVar, double* colCostDnValue,
        double* colCostDnObjective, int* colCostDnInVar, int* colCostDnOuVar, double* colBoundUpValue, double* colBoundUpObjective,
        int* colBoundUpInVar, int* colBoundUpOuVar, double* colBoundDnValue, double* colBoundDnObjective, int* colBoundDnInVar, int* colBoundDnOuVar,
        double* rowBoundUpValue, double* rowBoundUpObjective, int* rowBoundUpInVar, int* rowBoundUpOuVar, double* rowBoundDnValue,
        double* rowBoundDnObjective, int* rowBoundDnInVar, int* rowBoundDnOuVar);

    [LibraryImport(Library)]
    internal static partial int Highs_feasibilityRelaxation(
        void* highs, double globalLowerPenalty, double globalUpperPenalty, double globalRhsPenalty, double* localLowerPenalty,
        double* localUpperPenalty, double* localRhsPenalty);

    [LibraryImport(Library)]
    internal static partial int Highs_getIis(
        void* highs, int* iisNumCol, int* iisNumRow, int* colIndex, int* rowIndex, int* colBound, int* rowBound, int* colStatus, int* rowStatus);
}
