using Folding.TestData;

namespace Folding.Repository.Tests;

/// <summary>Dependencies point one way: problems, then solvers and folding side by side, then what is built on both.</summary>
public class DependencyTests
{
    private static readonly string[] Solvers = ["Folding.Osqp", "Folding.Highs", "Folding.Ipopt", "Folding.Admm"];

    [Fact]
    public void Every_project_reference_exists() => Hold(_ => true, target => File.Exists(RepositoryRoot.Path(target.Path)));

    [Fact]
    public void Interop_references_interop_alone() => Hold(project => project.Part == "interop", target => target.Part == "interop");

    [Fact]
    public void The_vocabulary_of_problems_references_nothing() => Hold(project => project.Name == "Folding.Problems", _ => false);

    [Fact]
    public void A_solver_references_problems_native_loading_and_linear_algebra_alone() =>
        Hold(project => project.Part == "interop" && Solvers.Contains(project.Name), target => target.Name is "Folding.Problems" or "Folding.Natives" or "Folding.LinearAlgebra");

    [Fact]
    public void Folding_never_sees_a_solver() =>
        Hold(project => project.Path == "folding/Folding/Folding.csproj", target => target.Name is "Folding.Problems" or "Folding.LinearAlgebra");

    [Fact]
    public void Modelling_references_problems_and_folding_alone() =>
        Hold(project => project.Path == "folding/Folding.Modeling/Folding.Modeling.csproj", target => target.Name is "Folding.Problems" or "Folding");

    [Fact]
    public void Power_systems_never_see_a_solver() =>
        Hold(project => project.Name == "Folding.PowerSystems", target => target.Name is "Folding.Problems" or "Folding.LinearAlgebra" or "Folding");

    [Fact]
    public void Libraries_reference_no_example_test_benchmark_or_build_program() =>
        Hold(project => project.Part is "interop" or "folding", target => target.Part is "interop" or "folding");

    [Fact]
    public void No_library_above_interop_imports_native_code() => Offenders.None(
        from file in RepositoryFiles.WithExtension(".cs")
        // The command line is a program: it may ask the operating system to end its process.
        where file.StartsWith("folding/", StringComparison.Ordinal) && !file.StartsWith("folding/Folding.Cli/", StringComparison.Ordinal)
        let text = File.ReadAllText(RepositoryRoot.Path(file))
        where text.Contains("[LibraryImport(", StringComparison.Ordinal) || text.Contains("[DllImport(", StringComparison.Ordinal)
        select file);

    private static void Hold(Func<ProjectFile, bool> projects, Func<ProjectFile, bool> allowed) => Offenders.None(
        from project in ProjectFile.All
        where projects(project)
        from target in project.References()
        where !allowed(target)
        select $"{project} references {target}");
}
