using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <content>Reading and writing files.</content>
internal static unsafe partial class HighsNative
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_readModel(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writeModel(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writePresolvedModel(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writeSolution(void* highs, string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Highs_writeSolutionPretty(void* highs, string filename);
}
