using System.Buffers;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The null space of an equilibrated KKT matrix K as a factor of K + δS shows it, S = 1 on variables and −1 on rows. K's blocks split it: along variables the objective is
/// flat and the active rows stay, along rows these depend on each other.
/// </summary>
internal sealed class KktNullSpace
{
    private readonly CscMatrix _scaled;
    private readonly LdlFactor _factor;
    private readonly int _variables;
    private readonly double _shift;

    private KktNullSpace(CscMatrix scaled, LdlFactor factor, int variables, double shift) => (_scaled, _factor, _variables, _shift) = (scaled, factor, variables, shift);

    /// <summary>It has a direction in the variables.</summary>
    public bool OfVariables { get; private init; }

    /// <summary>It has a direction in the rows.</summary>
    public bool OfRows { get; private init; }

    /// <summary>The factor is too inaccurate along it to say what it is: a larger δ stands out.</summary>
    public bool IsHidden { get; private init; }

    /// <summary>K is singular, or so nearly that δ cannot tell.</summary>
    public bool IsPresent => OfVariables || OfRows;

    /// <summary>
    /// Two steps of inverse iteration estimate the smallest singular value of K. Where it is of the order of δ the
    /// system is numerically singular, and the direction found says why.
    /// </summary>
    /// <param name="scaled">K, equilibrated, upper triangle.</param>
    /// <param name="factor">Of K + δS.</param>
    /// <param name="variables">Order of the first block.</param>
    /// <param name="shift">δ; 0 where nothing was added.</param>
    public static KktNullSpace Of(CscMatrix scaled, LdlFactor factor, int variables, double shift)
    {
        var none = new KktNullSpace(scaled, factor, variables, shift);
        if (scaled.Columns == 0) return none;
        var memory = ArrayPool<double>.Shared.Rent(scaled.Columns + factor.WorkspaceLength);
        try
        {
            Span<double> vector = memory.AsSpan(0, scaled.Columns), workspace = memory.AsSpan(scaled.Columns);
            Vectors.Probe(vector);
            factor.Solve(vector, workspace);
            var size = Vectors.MaxNorm(vector);
            foreach (ref var entry in vector) entry /= size;
            factor.Solve(vector, workspace);
            if (Vectors.MaxNorm(vector) < 0.05 / Math.Max(shift, ReducedKkt.Shift)) return none;
            double ofVariables = Vectors.MaxNorm(vector[..variables]), ofRows = Vectors.MaxNorm(vector[variables..]);
            return new(scaled, factor, variables, shift)
            {
                OfRows = ofRows >= 0.1 * ofVariables,
                OfVariables = ofVariables >= 0.1 * ofRows,
                IsHidden = !none.IsSolved(vector, workspace),
            };
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    /// <summary>
    /// Replaces z by its part in the null space, by inverse iteration:
    /// <code>Π z = (δ S (K + δS)⁻¹)³ z</code>
    /// leaves null vectors alone and a vector of singular value σ a share of (δ/σ)³.
    /// </summary>
    public void Project(Span<double> z, Span<double> workspace)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            _factor.Solve(z, workspace);
            for (var k = 0; k < z.Length; k++) z[k] *= k < _variables ? _shift : -_shift;
        }
    }

    /// <summary>The part of g in the range of K: g − Π g, twice because of rounding.</summary>
    public double[] RangePart(ReadOnlySpan<double> g, Span<double> workspace)
    {
        double[] projected = [.. g], part = new double[g.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            projected.CopyTo(part, 0);
            Project(part, workspace);
            for (var k = 0; k < part.Length; k++) projected[k] -= part[k];
        }

        return projected;
    }

    /// <summary>
    /// Whether the factor answers (K + δS) z with z for a null vector z. At a vertex, P about 0, it grows by 1/δ, and rounding is then as large as δ itself: what
    /// it says of the null directions, and so which part of a right-hand side is left out, is arbitrary.
    /// </summary>
    private bool IsSolved(ReadOnlySpan<double> z, Span<double> workspace)
    {
        var right = new double[z.Length];
        _scaled.MultiplySymmetric(z, right);
        for (var k = 0; k < z.Length; k++) right[k] += (k < _variables ? _shift : -_shift) * z[k];
        _factor.Solve(right, workspace);
        return Vectors.Distance(right, z) <= 1e-6 * Vectors.Norm(z);
    }
}
