using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// What an AC optimal power flow keeps when its parameters change: where variables and rows stand, the admittances, the patterns of
/// Jacobian and Hessian, and for every term of a branch, bus or generator the entry it is added to.
/// </summary>
internal sealed class AcStructure
{
    /// <summary>Entries of the four balances of a branch's two buses: rows (P from, P to, Q from, Q to), columns (θf, θt, vf, vt) each.</summary>
    public const int BalanceEntries = 16;

    /// <summary>Entries of the two flow limits of a branch: rows (from, to), columns as above.</summary>
    public const int LimitEntries = 8;

    /// <summary>Entries of a branch's block of the Hessian: its upper triangle in (θf, θt, vf, vt), by columns.</summary>
    public const int HessianEntries = 10;

    public AcStructure(Network network)
    {
        BusCount = network.Buses.Length;
        GeneratorCount = network.Generators.Length;
        var branches = network.Branches;
        Admittances = [.. branches.Select(BranchAdmittance.Of)];
        From = [.. branches.Select(static b => b.From)];
        To = [.. branches.Select(static b => b.To)];
        GeneratorBus = [.. network.Generators.Select(static g => g.Bus)];
        Rated = [.. Enumerable.Range(0, branches.Length).Where(l => double.IsFinite(branches[l].Rating))];
        AngleLimited = [.. Enumerable.Range(0, branches.Length).Where(l => double.IsFinite(branches[l].AngleLower) || double.IsFinite(branches[l].AngleUpper))];
        RatedRank = Ranks(Rated, branches.Length);
        AngleRank = Ranks(AngleLimited, branches.Length);
        (JacobianPattern, JacobianSlots) = JacobianTerms().Build();
        (HessianPattern, HessianSlots) = HessianTerms().Build();
    }

    public int BusCount { get; }

    public int GeneratorCount { get; }

    public int BranchCount => From.Length;

    public BranchAdmittance[] Admittances { get; }

    public int[] From { get; }

    public int[] To { get; }

    public int[] GeneratorBus { get; }

    /// <summary>The branches with a rating.</summary>
    public int[] Rated { get; }

    /// <summary>The branches with a limit on their angle difference.</summary>
    public int[] AngleLimited { get; }

    /// <summary>For each branch its place in <see cref="Rated"/>, or -1.</summary>
    public int[] RatedRank { get; }

    /// <summary>For each branch its place in <see cref="AngleLimited"/>, or -1.</summary>
    public int[] AngleRank { get; }

    public SparsityPattern JacobianPattern { get; }

    public SparsityPattern HessianPattern { get; }

    /// <summary>Entries of the Jacobian's terms: branches, flow limits, angle limits, shunts (P then Q), generators (P then Q).</summary>
    public int[] JacobianSlots { get; }

    /// <summary>Entries of the Hessian's terms: branches, voltages of the buses, active powers of the generators.</summary>
    public int[] HessianSlots { get; }

    // The two blocks that begin at zero do not depend on the network, but belong to the family.
#pragma warning disable CA1822
    // Variables: θ, v of the buses; pg, qg of the generators.
    public int VariableCount => 2 * (BusCount + GeneratorCount);

    public int Angle(int bus) => bus;

    public int Voltage(int bus) => BusCount + bus;

    public int ActivePower(int generator) => (2 * BusCount) + generator;

    public int ReactivePower(int generator) => (2 * BusCount) + GeneratorCount + generator;

    // Rows: active and reactive balances; flow limits at the from ends and at the to ends; angle limits.
    public int RowCount => (2 * BusCount) + (2 * Rated.Length) + AngleLimited.Length;

    public int ActiveBalance(int bus) => bus;

    public int ReactiveBalance(int bus) => BusCount + bus;

    public int FromLimit(int rank) => (2 * BusCount) + rank;

    public int ToLimit(int rank) => (2 * BusCount) + Rated.Length + rank;

    public int AngleRow(int rank) => (2 * BusCount) + (2 * Rated.Length) + rank;

#pragma warning restore CA1822

    // Where the terms of each sort begin among the slots.
    public ReadOnlySpan<int> BalanceSlots(int branch) => JacobianSlots.AsSpan(branch * BalanceEntries, BalanceEntries);

