using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Options by name and type.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_readOptions(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_setBoolOptionValue(void* highs, string option, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_setIntOptionValue(void* highs, string option, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_setDoubleOptionValue(void* highs, string option, double value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_setStringOptionValue(void* highs, string option, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getBoolOptionValue(void* highs, string option, int* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getIntOptionValue(void* highs, string option, int* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getDoubleOptionValue(void* highs, string option, double* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getStringOptionValue(void* highs, string option, byte* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getOptionType(void* highs, string option, int* type);

    [LibraryImport(Library)]
    internal static partial int Highs_resetOptions(void* highs);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writeOptions(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writeOptionsDeviations(void* highs, string filename);

    [LibraryImport(Library)]
    internal static partial int Highs_getNumOptions(void* highs);

    [LibraryImport(Library)]
    internal static partial int Highs_getOptionName(void* highs, int index, byte** name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getBoolOptionValues(void* highs, string option, int* currentValue, int* defaultValue);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getIntOptionValues(void* highs, string option, int* currentValue, int* minValue, int* maxValue, int* defaultValue);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getDoubleOptionValues(void* highs, string option, double* currentValue, double* minValue, double* maxValue, double* defaultValue);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_getStringOptionValues(void* highs, string option, byte* currentValue, byte* defaultValue);
}
