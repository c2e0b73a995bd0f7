using BenchmarkDotNet.Running;
using Folding.Benchmarks.SparseLdl;

// quick-ldl [NAME...]: a table in under a minute; anything else goes to BenchmarkDotNet.
if (args is ["quick-ldl", ..]) return QuickTable.Print(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
