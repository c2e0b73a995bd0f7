using Examples.Common;
using ScottPlot;

namespace BackwardStepsize;

/// <summary>For each step two panels: ρ(Φ) and the number of products, against the stepsize.</summary>
internal static class Plots
{
    private const int Width = 1900, Height = 520;

    public static void Write(string path, Sweep[] sweeps)
    {
        var figure = Figure.Row(2 * sweeps.Length);
        for (var s = 0; s < sweeps.Length; s++)
        {
            DrawContraction(figure.GetPlot(2 * s), sweeps[s]);
            DrawProducts(figure.GetPlot((2 * s) + 1), sweeps[s]);
        }

        figure.SavePng(path, Width, Height);
    }

    private static void DrawContraction(Plot plot, Sweep sweep)
    {
        plot.Add.HorizontalLine(1, 1, Figure.Ink, LinePattern.Dotted);
        var exact = plot.Add.ScatterLine(Across(sweep.Grid), [.. sweep.Grid.Select(static sample => sample.Exact!.Value)], Figure.Palette[0]);
        (exact.LineWidth, exact.LegendText) = (2.5f, "eigenvalues of the dense Φ");
        var estimated = plot.Add.ScatterPoints(Across(sweep.Grid), [.. sweep.Grid.Select(static sample => sample.Estimate)], Figure.Palette[1]);
        (estimated.MarkerShape, estimated.MarkerSize, estimated.LegendText) = (MarkerShape.OpenCircle, 7, "the library's estimate");
        MarkChoice(plot, sweep, sweep.Chosen.Exact ?? sweep.Chosen.Estimate, Figure.Ink, "the library's rule", 2);
        Dress(plot, sweep, "ρ(Φ)");
        plot.Axes.SetLimitsY(-0.05, 1.5);
        plot.ShowLegend(Alignment.UpperLeft);
    }

    private static void DrawProducts(Plot plot, Sweep sweep)
    {
        Sample[] contracting = [.. sweep.Grid.Where(static sample => sample.Lfpi is not null)];
        var lfpi = plot.Add.ScatterLine(Across(contracting), [.. contracting.Select(static sample => Math.Log10(sample.Lfpi!.Value))], Figure.Palette[3]);
        (lfpi.LineWidth, lfpi.LegendText) = (2.5f, "LFPI, where it does not refuse");
        var gmres = plot.Add.ScatterLine(Across(sweep.Grid), [.. sweep.Grid.Select(static sample => Math.Log10(sample.Gmres))], Figure.Palette[4]);
        (gmres.LineWidth, gmres.LegendText) = (2.5f, "GMRES");
        if (sweep.Chosen.Lfpi is { } products) MarkChoice(plot, sweep, Math.Log10(products), Figure.Palette[3], "LFPI, library's rule", 6);
        MarkChoice(plot, sweep, Math.Log10(sweep.Chosen.Gmres), Figure.Palette[4], "GMRES, library's rule", 2);
        Dress(plot, sweep, "products with Φ'");
        plot.Axes.Left.Decades(0, 5, 1);
        plot.Axes.SetLimitsY(0, 6);
        plot.ShowLegend(Alignment.UpperCenter);
    }

    /// <summary>A diamond at the stepsize that was chosen; a dashed line where every row has its own and there is no one place.</summary>
    private static void MarkChoice(Plot plot, Sweep sweep, double up, Color color, string text, float width)
    {
        if (sweep.Chosen.Size is { } size)
        {
            var marker = plot.Add.Marker(Math.Log10(size), up, MarkerShape.FilledDiamond, 15, color);
            (marker.MarkerLineColor, marker.MarkerLineWidth, marker.LegendText) = (Colors.White, 1.5f, text);
        }
        else
        {
            plot.Add.HorizontalLine(up, width, color, LinePattern.Dashed).LegendText = $"{text}: a penalty per row";
        }
    }

    private static void Dress(Plot plot, Sweep sweep, string up)
    {
        var isAdmm = sweep.Name == "ADMM";
        plot.Dress(isAdmm ? "ADMM" : "Projected gradient", isAdmm ? "penalty ρ of every row (curvature / row norm²)" : "stepsize α (1 / curvature)", up);
        plot.Axes.Bottom.Decades((int)Math.Ceiling(Math.Log10(sweep.Grid[0].Size!.Value)), (int)Math.Floor(Math.Log10(sweep.Grid[^1].Size!.Value)), 1);
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Layout.Fixed(new PixelPadding(left: 75, right: 15, bottom: 60, top: 45));
    }

    private static double[] Across(Sample[] samples) => [.. samples.Select(static sample => Math.Log10(sample.Size!.Value))];
}
