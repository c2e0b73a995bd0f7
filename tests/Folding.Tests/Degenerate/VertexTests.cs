using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>As many independent active rows as variables: x moves with the bounds only.</summary>
public sealed class VertexTests
{
    [Fact]
    public void At_a_vertex_the_cost_has_no_gradient()
    {
        var (problem, x, y) = Make.Vertex(1, 8);
        var tape = Make.Tape(problem, x, y);
        var gx = Make.Normals(1, 8);
        var gradient = tape.Vjp(Seed.OnPrimal(gx));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal(0, Vectors.MaxNorm(gradient.Data.Q.AsSpan()), 1e-12);
        Assert.Equal(0, Vectors.MaxNorm(gradient.Data.P.Values), 1e-12);

        // A' db = gx.
        double[] force = [.. gradient.Data.Lower.Zip(gradient.Data.Upper, static (l, u) => l + u)], back = new double[8];
        problem.A.AddTransposedMultiply(force, back);
        Assert.True(Make.Distance(back, gx) < 1e-11);
    }

    [Fact]
    public void At_a_vertex_multipliers_still_move_with_the_cost()
    {
        var (problem, x, y) = Make.Vertex(2, 6);
        var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y));
        var check = GradientCheck.Run(layer, problem, Seed.OnDual(Make.Normals(3, problem.ConstraintCount)));
        Assert.True(check.Passed, string.Join('\n', check.Directions.AsEnumerable()));
        Assert.True(Vectors.MaxNorm(layer.Forward(problem).Vjp(Seed.OnDual(Make.Normals(3, problem.ConstraintCount))).Data.Q.AsSpan()) > 1e-3);
    }

    [Fact]
    public void With_every_variable_fixed_the_gradient_is_the_seed_on_the_bounds()
    {
        // Fixed by equality rows of the identity; P + q = −y decides on which side the gradient is booked.
        var problem = new QuadraticProgram(CscMatrix.Diagonal([1, 2, 3]), [1, -5, 0], CscMatrix.Identity(3), [1, 2, 3], [1, 2, 3]);
        var gradient = Make.Tape(problem, [1, 2, 3], [-2, 1, -9]).Vjp(Seed.OnPrimal([7, 8, 9]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal([0, 0, 0], gradient.Data.Q);
        Assert.Equal([0, 0, 0], gradient.Data.P.Values.ToArray());
        Assert.Equal([7, 0, 9], gradient.Data.Lower);
        Assert.Equal([0, 8, 0], gradient.Data.Upper);
    }
}
