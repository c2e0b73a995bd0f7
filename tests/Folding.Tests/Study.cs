using System.Globalization;

namespace Folding.Tests;

/// <summary>
/// Long measurements that print a table beside their assertions. They run where the environment variable
/// <c>FOLDING_STUDY</c> is 1 (<c>FOLDING_STUDY=1 dotnet test tests/Folding.Tests --logger "console;verbosity=detailed"</c>) and skip otherwise.
/// </summary>
internal static class Study
{
    /// <summary>Relative error from which a gradient that claims to be exact counts as a lie.</summary>
    public const double LieFrom = 1e-5;

    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("FOLDING_STUDY") == "1";

    public static void Require() =>
        Assert.SkipUnless(IsOn, "a long measurement: set FOLDING_STUDY=1 to run it");

    public static void Write(FormattableString line) => TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Gradient checks counted by trust.</summary>
    public sealed class Tally
    {
        private readonly int[] _byTrust = new int[4];
        private int _agree;
        private int _differ;
        private int _kinks;
        private int _noSolution;

        /// <summary>Largest relative error of a gradient of trust exact against central differences.</summary>
        public double WorstExact { get; private set; }

        /// <summary>Largest violation of the adjoint identity by a gradient of trust exact.</summary>
        public double WorstAdjoint { get; private set; }

        /// <summary>Gradients of trust exact that are not.</summary>
        public List<string> Lies { get; } = [];

        public int Count(TrustLevel trust) => _byTrust[(int)trust];

        public void Add(GradientCheckResult check, string name)
        {
            _byTrust[(int)check.Report.Trust]++;
            if (check.Report.Trust == TrustLevel.None) Write($"{name}: {check.Report}");
            if (check.Report.Trust != TrustLevel.Exact) return;
            WorstAdjoint = Math.Max(WorstAdjoint, check.WorstAdjointError);
            foreach (var direction in check.Directions)
            {
                if (direction.Outcome == CheckOutcome.Kink) _kinks++;
                else if (direction.Outcome == CheckOutcome.NoSolution) _noSolution++;
                else if (direction.Outcome == CheckOutcome.Agrees) _agree++;
                else _differ++;
                if (direction.Error is not { } error) continue;
                WorstExact = Math.Max(WorstExact, error);
                if (error > LieFrom) Lies.Add($"{name}: {direction}; {check.Report}");
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"exact {Count(TrustLevel.Exact)}, subgradient {Count(TrustLevel.Subgradient)}, approximate {Count(TrustLevel.Approximate)}, none {Count(TrustLevel.None)}; directions at exact: agree {_agree}, differ > 1e-6 {_differ}, kink {_kinks}, no neighbour {_noSolution}; worst error at exact {WorstExact:G2}, adjoint {WorstAdjoint:G2}; lies {Lies.Count}");
    }
}
