using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Instances, the run and the library itself.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library)]
    internal static partial int Highs_lpCall(
        int numCol, int numRow, int numNz, int aFormat, int sense, double offset, double* colCost, double* colLower, double* colUpper,
        double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, double* colValue, double* colDual, double* rowValue,
        double* rowDual, int* colBasisStatus, int* rowBasisStatus, int* modelStatus);

    [LibraryImport(Library)]
    internal static partial int Highs_mipCall(
        int numCol, int numRow, int numNz, int aFormat, int sense, double offset, double* colCost, double* colLower, double* colUpper,
        double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* integrality, double* colValue, double* rowValue,
        int* modelStatus);

    [LibraryImport(Library)]
    internal static partial int Highs_qpCall(
        int numCol, int numRow, int numNz, int qNumNz, int aFormat, int qFormat, int sense, double offset, double* colCost, double* colLower,
        double* colUpper, double* rowLower, double* rowUpper, int* aStart, int* aIndex, double* aValue, int* qStart, int* qIndex, double* qValue,
        double* colValue, double* colDual, double* rowValue, double* rowDual, int* colBasisStatus, int* rowBasisStatus, int* modelStatus);

    [LibraryImport(Library)]
    internal static partial void* Highs_create();

    [LibraryImport(Library)]
    internal static partial void Highs_destroy(void* highs);

    [LibraryImport(Library)]
    internal static partial byte* Highs_version();

    [LibraryImport(Library)]
    internal static partial int Highs_versionMajor();

    [LibraryImport(Library)]
    internal static partial int Highs_versionMinor();

    [LibraryImport(Library)]
    internal static partial int Highs_versionPatch();

    [LibraryImport(Library)]
    internal static partial byte* Highs_githash();

    [LibraryImport(Library)]
    internal static partial int Highs_clear(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_clearModel(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_clearSolver(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_presolve(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_run(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_postsolve(void* highs, double* colValue, double* colDual, double* rowDual);

    [LibraryImport(Library)]
    internal static partial double Highs_getRunTime(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_zeroAllClocks(void* highs);

    [LibraryImport(Library)]
    internal static partial double Highs_getInfinity(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getSizeofHighsInt(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_crossover(void* highs, int numCol, int numRow, double* colValue, double* colDual, double* rowDual);

    [LibraryImport(Library)]
    internal static partial void Highs_resetGlobalScheduler(int blocking);
}
