using Folding.Cli;

using var interrupt = new Interrupt();
return CommandLine.Run(args, new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected, interrupt.Token));
