using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Status, points, rays and run information.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getIntInfoValue(void* highs, string info, int* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getDoubleInfoValue(void* highs, string info, double* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getInt64InfoValue(void* highs, string info, long* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getInfoType(void* highs, string info, int* type);

    [LibraryImport(Library)]
    internal static partial int Highs_getSolution(void* highs, double* colValue, double* colDual, double* rowValue, double* rowDual);

    [LibraryImport(Library)]
    internal static partial int Highs_getModelStatus(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getDualRay(void* highs, int* hasDualRay, double* dualRayValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getDualUnboundednessDirection(void* highs, int* hasDualUnboundednessDirection, double* dualUnboundednessDirectionValue);

    [LibraryImport(Library)]
    internal static partial int Highs_getPrimalRay(void* highs, int* hasPrimalRay, double* primalRayValue);

    [LibraryImport(Library)]
    internal static partial double Highs_getObjectiveValue(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_setSolution(void* highs, double* colValue, double* rowValue, double* colDual, double* rowDual);

    [LibraryImport(Library)]
    internal static partial int Highs_setSparseSolution(void* highs, int numEntries, int* index, double* value);
}
