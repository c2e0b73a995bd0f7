using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <summary>What HiGHS hands to a callback; a test compares the offsets with those the library reports.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HighsCallbackDataOut
{
    internal void* CallbackData;
    internal int LogType;
    internal double RunningTime;
    internal int SimplexIterationCount;
    internal int IpmIterationCount;
    internal int PdlpIterationCount;
    internal double ObjectiveFunctionValue;
    internal long MipNodeCount;
    internal long MipTotalLpIterations;
    internal double MipPrimalBound;
    internal double MipDualBound;
    internal double MipGap;
    internal double* MipSolution;
    internal int MipSolutionSize;
    internal int CutpoolNumCol;
    internal int CutpoolNumCut;
    internal int CutpoolNumNz;
    internal int* CutpoolStart;
    internal int* CutpoolIndex;
    internal double* CutpoolValue;
    internal double* CutpoolLower;
    internal double* CutpoolUpper;
    internal int ExternalSolutionQueryOrigin;
}

/// <summary>What a callback may hand back; ignored for callbacks of type logging.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HighsCallbackDataIn
{
    internal int UserInterrupt;
    internal double* UserSolution;
    internal void* CallbackData;
    internal int UserHasSolution;
    internal int UserSolutionSize;
}
