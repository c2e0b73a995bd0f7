using Folding.Problems;

namespace Folding.Tests;

/// <summary>Auto is one linear map for a tape: forward and reverse mode are adjoint to each other wherever the point is.</summary>
public sealed class AutoTests
{
    public static TheoryData<string> FamilyNames => [.. Families.All.Select(static f => f.Name), "nearly flat", "flat, rows twice"];

    private static (QuadraticProgram Problem, double[] X, double[] Y) Item(string family, int item) => family switch
    {
        "nearly flat" => Families.Flat(item, nearly: true),
        "flat, rows twice" => Make.WithEveryRowTwice(Families.Flat(item, nearly: false)),
        _ => Families.All.Single(f => f.Name == family).Make(item),
    };

    [Theory]
    [MemberData(nameof(FamilyNames))]
    public void Reverse_and_forward_mode_are_adjoint(string family)
    {
        var (worst, where) = (0.0, "");
        for (var item = 0; item < 12; item++)
        {
            var (problem, x, y) = Item(family, item);
            var tape = Make.Tape(problem, x, y);
            double[] gx = Make.Normals(item + 400, x.Length), gy = Make.Normals(item + 500, y.Length);
            foreach (var seed in new[] { Seed.OnPrimal(gx), Seed.OnDual(gy), Seed.On(gx, gy) })
            {
                var (gradient, report) = tape.Vjp(seed);
                foreach (var (block, direction) in QuadraticSpace.Instance.Directions(problem, new Random(item), 1).Append(("single bounds", SingleBounds(problem, item))))
                {
                    var tangent = tape.Jvp(direction);
                    var forward = Vectors.Dot(seed.Primal.AsSpan(), tangent.Primal.AsSpan()[..seed.Primal.Length]) + Vectors.Dot(seed.Dual.AsSpan(), tangent.Dual.AsSpan()[..seed.Dual.Length]);
                    var size = Math.Sqrt(gradient.Inner(gradient) * direction.Inner(direction));
                    if (size == 0)
                    {
                        Assert.Equal(0, forward, 1e-9);
                        continue;
                    }

                    var error = Math.Abs(forward - gradient.Inner(direction)) / size;
                    if (error > worst) (worst, where) = (error, $"item {item}, {block}: reverse {report}; forward {tangent.Report}");
                }
            }
        }

        Study.Write($"{family}: worst relative disagreement {worst:G2}, {where}");
        // Least-norm answers of singular systems are right to about the square root of rounding.
        Assert.True(worst <= 1e-6, $"worst relative disagreement {worst}, {where}");
    }

    /// <summary>Every finite bound on its own: rows that depend on each other are pulled apart.</summary>
    private static QuadraticData SingleBounds(QuadraticProgram problem, int item)
    {
        double[] lower = Make.Normals(item + 600, problem.ConstraintCount), upper = Make.Normals(item + 700, problem.ConstraintCount);
        for (var i = 0; i < lower.Length; i++)
        {
            if (double.IsInfinity(problem.Lower[i])) lower[i] = 0;
            if (double.IsInfinity(problem.Upper[i])) upper[i] = 0;
        }

        return new(problem, lower: lower, upper: upper);
    }

    [Fact]
    public void A_seed_that_does_not_see_the_flat_direction_has_the_exact_answer_on_the_same_tape()
    {
        var (problem, x, y) = Families.Flat(3, nearly: false);
        var flat = x.Length - 1;
        var gx = Make.Normals(1, x.Length);
        Tape<QuadraticProgram, QuadraticData> auto = Make.Tape(problem, x, y), kkt = Make.Tape(problem, x, y, new Kkt());
        var open = auto.Vjp(Seed.OnPrimal(gx));
        Assert.Equal("barrier", open.Report.Method);
        Assert.Equal(TrustLevel.Approximate, open.Report.Trust);
        Assert.Equal("kkt", Assert.Single(open.Report.Rejected).Method);
        gx[flat] = 0;
        var blind = auto.Vjp(Seed.OnPrimal(gx));
        Assert.Equal("kkt", blind.Report.Method);
        Assert.Equal(TrustLevel.Subgradient, blind.Report.Trust);
        Assert.Equal(kkt.Vjp(Seed.OnPrimal(gx)).Data.Q, blind.Data.Q);

        // The determined part of the answer is the exact one, whatever the seed: the two differ by what the flat variable adds.
        var alone = new double[x.Length];
        alone[flat] = Make.Normals(1, x.Length)[flat];
        var added = auto.Vjp(Seed.OnPrimal(alone)).Data.Q;
        for (var j = 0; j < x.Length; j++) Assert.Equal(blind.Data.Q[j] + added[j], open.Data.Q[j], 1e-6 * (1 + Math.Abs(added[j])));
    }

    [Fact]
    public void The_answer_does_not_depend_on_what_was_asked_before()
    {
        var (problem, x, y) = Families.Flat(5, nearly: false);
        Seed[] seeds = [Seed.OnPrimal(Make.Normals(1, x.Length)), Seed.OnDual(Make.Normals(2, y.Length)), Seed.On(Make.Normals(3, x.Length), Make.Normals(4, y.Length))];
        Tape<QuadraticProgram, QuadraticData> there = Make.Tape(problem, x, y), back = Make.Tape(problem, x, y);
        var first = seeds.Select(there.Vjp).ToArray();
        var second = seeds.Reverse().Select(back.Vjp).Reverse().ToArray();
        for (var s = 0; s < seeds.Length; s++) Assert.Equal(first[s].Data.Q, second[s].Data.Q);
    }

    [Fact]
    public void Dependent_rows_that_are_pulled_apart_have_the_derivative_that_belongs_to_the_gradient()
    {
        // min (x − 2)²/2, x ≤ 1 twice: the gradient shares evenly, and so does the movement by one of the two bounds.
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-2], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [double.NegativeInfinity, double.NegativeInfinity], [1, 1]);
        var tape = Make.Tape(problem, [1], [0.5, 0.5]);
        Assert.Equal(0.5, tape.Vjp(Seed.OnPrimal([1])).Data.Upper[0], 1e-12);
        var tangent = tape.Jvp(new(problem, upper: [1, 0]));
        Assert.Equal("kkt", tangent.Report.Method);
        Assert.Equal(0.5, tangent.Primal[0], 1e-12);
        // Between 0, the derivative upwards, and 1, that downwards: an element of the generalised Jacobian.
        Assert.Equal(TrustLevel.Subgradient, tangent.Report.Trust);
    }
}
