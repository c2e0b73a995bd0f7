using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Callbacks.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library)]
    internal static partial int Highs_setCallback(
        void* highs, delegate* unmanaged[Cdecl]<int, byte*, HighsCallbackDataOut*, HighsCallbackDataIn*, void*, void> userCallback,
        void* userCallbackData);

    [LibraryImport(Library)]
    internal static partial int Highs_startCallback(void* highs, int callbackType);

    [LibraryImport(Library)]
    internal static partial int Highs_stopCallback(void* highs, int callbackType);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void* Highs_getCallbackDataOutItem(HighsCallbackDataOut* dataOut, string itemName);

    [LibraryImport(Library)]
    internal static partial int Highs_setCallbackSolution(HighsCallbackDataIn* dataIn, int numEntries, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_setCallbackSparseSolution(HighsCallbackDataIn* dataIn, int numEntries, int* index, double* value);

    [LibraryImport(Library)]
    internal static partial int Highs_repairCallbackSolution(HighsCallbackDataIn* dataIn);
}
