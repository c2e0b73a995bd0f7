using Examples.Common;

namespace LearningCosts;

/// <summary>A method over all draws.</summary>
internal sealed record Outcome(string Method, IReadOnlyList<Course> Courses)
{
    /// <summary>Regret on unseen samples of the models that are kept, percent.</summary>
    public Summary Regret => Summary.Of([.. Courses.Select(static course => course.Unseen[course.Kept])]);

    /// <summary>Σ |d regret/d cost| of all samples that were learned from, ascending, MW.</summary>
    public double[] GradientSizes { get; } = [.. Courses.SelectMany(static course => course.GradientSizes).Order()];

    /// <summary>The settings that validated best, by draw.</summary>
    public string Chosen => string.Join(", ", Courses.Select(static course => LearningCosts.Method.Describe(course.Setting)).Where(static text => text.Length > 0));

    /// <summary>Mean time of a run.</summary>
    public double Seconds => Courses.Average(static course => course.Seconds);

    /// <summary>Regret on unseen samples after an epoch, percent.</summary>
    public Summary RegretAfter(int epoch) => Summary.Of([.. Courses.Select(course => course.Unseen[epoch])]);

    /// <summary>The difference from another method on the same draws.</summary>
    public Summary Against(Outcome other) => Summary.Of([.. Courses.Zip(other.Courses, static (mine, theirs) => mine.Unseen[mine.Kept] - theirs.Unseen[theirs.Kept])]);
}
