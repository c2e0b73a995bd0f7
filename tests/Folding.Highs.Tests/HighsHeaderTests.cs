using System.Runtime.InteropServices;
using Folding.TestData;

namespace Folding.Highs.Tests;

/// <summary>The bindings against the header of an installed HiGHS (FOLDING_HIGHS_INCLUDE, or a conda, vcpkg or system prefix).</summary>
public sealed class HighsHeaderTests
{
    private static string[] Folders() => NativeHeader.RequireIncludeFolders("FOLDING_HIGHS_INCLUDE", "highs", Path.Combine("interfaces", "highs_c_api.h"));

    [Fact]
    public void Layouts_and_constants_are_those_of_the_header()
    {
        var probe = NativeHeader.CompileAndRun(RepositoryRoot.Path("native", "abi", "highs_abi.c"), Folders());
        Assert.Equal(Ours().ToDictionary(), probe.ToDictionary(static pair => pair.Key, static pair => long.Parse(pair.Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_import_has_as_many_parameters_as_the_header_declares()
    {
        var folders = Folders();
        var declared = NativeHeader.Functions(Path.Combine(folders[0], "interfaces", "highs_c_api.h"), folders);
        Assert.All(NativeHeader.Imports(typeof(HighsNative)), import =>
        {
            Assert.True(declared.TryGetValue(import.Key, out var parameters), $"{import.Key} is not declared");
            Assert.Equal(parameters, import.Value);
        });
    }

    private static IEnumerable<KeyValuePair<string, long>> Ours()
    {
        yield return new("sizeof HighsInt", sizeof(int));
        yield return new("sizeof HighsCallbackDataOut", Marshal.SizeOf<HighsCallbackDataOut>());
        yield return Offset<HighsCallbackDataOut>("cbdata", nameof(HighsCallbackDataOut.CallbackData));
        yield return Offset<HighsCallbackDataOut>("log_type", nameof(HighsCallbackDataOut.LogType));
        yield return Offset<HighsCallbackDataOut>("running_time", nameof(HighsCallbackDataOut.RunningTime));
        yield return Offset<HighsCallbackDataOut>("simplex_iteration_count", nameof(HighsCallbackDataOut.SimplexIterationCount));
        yield return Offset<HighsCallbackDataOut>("ipm_iteration_count", nameof(HighsCallbackDataOut.IpmIterationCount));
        yield return Offset<HighsCallbackDataOut>("pdlp_iteration_count", nameof(HighsCallbackDataOut.PdlpIterationCount));
        yield return Offset<HighsCallbackDataOut>("objective_function_value", nameof(HighsCallbackDataOut.ObjectiveFunctionValue));
        yield return Offset<HighsCallbackDataOut>("mip_node_count", nameof(HighsCallbackDataOut.MipNodeCount));
        yield return Offset<HighsCallbackDataOut>("mip_total_lp_iterations", nameof(HighsCallbackDataOut.MipTotalLpIterations));
        yield return Offset<HighsCallbackDataOut>("mip_primal_bound", nameof(HighsCallbackDataOut.MipPrimalBound));
        yield return Offset<HighsCallbackDataOut>("mip_dual_bound", nameof(HighsCallbackDataOut.MipDualBound));
        yield return Offset<HighsCallbackDataOut>("mip_gap", nameof(HighsCallbackDataOut.MipGap));
        yield return Offset<HighsCallbackDataOut>("mip_solution", nameof(HighsCallbackDataOut.MipSolution));
        yield return Offset<HighsCallbackDataOut>("mip_solution_size", nameof(HighsCallbackDataOut.MipSolutionSize));
        yield return Offset<HighsCallbackDataOut>("cutpool_num_col", nameof(HighsCallbackDataOut.CutpoolNumCol));
        yield return Offset<HighsCallbackDataOut>("cutpool_num_cut", nameof(HighsCallbackDataOut.CutpoolNumCut));
        yield return Offset<HighsCallbackDataOut>("cutpool_num_nz", nameof(HighsCallbackDataOut.CutpoolNumNz));
        yield return Offset<HighsCallbackDataOut>("cutpool_start", nameof(HighsCallbackDataOut.CutpoolStart));
        yield return Offset<HighsCallbackDataOut>("cutpool_index", nameof(HighsCallbackDataOut.CutpoolIndex));
        yield return Offset<HighsCallbackDataOut>("cutpool_value", nameof(HighsCallbackDataOut.CutpoolValue));
        yield return Offset<HighsCallbackDataOut>("cutpool_lower", nameof(HighsCallbackDataOut.CutpoolLower));
        yield return Offset<HighsCallbackDataOut>("cutpool_upper", nameof(HighsCallbackDataOut.CutpoolUpper));
        yield return Offset<HighsCallbackDataOut>("external_solution_query_origin", nameof(HighsCallbackDataOut.ExternalSolutionQueryOrigin));
        yield return new("sizeof HighsCallbackDataIn", Marshal.SizeOf<HighsCallbackDataIn>());
        yield return Offset<HighsCallbackDataIn>("user_interrupt", nameof(HighsCallbackDataIn.UserInterrupt));
        yield return Offset<HighsCallbackDataIn>("user_solution", nameof(HighsCallbackDataIn.UserSolution));
        yield return Offset<HighsCallbackDataIn>("cbdata", nameof(HighsCallbackDataIn.CallbackData));
        yield return Offset<HighsCallbackDataIn>("user_has_solution", nameof(HighsCallbackDataIn.UserHasSolution));
        yield return Offset<HighsCallbackDataIn>("user_solution_size", nameof(HighsCallbackDataIn.UserSolutionSize));
        yield return new("kHighsMaximumStringLength", HighsConstants.MaximumStringLength);
        yield return new("kHighsVarTypeContinuous", (int)HighsVariableType.Continuous);
        yield return new("kHighsVarTypeInteger", (int)HighsVariableType.Integer);
        yield return new("kHighsVarTypeSemiContinuous", (int)HighsVariableType.SemiContinuous);
        yield return new("kHighsVarTypeSemiInteger", (int)HighsVariableType.SemiInteger);
        yield return new("kHighsVarTypeImplicitInteger", (int)HighsVariableType.ImplicitInteger);
        yield return new("kHighsOptionTypeBool", (int)HighsOptionType.Bool);
        yield return new("kHighsOptionTypeInt", (int)HighsOptionType.Int);
        yield return new("kHighsOptionTypeDouble", (int)HighsOptionType.Double);
        yield return new("kHighsOptionTypeString", (int)HighsOptionType.String);
        yield return new("kHighsMatrixFormatColwise", HighsConstants.ColumnWise);
        yield return new("kHighsMatrixFormatRowwise", HighsConstants.RowWise);
        yield return new("kHighsHessianFormatTriangular", HighsConstants.HessianTriangular);
        yield return new("kHighsHessianFormatSquare", HighsConstants.HessianSquare);
        yield return new("kHighsSolutionStatusNone", (int)HighsPointStatus.None);
        yield return new("kHighsSolutionStatusInfeasible", (int)HighsPointStatus.Infeasible);
        yield return new("kHighsSolutionStatusFeasible", (int)HighsPointStatus.Feasible);
        yield return new("kHighsModelStatusNotset", (int)HighsModelStatus.NotSet);
        yield return new("kHighsModelStatusLoadError", (int)HighsModelStatus.LoadError);
        yield return new("kHighsModelStatusModelError", (int)HighsModelStatus.ModelError);
        yield return new("kHighsModelStatusPresolveError", (int)HighsModelStatus.PresolveError);
        yield return new("kHighsModelStatusSolveError", (int)HighsModelStatus.SolveError);
        yield return new("kHighsModelStatusPostsolveError", (int)HighsModelStatus.PostsolveError);
        yield return new("kHighsModelStatusModelEmpty", (int)HighsModelStatus.ModelEmpty);
        yield return new("kHighsModelStatusOptimal", (int)HighsModelStatus.Optimal);
        yield return new("kHighsModelStatusInfeasible", (int)HighsModelStatus.Infeasible);
        yield return new("kHighsModelStatusUnboundedOrInfeasible", (int)HighsModelStatus.UnboundedOrInfeasible);
        yield return new("kHighsModelStatusUnbounded", (int)HighsModelStatus.Unbounded);
        yield return new("kHighsModelStatusObjectiveBound", (int)HighsModelStatus.ObjectiveBound);
        yield return new("kHighsModelStatusObjectiveTarget", (int)HighsModelStatus.ObjectiveTarget);
        yield return new("kHighsModelStatusTimeLimit", (int)HighsModelStatus.TimeLimit);
        yield return new("kHighsModelStatusIterationLimit", (int)HighsModelStatus.IterationLimit);
        yield return new("kHighsModelStatusUnknown", (int)HighsModelStatus.Unknown);
        yield return new("kHighsModelStatusSolutionLimit", (int)HighsModelStatus.SolutionLimit);
        yield return new("kHighsModelStatusInterrupt", (int)HighsModelStatus.Interrupt);
    }

    private static KeyValuePair<string, long> Offset<T>(string native, string managed) => new($"{typeof(T).Name}.{native}", Marshal.OffsetOf<T>(managed));
}
