namespace Folding.Tests;

public class OptimizerTests
{
    [Fact]
    public void Gradient_descent_with_momentum_takes_the_steps_of_pencil_and_paper()
    {
        double[] theta = [1, 2];
        var descent = new StochasticGradientDescent(0.1, 0.5);
        descent.Step(theta, [1, -2]);
        Assert.Equal([0.9, 2.2], theta);
        descent.Step(theta, [0, 0]);
        // v = 0.5 (1, −2).
        Assert.Equal(0.85, theta[0], 1e-15);
        Assert.Equal(2.3, theta[1], 1e-15);
        descent.Rate = 1;
        descent.Step(theta, [0, 0]);
        Assert.Equal(0.6, theta[0], 1e-15);
    }

    [Fact]
    public void Adam_takes_the_steps_of_pencil_and_paper()
    {
        double[] theta = [1];
        var adam = new Adam(0.1);
        adam.Step(theta, [0.5]);
        // The first step is the rate itself: m̂ = g, v̂ = g².
        Assert.Equal(1 - (0.1 * 0.5 / (0.5 + 1e-8)), theta[0], 1e-15);
        adam.Step(theta, [-1]);
        // m = 0.9·0.05 − 0.1, v = 0.999·0.00025 + 0.001.
        double m = -0.055 / 0.19, v = 0.00124975 / 0.001999;
        Assert.Equal(1 - (0.1 * 0.5 / (0.5 + 1e-8)) - (0.1 * m / (Math.Sqrt(v) + 1e-8)), theta[0], 1e-14);
    }

    [Fact]
    public void Both_find_the_minimum_of_a_bowl()
    {
        foreach (var optimizer in (ReadOnlySpan<IOptimizer>)[new StochasticGradientDescent(0.1, 0.9), new Adam(0.05)])
        {
            double[] theta = [3, -2];
            for (var k = 0; k < 2000; k++) optimizer.Step(theta, [theta[0] - 1, 4 * (theta[1] - 2)]);
            Assert.Equal(1, theta[0], 1e-3);
            Assert.Equal(2, theta[1], 1e-3);
        }
    }

    [Fact]
    public void Gradients_that_do_not_fit_change_nothing()
    {
        foreach (var optimizer in (ReadOnlySpan<IOptimizer>)[new StochasticGradientDescent(0.1), new Adam()])
        {
            double[] theta = [1, 2];
            Assert.Throws<ArgumentException>(() => optimizer.Step(theta, [1]));
            Assert.Throws<ArgumentException>(() => optimizer.Step(theta, [1, double.NaN]));
            optimizer.Step(theta, [0, 0]);
            Assert.Throws<ArgumentException>(() => optimizer.Step(new double[3], [0, 0, 0]));
            Assert.Equal([1, 2], theta);
        }

        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StochasticGradientDescent(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StochasticGradientDescent(1, 1));
    }
}
