using System.Diagnostics;

namespace Folding;

/// <summary>Which envelope of the loss LPGD differentiates.</summary>
public enum LpgdKind
{
    /// <summary><see cref="Average"/> for quadratic and nonlinear programs, <see cref="Lower"/> for linear and mixed-integer ones, whose solution moves towards lower loss there.</summary>
    Auto,

    /// <summary>The lower envelope: one re-solve, with the cost moved by +τg (blackbox backpropagation).</summary>
    Lower,

    /// <summary>The upper envelope: one re-solve, with the cost moved by −τg.</summary>
    Upper,

    /// <summary>The mean of both: two re-solves; second order in τ where a derivative exists.</summary>
    Average,
}

/// <summary>
/// Lagrangian proximal gradient descent: the solver is asked again with a perturbed problem, and the difference of the solutions is the
/// gradient. Informative where derivatives vanish: linear programs, mixed-integer programs, combinatorial problems.
/// <code>
/// z_t = saddle point of   L(x, y) + t (g_x'x + g_y'y) + ρ/2 |x − x*|²
/// lower = (∂L(z_τ) − ∂L(z*))/τ,   upper = (∂L(z*) − ∂L(z_−τ))/τ,   average = (∂L(z_τ) − ∂L(z_−τ))/2τ
/// </code>
/// with ∂L the partial derivatives of the Lagrangian by the data, at the original data (Paulus, Martius and Musil, "LPGD", 2024).
/// A nonlinear program has its gradient by parameters and bounds; x and y move smoothly there, and the average is off by O(τ²), the others by O(τ).
/// A mixed-integer program has no multipliers: it has the gradient of its cost alone, and a seed on y is left out.
/// </summary>
public sealed record Lpgd : GradientMethod
{
    private readonly double _augmentation;
    private readonly TimeSpan? _timeLimit;

    /// <inheritdoc cref="LpgdKind"/>
    public LpgdKind Kind { get; init; } = LpgdKind.Auto;

    /// <summary>The temperature τ.</summary>
    public Temperature Temperature { get; init; } = Temperature.Auto;

    /// <summary>
    /// ρ ≥ 0: keeps the perturbed solution near x* and makes it unique. It makes a linear program quadratic, so the
    /// solver must solve those too; the gradient as τ → 0 is that of the problem with P + ρI.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">ρ is negative or not finite.</exception>
    public double Augmentation
    {
        get => _augmentation;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Must be finite.");
            _augmentation = value;
        }
    }

    /// <summary>Wall-clock limit of each re-solve; null for none but the solver's own. A re-solve that ends by it has no say in the gradient.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? TimeLimit
    {
        get => _timeLimit;
        init
        {
            if (value is { } limit) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
            _timeLimit = value;
        }
    }

    /// <inheritdoc/>
    public override string Name => "lpgd";

    internal override bool HandlesIntegers => true;

    internal override bool SolvesAgain => true;

    internal override bool HandlesNonlinear => true;

    internal override bool NeedsHessian => false;

    /// <summary>Blackbox backpropagation, (x*(c + λg) − x*(c))/λ (Vlastelica and others 2020): the lower envelope at τ = λ.</summary>
    public static Lpgd Blackbox(double lambda) => new() { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(lambda) };

    /// <summary>
    /// Direct loss minimisation, (x*(c ± ε∇l) − x*(c))/±ε (McAllester and others 2010), of a loss that is linear in x, as the Hamming distance of 0/1
    /// decisions is: towards lower loss the lower envelope, away from it the upper one.
    /// </summary>
    public static Lpgd DirectLoss(double epsilon, bool towards = true) =>
        new() { Kind = towards ? LpgdKind.Lower : LpgdKind.Upper, Temperature = Temperature.Fixed(epsilon) };

    internal override Linearization<TData> Linearize<TProblem, TData>(ProblemSpace<TProblem, TData> space, SolvedPoint<TProblem> point) =>
        new LpgdLinearization<TData>(this, space.OracleAt(point, this) ?? throw new ArgumentException($"LPGD cannot solve a {point.Problem} again; use another gradient method."));

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) =>
        throw new UnreachableException("LPGD works on the problem itself, which it solves again, never on a canonical form.");
}
