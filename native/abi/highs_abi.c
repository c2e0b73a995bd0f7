/* Prints sizes, offsets and constants of the installed HiGHS header as "name value" lines, for comparison with the C#
 * declarations. Compile against the header of the library in use:
 *   cc -std=c99 -I INCLUDE/highs highs_abi.c -o highs_abi && ./highs_abi */
#include <stddef.h>
#include <stdio.h>

#include "interfaces/highs_c_api.h"

#define SIZE(type) printf("sizeof %s %zu\n", #type, sizeof(type))
#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))
#define CONSTANT(name) printf("%s %lld\n", #name, (long long)(name))

int main(void)
{
    SIZE(HighsInt);
    SIZE(HighsCallbackDataOut);
    FIELD(HighsCallbackDataOut, cbdata);
    FIELD(HighsCallbackDataOut, log_type);
    FIELD(HighsCallbackDataOut, running_time);
    FIELD(HighsCallbackDataOut, simplex_iteration_count);
    FIELD(HighsCallbackDataOut, ipm_iteration_count);
    FIELD(HighsCallbackDataOut, pdlp_iteration_count);
    FIELD(HighsCallbackDataOut, objective_function_value);
    FIELD(HighsCallbackDataOut, mip_node_count);
    FIELD(HighsCallbackDataOut, mip_total_lp_iterations);
    FIELD(HighsCallbackDataOut, mip_primal_bound);
    FIELD(HighsCallbackDataOut, mip_dual_bound);
    FIELD(HighsCallbackDataOut, mip_gap);
    FIELD(HighsCallbackDataOut, mip_solution);
    FIELD(HighsCallbackDataOut, mip_solution_size);
    FIELD(HighsCallbackDataOut, cutpool_num_col);
    FIELD(HighsCallbackDataOut, cutpool_num_cut);
    FIELD(HighsCallbackDataOut, cutpool_num_nz);
    FIELD(HighsCallbackDataOut, cutpool_start);
    FIELD(HighsCallbackDataOut, cutpool_index);
    FIELD(HighsCallbackDataOut, cutpool_value);
    FIELD(HighsCallbackDataOut, cutpool_lower);
    FIELD(HighsCallbackDataOut, cutpool_upper);
    FIELD(HighsCallbackDataOut, external_solution_query_origin);
    SIZE(HighsCallbackDataIn);
    FIELD(HighsCallbackDataIn, user_interrupt);
    FIELD(HighsCallbackDataIn, user_solution);
    FIELD(HighsCallbackDataIn, cbdata);
    FIELD(HighsCallbackDataIn, user_has_solution);
    FIELD(HighsCallbackDataIn, user_solution_size);
    CONSTANT(kHighsMaximumStringLength);
    CONSTANT(kHighsVarTypeContinuous);
    CONSTANT(kHighsVarTypeInteger);
    CONSTANT(kHighsVarTypeSemiContinuous);
    CONSTANT(kHighsVarTypeSemiInteger);
    CONSTANT(kHighsVarTypeImplicitInteger);
    CONSTANT(kHighsOptionTypeBool);
    CONSTANT(kHighsOptionTypeInt);
    CONSTANT(kHighsOptionTypeDouble);
    CONSTANT(kHighsOptionTypeString);
    CONSTANT(kHighsMatrixFormatColwise);
    CONSTANT(kHighsMatrixFormatRowwise);
    CONSTANT(kHighsHessianFormatTriangular);
    CONSTANT(kHighsHessianFormatSquare);
    CONSTANT(kHighsSolutionStatusNone);
    CONSTANT(kHighsSolutionStatusInfeasible);
    CONSTANT(kHighsSolutionStatusFeasible);
    CONSTANT(kHighsModelStatusNotset);
    CONSTANT(kHighsModelStatusLoadError);
    CONSTANT(kHighsModelStatusModelError);
    CONSTANT(kHighsModelStatusPresolveError);
    CONSTANT(kHighsModelStatusSolveError);
    CONSTANT(kHighsModelStatusPostsolveError);
    CONSTANT(kHighsModelStatusModelEmpty);
    CONSTANT(kHighsModelStatusOptimal);
    CONSTANT(kHighsModelStatusInfeasible);
    CONSTANT(kHighsModelStatusUnboundedOrInfeasible);
    CONSTANT(kHighsModelStatusUnbounded);
    CONSTANT(kHighsModelStatusObjectiveBound);
    CONSTANT(kHighsModelStatusObjectiveTarget);
    CONSTANT(kHighsModelStatusTimeLimit);
    CONSTANT(kHighsModelStatusIterationLimit);
    CONSTANT(kHighsModelStatusUnknown);
    CONSTANT(kHighsModelStatusSolutionLimit);
    CONSTANT(kHighsModelStatusInterrupt);
    return 0;
}