    public ReadOnlySpan<int> LimitSlots(int rank) => JacobianSlots.AsSpan((BranchCount * BalanceEntries) + (rank * LimitEntries), LimitEntries);

    public ReadOnlySpan<int> AngleSlots => JacobianSlots.AsSpan((BranchCount * BalanceEntries) + (Rated.Length * LimitEntries), 2 * AngleLimited.Length);

    public ReadOnlySpan<int> ShuntSlots => JacobianSlots.AsSpan(JacobianSlots.Length - (2 * (BusCount + GeneratorCount)), 2 * BusCount);

    public ReadOnlySpan<int> GeneratorSlots => JacobianSlots.AsSpan(JacobianSlots.Length - (2 * GeneratorCount), 2 * GeneratorCount);

    public ReadOnlySpan<int> BranchHessianSlots(int branch) => HessianSlots.AsSpan(branch * HessianEntries, HessianEntries);

    public ReadOnlySpan<int> VoltageHessianSlots => HessianSlots.AsSpan(BranchCount * HessianEntries, BusCount);

    public ReadOnlySpan<int> PowerHessianSlots => HessianSlots.AsSpan((BranchCount * HessianEntries) + BusCount, GeneratorCount);

    private PatternBuilder JacobianTerms()
    {
        var terms = new PatternBuilder(RowCount, VariableCount);
        for (var l = 0; l < BranchCount; l++)
        {
            AddBranchRow(terms, ActiveBalance(From[l]), l);
            AddBranchRow(terms, ActiveBalance(To[l]), l);
            AddBranchRow(terms, ReactiveBalance(From[l]), l);
            AddBranchRow(terms, ReactiveBalance(To[l]), l);
        }

        for (var k = 0; k < Rated.Length; k++)
        {
            AddBranchRow(terms, FromLimit(k), Rated[k]);
            AddBranchRow(terms, ToLimit(k), Rated[k]);
        }

        for (var k = 0; k < AngleLimited.Length; k++)
        {
            terms.Add(AngleRow(k), Angle(From[AngleLimited[k]]));
            terms.Add(AngleRow(k), Angle(To[AngleLimited[k]]));
        }

        for (var i = 0; i < BusCount; i++) terms.Add(ActiveBalance(i), Voltage(i));
        for (var i = 0; i < BusCount; i++) terms.Add(ReactiveBalance(i), Voltage(i));
        for (var g = 0; g < GeneratorCount; g++) terms.Add(ActiveBalance(GeneratorBus[g]), ActivePower(g));
        for (var g = 0; g < GeneratorCount; g++) terms.Add(ReactiveBalance(GeneratorBus[g]), ReactivePower(g));
        return terms;
    }

    private PatternBuilder HessianTerms()
    {
        var terms = new PatternBuilder(VariableCount, VariableCount);
        Span<int> block = stackalloc int[4];
        for (var l = 0; l < BranchCount; l++)
        {
            Columns(l, block);
            for (var j = 0; j < block.Length; j++)
            {
                for (var i = 0; i <= j; i++) terms.AddSymmetric(block[i], block[j]);
            }
        }

        for (var i = 0; i < BusCount; i++) terms.Add(Voltage(i), Voltage(i));
        for (var g = 0; g < GeneratorCount; g++) terms.Add(ActivePower(g), ActivePower(g));
        return terms;
    }

    private void AddBranchRow(PatternBuilder terms, int row, int branch)
    {
        Span<int> block = stackalloc int[4];
        Columns(branch, block);
        foreach (var column in block) terms.Add(row, column);
    }

    private void Columns(int branch, Span<int> block)
    {
        block[0] = Angle(From[branch]);
        block[1] = Angle(To[branch]);
        block[2] = Voltage(From[branch]);
        block[3] = Voltage(To[branch]);
    }

    private static int[] Ranks(int[] members, int count)
    {
        var ranks = new int[count];
        Array.Fill(ranks, -1);
        for (var k = 0; k < members.Length; k++) ranks[members[k]] = k;
        return ranks;
    }
}
