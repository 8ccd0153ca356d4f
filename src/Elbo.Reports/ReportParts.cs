using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports;

/// <param name="Severity">How the run went.</param>
/// <param name="Sentence">One sentence, e.g. "18 of 20 latents are active and test −ELBO is 104.3 nats per example."</param>
internal sealed record ReportVerdict(Severity Severity, string Sentence)
{
    /// <summary>One or two words before the sentence; null for that of the severity.</summary>
    public string? Badge { get; init; }
}

/// <param name="Label">Its name, e.g. "test −ELBO".</param>
/// <param name="Value">The number with its unit, e.g. "104.3 nats".</param>
/// <param name="Note">The conditions for comparing it, e.g. "binarization threshold · 10,000 examples"; may be empty.</param>
internal sealed record ReportNumber(string Label, string Value, string Note = "");

/// <param name="Title">A short title; the picture has none.</param>
/// <param name="Caption">The text below it; may be empty.</param>
/// <param name="Alt">A description for readers who cannot see it.</param>
/// <param name="Png">The bytes of a PNG with two pixels for each of the screen's, as <c>Elbo.Figures</c> renders it.</param>
internal sealed record ReportFigure(string Title, string Caption, string Alt, ReadOnlyMemory<byte> Png)
{
    /// <summary>The same figure for pages in dark appearance; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Dark { get; init; }

    /// <summary>Draws a figure for both appearances.</summary>
    public static ReportFigure Drawn(string title, string caption, string alt, Func<byte[]> draw)
    {
        var light = Task.Run(() => Shade.Light.Drawn(draw));
        var dark = Shade.Dark.Drawn(draw);
        return new(title, caption, alt, light.GetAwaiter().GetResult()) { Dark = dark };
    }

    /// <summary>The heading that it stands under, with the figures around it.</summary>
    public string Section { get; init; } = "Figures";
}

/// <param name="Name">E.g. "test −ELBO".</param>
/// <param name="Unit">E.g. "nats per example"; empty for none.</param>
internal sealed record ReportColumn(string Name, string Unit = "");

internal sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <param name="Heading">The property that its rows share, e.g. "mnist, binarization threshold".</param>
/// <param name="Note">A note before the table; may be empty.</param>
/// <param name="Table">The table.</param>
internal sealed record ReportGroup(string Heading, string Note, ReportTable Table);

internal sealed record ReportFacts(string Heading, IReadOnlyList<(string Label, string Value)> Rows);
