using Folding.Build;

// What build.sh and build.ps1 both call, so that every verb is written once. `fold` and `help` are the scripts' own.

// Ctrl-C reaches the whole process group: let the child decide, and pass on its exit code.
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;

var verb = args.FirstOrDefault() ?? "";
var rest = args.Skip(1).ToArray();
var clone = new Clone(Environment.GetEnvironmentVariable("FOLDING_ROOT") ?? Environment.CurrentDirectory);
try
{
    return verb switch
    {
        "natives" => NativeInstaller.Run(clone, verbose: true),
        "demo" => Verbs.Demo(clone, rest),
        "test" => Verbs.Test(clone, rest),
        "bench" => Verbs.Bench(clone, rest),
        "pack" => Verbs.Pack(clone, rest),
        _ => Verbs.Unknown(verb),
    };
}
catch (FileNotFoundException missing)
{
    Console.Error.WriteLine(missing.Message);
    return 2;
}
