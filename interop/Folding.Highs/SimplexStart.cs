using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Where the simplex method of an instance starts. From a basis the answer depends on the program and that basis alone: what earlier runs left
/// behind (factors, weights, random numbers, scale factors) would show in the last digits and, among several optimal bases, in the answer.
/// </summary>
internal sealed unsafe class SimplexStart
{
    private readonly void* _highs;
    private readonly ChangingOption _strategy;
    private readonly ChangingOption _scaling;
    private readonly ChangingOption _perturbation;
    private readonly ChangingOption _refactorError;
    private readonly double _smallestEntry;
    private Basis? _held;

    /// <param name="highs">The instance, with its options written.</param>
    /// <param name="options">The caller's options, whose own choices are kept.</param>
    public SimplexStart(void* highs, HighsOptions options)
    {
        _highs = highs;
        _strategy = new(highs, options, "simplex_strategy");
        _scaling = new(highs, options, "simplex_scale_strategy");
        _perturbation = new(highs, options, "primal_simplex_bound_perturbation_multiplier");
        _refactorError = new(highs, options, "rebuild_refactor_solution_error_tolerance");
        double smallest;
        _ = HighsNative.Highs_getDoubleOptionValue(highs, "small_matrix_value", &smallest);
        _smallestEntry = smallest;
    }

    /// <summary>HiGHS's numbers.</summary>
    private enum Strategy
    {
        Choose = 0,
        Primal = 4,
    }

    /// <summary>Says which basis the instance holds after a run; null where that is not known, as after a change of bounds.</summary>
    public void Holds(Basis? basis) => _held = basis;

    /// <summary>The next run starts as HiGHS does on its own.</summary>
    public void OfTheOptions()
    {
        _strategy.Restore();
        _scaling.Restore();
        _perturbation.Restore();
        _refactorError.Restore();
    }

    /// <summary>The next run starts from nothing, with the primal method.</summary>
    public void Primal()
    {
        _ = HighsNative.Highs_clearSolver(_highs);
        OfTheOptions();
        _strategy.Force((int)Strategy.Primal);
    }

    /// <summary>
    /// The next run starts from a basis. HiGHS is let choose the method: it takes the primal one where the basis is primal feasible, as it is
    /// after a change of costs alone; the dual method, HiGHS's default, would first have to weigh every row. Over the few iterations from a basis
    /// nearby, perturbed bounds cost more than they save, and so does scaling, which would moreover depend on the costs of the first run. So few updates
    /// do not spoil the factors either, which HiGHS would test at the end by three solves.
    /// </summary>
    public void From(Basis basis, LinearProgram program)
    {
        _strategy.Prefer((int)Strategy.Choose);
        _scaling.Prefer(0);
        _perturbation.Prefer(0);
        _refactorError.Prefer(0);
        // Setting a basis makes HiGHS factorise it once more than the run does.
        if (!ReferenceEquals(basis, _held) || !ForgetsAllButBasis(program))
        {
            _ = HighsNative.Highs_clearSolver(_highs);
            HighsModel.SetBasis(_highs, basis);
        }

        _held = null;
    }

    /// <summary>Writes an entry of A once more: HiGHS then forgets everything of its simplex method but the basis. False where there is no entry.</summary>
    private bool ForgetsAllButBasis(LinearProgram program)
    {
        var pattern = program.A.Pattern;
        var values = program.A.Values;
        // HiGHS has dropped small entries.
        var entry = 0;
        while (entry < values.Length && Math.Abs(values[entry]) <= _smallestEntry) entry++;
        if (entry == values.Length) return false;
        var column = 0;
        while (pattern.ColumnPointers[column + 1] <= entry) column++;
        return HighsNative.Highs_changeCoeff(_highs, pattern.RowIndices[entry], column, values[entry]) == HighsStatus.Ok;
    }
}
