namespace Folding.Tests.Rules;

public sealed class SpectralRadiusTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(1.1)]
    public void A_complex_pair_is_found(double radius)
    {
        double c = radius * Math.Cos(1), s = radius * Math.Sin(1);
        Assert.Equal(radius, new DenseJacobian(new double[,] { { c, -s, 0 }, { s, c, 0 }, { 1, 1, 0.1 } }).SpectralRadius, 2);
    }

    [Fact]
    public void Nilpotent_and_zero_maps_have_radius_zero()
    {
        Assert.Equal(0, new DenseJacobian(new double[3, 3]).SpectralRadius);
        Assert.InRange(new DenseJacobian(new double[,] { { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } }).SpectralRadius, 0, 1e-9);
    }

    [Fact]
    public void An_eigenvalue_of_one_is_seen()
    {
        var radius = new DenseJacobian(new double[,] { { 0.9, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0.2 } }).SpectralRadius;
        Assert.InRange(radius, 1 - 1e-4, 1 + 1e-12);
    }
}
