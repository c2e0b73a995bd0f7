namespace Folding.Highs;

/// <summary>Return code of most functions.</summary>
internal static class HighsStatus
{
    internal const int Error = -1;
    internal const int Ok = 0;
    internal const int Warning = 1;
}

/// <summary>Outcome of a run, as <c>Highs_getModelStatus</c> returns it.</summary>
internal enum HighsModelStatus
{
    NotSet = 0,
    LoadError = 1,
    ModelError = 2,
    PresolveError = 3,
    SolveError = 4,
    PostsolveError = 5,
    ModelEmpty = 6,
    Optimal = 7,
    Infeasible = 8,
    UnboundedOrInfeasible = 9,
    Unbounded = 10,
    ObjectiveBound = 11,
    ObjectiveTarget = 12,
    TimeLimit = 13,
    IterationLimit = 14,
    Unknown = 15,
    SolutionLimit = 16,
    Interrupt = 17,
}

/// <summary>What a returned vector is, in the info values <c>primal_solution_status</c> and <c>dual_solution_status</c>.</summary>
internal enum HighsPointStatus
{
    None = 0,
    Infeasible = 1,
    Feasible = 2,
}

/// <summary>Type of an option.</summary>
internal enum HighsOptionType
{
    Bool = 0,
    Int = 1,
    Double = 2,
    String = 3,
}

/// <summary>Type of a variable.</summary>
internal enum HighsVariableType
{
    Continuous = 0,
    Integer = 1,
    SemiContinuous = 2,
    SemiInteger = 3,
    ImplicitInteger = 4,
}

/// <summary>What a callback is called for.</summary>
internal enum HighsCallbackType
{
    Logging = 0,
    SimplexInterrupt = 1,
    IpmInterrupt = 2,
    MipSolution = 3,
    MipImprovingSolution = 4,
    MipLogging = 5,
    MipInterrupt = 6,
    MipGetCutPool = 7,
    MipDefineLazyConstraints = 8,
    MipUserSolution = 9,
}

/// <summary>Storage order, sense, and lengths.</summary>
internal static class HighsConstants
{
    internal const int ColumnWise = 1;
    internal const int RowWise = 2;
    internal const int Minimize = 1;
    internal const int Maximize = -1;

    /// <summary>The lower triangle by columns: the only Hessian format that is accepted.</summary>
    internal const int HessianTriangular = 1;

    internal const int HessianSquare = 2;

    /// <summary>Room that a function which writes a string may use.</summary>
    internal const int MaximumStringLength = 512;
}
