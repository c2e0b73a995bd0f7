using Folding.Cli;

using var interrupt = new Interrupt();
var (results, isTerminal) = StandardOutput.Reserve();
return CommandLine.Run(args, new(results, Console.Error, isTerminal, !Console.IsErrorRedirected, interrupt.Token));
