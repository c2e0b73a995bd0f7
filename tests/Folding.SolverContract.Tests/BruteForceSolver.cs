using System.Diagnostics;
using Folding.Problems;

namespace Folding.SolverContract.Tests;

/// <summary>A solver of tiny convex quadratic programs that tries every active set: slow, exact, and honest about what it can do.</summary>
internal sealed class BruteForceSolver : ISolver<QuadraticProgram>
{
    public SolverIdentity Identity { get; } = new("brute force", "1");

    public SolverCapabilities Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.InfeasibilityCertificate | SolverCapabilities.UnboundednessCertificate |
        SolverCapabilities.ParallelSessions | SolverCapabilities.DetectsNonConvexity | SolverCapabilities.DetectsInfeasibility;

    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(problem, Identity);

    private sealed class Session(QuadraticProgram problem, SolverIdentity identity) : SolverSession<QuadraticProgram>(problem)
    {
        protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
        {
            if (!next.HasStructureOf(current)) throw new ArgumentException("The structure differs.", nameof(next));
        }

        protected override void ReleaseNative()
        {
        }

        protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
        {
            var clock = Stopwatch.StartNew();
            var stopped = TerminationStatus.NotSolved;
            var tried = 0;
            var found = Search();
            request.Log?.Invoke($"{tried} active sets: {found.Termination}");
            return found with { Statistics = new() { Iterations = tried, SolveTime = clock.Elapsed } };

            Solution Search()
            {
                if (!GoesOn(0)) return Without(stopped);
                if (!IsPositiveSemidefinite(DenseView.Of(Problem).Quadratic!)) return Without(TerminationStatus.NonConvex);
                if (new ActiveSets(Problem).FindOptimum(GoesOn) is { } point) return With(point);
                if (stopped == TerminationStatus.NotSolved && Rays.Farkas(Problem, GoesOn) is { } dualRay)
                    return Without(TerminationStatus.Infeasible) with { DualStatus = PointStatus.Certificate, DualRay = [.. dualRay] };
                if (stopped == TerminationStatus.NotSolved && Rays.Unbounded(Problem, GoesOn) is { } primalRay)
                    return Without(TerminationStatus.Unbounded) with { PrimalStatus = PointStatus.Certificate, PrimalRay = [.. primalRay] };
                return Without(stopped == TerminationStatus.NotSolved ? TerminationStatus.NumericalError : stopped);
            }

            bool GoesOn(int _)
            {
                tried++;
                if (cancellation.IsCancellationRequested) stopped = TerminationStatus.Cancelled;
                else if (clock.Elapsed > request.TimeLimit) stopped = TerminationStatus.TimeLimit;
                return stopped == TerminationStatus.NotSolved;
            }
        }

        private Solution Without(TerminationStatus termination) => new()
        {
            Termination = termination,
            PrimalStatus = PointStatus.None,
            DualStatus = PointStatus.None,
            Solver = identity,
            Native = new((int)termination, termination.ToWord()),
        };

        private Solution With((double[] X, double[] Y) point) => Without(TerminationStatus.Optimal) with
        {
            PrimalStatus = PointStatus.Feasible,
            DualStatus = PointStatus.Feasible,
            Primal = [.. point.X],
            Dual = [.. point.Y],
            WarmStart = new() { Primal = [.. point.X], Dual = [.. point.Y] },
        };

        /// <summary>Symmetric elimination, largest diagonal entry first: no pivot may be negative, no row may outlive its diagonal.</summary>
        private static bool IsPositiveSemidefinite(double[,] matrix)
        {
            var n = matrix.GetLength(0);
            var tolerance = 1e-12 * Math.Max(1e-300, matrix.Cast<double>().DefaultIfEmpty().Max(Math.Abs));
            List<int> left = [.. Enumerable.Range(0, n)];
            while (left.Count > 0)
            {
                if (left.Any(i => matrix[i, i] < -tolerance)) return false;
                var pivot = left.MaxBy(i => matrix[i, i]);
                left.Remove(pivot);
                if (matrix[pivot, pivot] <= tolerance) return left.All(i => left.All(j => Math.Abs(matrix[i, j]) <= tolerance) && Math.Abs(matrix[i, pivot]) <= tolerance);
                foreach (var i in left)
                {
                    foreach (var j in left) matrix[i, j] -= matrix[i, pivot] * matrix[pivot, j] / matrix[pivot, pivot];
                }
            }

            return true;
        }
    }
}
