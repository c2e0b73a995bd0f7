/* Prints sizes and constants of the installed Ipopt C interface, one "name value" per line.
   cc -I/usr/include/coin -I/usr/include/coin-or ipopt_abi.c && ./a.out */
#include <stdio.h>
#include "IpStdCInterface.h"

#define SIZE(type) printf("sizeof(" #type ") %d\n", (int) sizeof(type))
#define VALUE(name) printf(#name " %d\n", (int) (name))

int main(void)
{
    SIZE(Index);
    SIZE(Number);
    SIZE(Int);
    SIZE(Bool);
    SIZE(IpoptProblem);
    SIZE(enum ApplicationReturnStatus);
    VALUE(Solve_Succeeded);
    VALUE(Solved_To_Acceptable_Level);
    VALUE(Infeasible_Problem_Detected);
    VALUE(Search_Direction_Becomes_Too_Small);
    VALUE(Diverging_Iterates);
    VALUE(User_Requested_Stop);
    VALUE(Feasible_Point_Found);
    VALUE(Maximum_Iterations_Exceeded);
    VALUE(Restoration_Failed);
    VALUE(Error_In_Step_Computation);
    VALUE(Maximum_CpuTime_Exceeded);
    VALUE(Not_Enough_Degrees_Of_Freedom);
    VALUE(Invalid_Problem_Definition);
    VALUE(Invalid_Option);
    VALUE(Invalid_Number_Detected);
    VALUE(Unrecoverable_Exception);
    VALUE(NonIpopt_Exception_Thrown);
    VALUE(Insufficient_Memory);
    VALUE(Internal_Error);
    VALUE(RegularMode);
    VALUE(RestorationPhaseMode);
    return 0;
}
