using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Passing, changing and querying the model.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library)]
    internal static partial int Highs_passLp(
        void* highs, int numCol, int numRow, int numNz, int aFormat, int sense, double offset, double* colCost, double* colLower, double* colUpper,
        double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue);

    [LibraryImport(Library)]
    internal static partial int Highs_passMip(
        void* highs, int numCol, int numRow, int numNz, int aFormat, int sense, double offset, double* colCost, double* colLower, double* colUpper,
        double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_passModel(
        void* highs, int numCol, int numRow, int numNz, int qNumNz, int aFormat, int qFormat, int sense, double offset, double* colCost,
        double* colLower, double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* qStart, int* qIndex,
        double* qValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_passHessian(void* highs, int dim, int numNz, int format, int* start, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_passLinearObjectives(
        void* highs, int numLinearObjective, double* weight, double* offset, double* coefficients, double* absTolerance, double* relTolerance,
        int* priority);

    [LibraryImport(Library)]
    internal static partial int Highs_addLinearObjective(
        void* highs, double weight, double offset, double* coefficients, double absTolerance, double relTolerance, int priority);

    [LibraryImport(Library)]
    internal static partial int Highs_clearLinearObjectives(void* highs);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_passRowName(void* highs, int row, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_passColName(void* highs, int col, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_passModelName(void* highs, string name);

    [LibraryImport(Library)]
    internal static partial int Highs_addCol(void* highs, double cost, double lower, double upper, int numNewNz, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_addCols(
        void* highs, int numNewCol, double* costs, double* lower, double* upper, int numNewNz, int* starts, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_addVar(void* highs, double lower, double upper);

    [LibraryImport(Library)]
    internal static partial int Highs_addVars(void* highs, int numNewVar, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_addRow(void* highs, double lower, double upper, int numNewNz, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_addRows(void* highs, int numNewRow, double* lower, double* upper, int numNewNz, int* starts, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_ensureColwise(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_ensureRowwise(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_changeObjectiveSense(void* highs, int sense);

    [LibraryImport(Library)]
    internal static partial int Highs_changeObjectiveOffset(void* highs, double offset);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColIntegrality(void* highs, int col, int integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsIntegralityByRange(void* highs, int fromCol, int toCol, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsIntegralityBySet(void* highs, int numSetEntries, int* set, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsIntegralityByMask(void* highs, int* mask, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_clearIntegrality(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColCost(void* highs, int col, double cost);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsCostByRange(void* highs, int fromCol, int toCol, double* cost);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsCostBySet(void* highs, int numSetEntries, int* set, double* cost);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsCostByMask(void* highs, int* mask, double* cost);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColBounds(void* highs, int col, double lower, double upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsBoundsByRange(void* highs, int fromCol, int toCol, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsBoundsBySet(void* highs, int numSetEntries, int* set, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeColsBoundsByMask(void* highs, int* mask, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeRowBounds(void* highs, int row, double lower, double upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeRowsBoundsByRange(void* highs, int fromRow, int toRow, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeRowsBoundsBySet(void* highs, int numSetEntries, int* set, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeRowsBoundsByMask(void* highs, int* mask, double* lower, double* upper);

    [LibraryImport(Library)]
    internal static partial int Highs_changeCoeff(void* highs, int row, int col, double value);

    [LibraryImport(Library)]
    internal static partial int Highs_getObjectiveSense(void* highs, int* sense);

    [LibraryImport(Library)]
    internal static partial int Highs_getObjectiveOffset(void* highs, double* offset);

    [LibraryImport(Library)]
    internal static partial int Highs_getColsByRange(
        void* highs, int fromCol, int toCol, int* numCol, double* costs, double* lower, double* upper, int* numNz, int* matrixStart,
        int* matrixIndex, double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getColsBySet(
        void* highs, int numSetEntries, int* set, int* numCol, double* costs, double* lower, double* upper, int* numNz, int* matrixStart,
        int* matrixIndex, double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getColsByMask(
        void* highs, int* mask, int* numCol, double* costs, double* lower, double* upper, int* numNz, int* matrixStart, int* matrixIndex,
        double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getRowsByRange(
        void* highs, int fromRow, int toRow, int* numRow, double* lower, double* upper, int* numNz, int* matrixStart, int* matrixIndex,
        double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getRowsBySet(
        void* highs, int numSetEntries, int* set, int* numRow, double* lower, double* upper, int* numNz, int* matrixStart, int* matrixIndex,
        double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getRowsByMask(
        void* highs, int* mask, int* numRow, double* lower, double* upper, int* numNz, int* matrixStart, int* matrixIndex, double* matrixValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getRowName(void* highs, int row, byte* name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getRowByName(void* highs, string name, int* row);

    [LibraryImport(Library)]
    internal static partial int Highs_getColName(void* highs, int col, byte* name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getColByName(void* highs, string name, int* col);

    [LibraryImport(Library)]
    internal static partial int Highs_getColIntegrality(void* highs, int col, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteColsByRange(void* highs, int fromCol, int toCol);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteColsBySet(void* highs, int numSetEntries, int* set);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteColsByMask(void* highs, int* mask);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteRowsByRange(void* highs, int fromRow, int toRow);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteRowsBySet(void* highs, int numSetEntries, int* set);

    [LibraryImport(Library)]
    internal static partial int Highs_deleteRowsByMask(void* highs, int* mask);

    [LibraryImport(Library)]
    internal static partial int Highs_scaleCol(void* highs, int col, double scaleval);

    [LibraryImport(Library)]
    internal static partial int Highs_scaleRow(void* highs, int row, double scaleval);

    [LibraryImport(Library)]
    internal static partial int Highs_getNumCol(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getNumRow(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getNumNz(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getHessianNumNz(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getPresolvedNumCol(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getPresolvedNumRow(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getPresolvedNumNz(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getModel(
        void* highs, int aFormat, int qFormat, int* numCol, int* numRow, int* numNz, int* hessianNumNz, int* sense, double* offset, double* colCost,
        double* colLower, double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* qStart, int* qIndex,
        double* qValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_getLp(
        void* highs, int aFormat, int* numCol, int* numRow, int* numNz, int* sense, double* offset, double* colCost, double* colLower,
        double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_getPresolvedLp(
        void* highs, int aFormat, int* numCol, int* numRow, int* numNz, int* sense, double* offset, double* colCost, double* colLower,
        double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* integrality);

    [LibraryImport(Library)]
    internal static partial int Highs_getFixedLp(
        void* highs, int aFormat, int* numCol, int* numRow, int* numNz, int* sense, double* offset, double* colCost, double* colLower,
        double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue);
}
