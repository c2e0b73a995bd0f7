namespace Folding.PowerSystems;

/// <summary>A number that an optimal power flow decides, and how it depends on the solution.</summary>
/// <param name="Name">Its name, for example <c>losses</c> or <c>pg:3</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">Its value at the solution.</param>
/// <param name="Seed">Its derivative in the primal-dual point of the program: what the backward pass starts from.</param>
public sealed record OpfOutput(string Name, string Unit, double Value, Seed Seed);
