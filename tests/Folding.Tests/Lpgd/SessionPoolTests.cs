using Folding.Problems;

namespace Folding.Tests;

public class SessionPoolTests
{
    [Fact]
    public void A_thread_gets_the_session_it_used_last_whoever_used_another_since()
    {
        const int turns = 4;
        var problem = Program();
        using var both = new System.Threading.Barrier(2);
        var solver = new Recorder(() => both.SignalAndWait());
        var pool = new SessionPool<QuadraticProgram>(solver, QuadraticSpace.Instance.HaveEqualStructure);
        List<int> mine = [], others = [];
        // Both are in their first solve at once, so that each opens a session; then they take turns.
        var other = new Thread(() =>
        {
            others.Add(Solve());
            for (var turn = 0; turn < turns; turn++)
            {
                both.SignalAndWait();
                others.Add(Solve());
                both.SignalAndWait();
            }
        });
        other.Start();
        mine.Add(Solve());
        for (var turn = 0; turn < turns; turn++)
        {
            if (turn == 0) solver.Meet = null;
            both.SignalAndWait();
            both.SignalAndWait();
            mine.Add(Solve());
        }

        other.Join();
        Assert.Equal(2, solver.Opened);
        Assert.NotEqual(mine[0], others[0]);
        Assert.All(mine, session => Assert.Equal(mine[0], session));
        Assert.All(others, session => Assert.Equal(others[0], session));
        // A thread without a session of its own takes another's rather than open one.
        var guest = new Thread(() => Solve());
        guest.Start();
        guest.Join();
        Assert.Equal(2, solver.Opened);

        int Solve() => pool.Solve(problem, null, CancellationToken.None).Native.Code;
    }

    private static QuadraticProgram Program() => new(CscMatrix.Identity(1), [-1], CscMatrix.Identity(1), [0], [2]);

    /// <summary>Numbers its sessions and answers with the number.</summary>
    private sealed class Recorder(Action meet) : ISolver<QuadraticProgram>
    {
        private int _opened;

        /// <summary>Called in every solve.</summary>
        public Action? Meet { get; set; } = meet;

        public int Opened => _opened;

        public SolverIdentity Identity { get; } = new("recorder", "");

        public SolverCapabilities Capabilities => SolverCapabilities.Duals;

        public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(problem, this, Interlocked.Increment(ref _opened));

        private sealed class Session(QuadraticProgram problem, Recorder recorder, int number) : SolverSession<QuadraticProgram>(problem)
        {
            protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
            {
            }

            protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
            {
                recorder.Meet?.Invoke();
                return Make.Solved(Problem, [1], [0]) with { Native = new(number, "") };
            }

            protected override void ReleaseNative()
            {
            }
        }
    }
}
