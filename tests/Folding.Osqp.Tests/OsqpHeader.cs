using Folding.TestData;

namespace Folding.Osqp.Tests;

/// <summary>The installed OSQP header.</summary>
internal static class OsqpHeader
{
    /// <summary>Include folders that hold osqp.h and its generated configuration; skips the running test where there are none.</summary>
    public static string[] Require() => NativeHeader.RequireIncludeFolders("FOLDING_OSQP_INCLUDE", "osqp", "osqp.h");
}
