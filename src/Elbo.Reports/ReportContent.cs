using Elbo.Evaluation;
using Elbo.Reports.History;
using Elbo.Reports.Sharing;

namespace Elbo.Reports;

/// <summary>Everything a report shows, as plain text and PNGs; <see cref="HtmlReport"/> encodes it.</summary>
internal sealed record ReportContent
{
    /// <summary>The run's name, the page's title.</summary>
    public required string Title { get; init; }

    /// <summary>The word for one example.</summary>
    public string Noun { get; init; } = "example";

    public required ReportVerdict Verdict { get; init; }

    /// <summary>Tables to compare by, each under its heading; may be empty.</summary>
    public IReadOnlyList<ReportGroup> Groups { get; init; } = [];

    /// <summary>The findings of the diagnosis, most severe first; may be empty.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The few numbers that matter, e.g. test −ELBO in nats per example; may be empty.</summary>
    public IReadOnlyList<ReportNumber> Numbers { get; init; } = [];

    /// <summary>How the numbers were measured, in a sentence; empty for none.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Figures in the order of reading; may be empty.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];

    /// <summary>The model itself, for a playground in the page; null for none, and no script.</summary>
    public SharedModel? Share { get; init; }

    /// <summary>The training over its epochs; may be empty.</summary>
    public IReadOnlyList<HistoryFrame> History { get; init; } = [];

    /// <summary>Examples of a table next to their reconstructions; null for none.</summary>
    public ReportGroup? Examples { get; init; }

    /// <summary>The numbers of each epoch; null for none.</summary>
    public ReportTable? Epochs { get; init; }

    public string FactsHeading { get; init; } = "The run";

    /// <summary>Groups of facts: data, model, training, machine, versions; may be empty.</summary>
    public IReadOnlyList<ReportFacts> Facts { get; init; } = [];

    /// <summary>The exact command that reproduces the run; null for none.</summary>
    public string? Command { get; init; }
}
