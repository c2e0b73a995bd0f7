using System.Collections.Immutable;
using System.Globalization;

namespace Folding;

/// <summary>How far a gradient can be trusted.</summary>
public enum TrustLevel
{
    /// <summary>There is no gradient: the data are zero and the report says why.</summary>
    None,

    /// <summary>A gradient with an error that is not certified to be small (an active set that could not be certified, a residual above tolerance, a smoothed or truncated method).</summary>
    Approximate,

    /// <summary>One element of the generalised (Clarke) Jacobian at a point where the solution map has a kink.</summary>
    Subgradient,

    /// <summary>The derivative, to the accuracy of a certified linear solve.</summary>
    Exact,
}

/// <summary>What is known about a gradient.</summary>
public sealed record GradientReport
{
    private readonly Func<ImmutableArray<string>>? _writeNotes;

    /// <summary>Default until they are written.</summary>
    private ImmutableArray<string> _notes = [];

    /// <summary>Method used, in the words of the command line (<c>kkt</c>, <c>lpgd</c>, …).</summary>
    public required string Method { get; init; }

    /// <summary>How far to trust it.</summary>
    public required TrustLevel Trust { get; init; }

    /// <summary>Relative residual of the backward linear system, infinity norm; null where none was solved.</summary>
    public double? Residual { get; init; }

    /// <summary>Rounds of iterative refinement, or iterations of the linear rule.</summary>
    public int Iterations { get; init; }

    /// <summary>Estimated contraction factor of a fixed-point rule; null for a direct method.</summary>
    public double? Contraction { get; init; }

    /// <summary>Estimated error of a gradient by a method that stops early, relative to its size; null where the method makes no estimate.</summary>
    public double? EstimatedError { get; init; }

    /// <summary>Stepsize of the folded step, or its penalty where all rows share one; null for other methods.</summary>
    public double? Stepsize { get; init; }

    /// <summary>Rows whose slack and multiplier are both about zero: the solution map has a kink there.</summary>
    public int WeaklyActive { get; init; }

    /// <summary>The active rows are linearly dependent, or the minimiser is not unique.</summary>
    public bool RankDeficient { get; init; }

    /// <summary>Diagonal regularisation of the (scaled) factorization; its effect is removed by refinement.</summary>
    public double Regularization { get; init; }

    /// <summary>Temperature of LPGD, after every automatic choice; null for other methods.</summary>
    public double? Temperature { get; init; }

    /// <summary>Sentences for people: what was degenerate and which answer was given.</summary>
    public ImmutableArray<string> Notes
    {
        get
        {
            if (_notes.IsDefault) _notes = _writeNotes!();
            return _notes;
        }

        init => _notes = value.IsDefault ? [] : value;
    }

    /// <summary>Writes <see cref="Notes"/> when they are first asked for: numbers in words cost as much as a small solve.</summary>
    internal Func<ImmutableArray<string>> NotesOnDemand
    {
        init => (_writeNotes, _notes) = (value, default);
    }

    /// <summary>Methods that were considered and not used, with the reason.</summary>
    public ImmutableArray<RejectedMethod> Rejected { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string> { Method, $"trust {TrustWord}" };
        if (Residual is { } residual) parts.Add(string.Create(CultureInfo.InvariantCulture, $"residual {residual:0.#e0}"));
        parts.Add($"{WeaklyActive} weakly active");
        if (RankDeficient) parts.Add("rank deficient");
        parts.AddRange(Notes);
        return string.Join(", ", parts);
    }

    /// <summary>The trust level in the words of the command line's JSON contract.</summary>
    public string TrustWord => Trust.ToString().ToLowerInvariant();
}

/// <summary>A gradient method that was not used.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Reason">Why not.</param>
public sealed record RejectedMethod(string Method, string Reason);

/// <summary>Thrown by <c>EnsureTrusted</c> when a gradient does not reach the trust the caller asked for.</summary>
public sealed class UntrustedGradientException : InvalidOperationException
{
    /// <summary>An exception without details.</summary>
    public UntrustedGradientException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public UntrustedGradientException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public UntrustedGradientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
