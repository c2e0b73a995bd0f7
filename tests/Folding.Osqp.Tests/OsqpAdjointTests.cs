using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class OsqpAdjointTests
{
    public OsqpAdjointTests()
    {
        Osqp.Require();
        Assert.SkipUnless(OsqpAdjoint.IsSupported, "this OSQP was built without its derivative module");
    }

    [Fact]
    public void Gradients_at_an_interior_solution_are_the_known_ones()
    {
        var adjoint = OsqpAdjoint.Compute(Osqp.Interior(), [1, 0], [0, 0, 0]);
        Osqp.AssertClose([-0.25, 0.25], adjoint.Q, 1e-6);

        // Half of the tied derivative off the diagonal.
        Osqp.AssertClose([-1.0 / 16, -1.0 / 16, 3.0 / 16], adjoint.P, 1e-6);
        Osqp.AssertClose([5.0 / 8, 0, -7.0 / 8, 0], adjoint.A, 1e-6);
        Osqp.AssertClose([0.25, 0, 0], adjoint.Lower, 1e-6);
        Osqp.AssertClose([0, 0, 0], adjoint.Upper, 1e-6);
    }

    [Fact]
    public void Gradients_at_a_vertex_are_the_known_ones()
    {
        var adjoint = OsqpAdjoint.Compute(Osqp.Vertex(), [1, 2], [0, 0, 0]);
        Osqp.AssertClose([0, 0], adjoint.Q, 1e-6);
        Osqp.AssertClose([-0.3, 0, -0.7, -0.7], adjoint.A, 1e-6);
        Osqp.AssertClose([1, 0, 0], adjoint.Lower, 1e-6);
        Osqp.AssertClose([0, 0, 1], adjoint.Upper, 1e-6);
    }

    [Fact]
    public void A_wrong_length_or_a_problem_without_solution_is_refused()
    {
        Assert.Throws<ArgumentException>(() => OsqpAdjoint.Compute(Osqp.Interior(), [1], [0, 0, 0]));
        Assert.Throws<ArgumentException>(() => OsqpAdjoint.Compute(Osqp.Textbook([3, 0, 0], [4, 1, 1]), [1, 0], [0, 0, 0]));
    }
}
