using BenchmarkDotNet.Running;
using Folding.Benchmarks.AltDiff;
using Folding.Benchmarks.Backward;
using Folding.Benchmarks.Dense;
using Folding.Benchmarks.Lpgd;
using Folding.Benchmarks.Modeling;
using Folding.Benchmarks.SparseLdl;

// quick-ldl [NAME...], dense, altdiff, backward [NAME...], forward [NAME...], batch [N...], session, lpgd [PART...], folding [NAME...], modeling [ROUNDS]: a table each; anything else goes to BenchmarkDotNet.
if (args is ["quick-ldl", ..]) return QuickTable.Print(args[1..]);
if (args is ["altdiff", ..]) return AltDiffTable.Print(args[1..]);
if (args is ["dense"]) return DenseTable.Print();
if (args is ["backward", ..]) return BackwardTable.Print(args[1..]);
if (args is ["forward", ..]) return ForwardTable.Print(args[1..]);
if (args is ["batch", ..]) return BatchTable.Print(args[1..]);
if (args is ["folding", ..]) return FoldingTable.Print(args[1..]);
if (args is ["session", ..]) return SessionTable.Print();
if (args is ["lpgd", ..]) return LpgdTable.Print(args[1..]);
if (args is ["modeling", ..]) return ModelingTable.Print(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
