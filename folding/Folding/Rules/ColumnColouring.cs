using Folding.Problems;

namespace Folding;

/// <summary>Greedy colouring: columns of one colour have no row in common, so one product with their sum shows them all (Curtis, Powell and Reid 1974).</summary>
internal static class ColumnColouring
{
    public static int[] Of(SparsityPattern pattern, out int count)
    {
        var (rows, _) = pattern.Transpose();
        var colours = new int[pattern.Columns];
        Array.Fill(colours, -1);
        var takenBy = new int[pattern.Columns];
        Array.Fill(takenBy, -1);
        count = 0;
        for (var j = 0; j < colours.Length; j++)
        {
            foreach (var i in pattern.RowIndices[pattern.ColumnPointers[j]..pattern.ColumnPointers[j + 1]])
            {
                foreach (var neighbour in rows.RowIndices[rows.ColumnPointers[i]..rows.ColumnPointers[i + 1]])
                {
                    if (colours[neighbour] >= 0) takenBy[colours[neighbour]] = j;
                }
            }

            var colour = 0;
            while (takenBy[colour] == j) colour++;
            colours[j] = colour;
            count = Math.Max(count, colour + 1);
        }

        return colours;
    }
}
