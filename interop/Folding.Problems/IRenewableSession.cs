namespace Folding.Problems;

/// <summary>A session that can begin anew, where that is cheaper than to open another one.</summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public interface IRenewableSession<in TProblem> : ISolverSession<TProblem>
    where TProblem : class, IProblem
{
    /// <summary>Goes on with a problem of any structure as a session just opened on it would, to the bit: nothing of earlier solves is left.</summary>
    /// <exception cref="ArgumentException">The solver refuses the problem; the session goes on with the one it had.</exception>
    void Renew(TProblem problem);
}
