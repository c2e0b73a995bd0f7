using Spectre.Console;

namespace Folding.Cli;

/// <summary>Goes through long work item by item, with a bar on standard error where that is a terminal.</summary>
internal static class TerminalProgress
{
    /// <summary>Runs an action for each item; the label names it.</summary>
    public static void ForEach<TItem>(RunContext context, IReadOnlyCollection<TItem> items, Func<TItem, string> label, Action<TItem> action)
    {
        if (context.ErrorIsTerminal) WithBar(items, label, action);
        else foreach (var item in items) action(item);
    }

    private static void WithBar<TItem>(IReadOnlyCollection<TItem> items, Func<TItem, string> label, Action<TItem> action)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask? bar = null;
            foreach (var item in items)
            {
                var name = Markup.Escape(label(item));
                bar ??= progress.AddTask(name, maxValue: items.Count);
                bar.Description = name;
                action(item);
                bar.Increment(1);
            }
        });
    }
}
