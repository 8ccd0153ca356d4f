namespace Elbo.Reports;

/// <summary>A figure of a run with its text in the report, and the name of its file.</summary>
/// <param name="File">The file's name in <c>figures/</c>, such as <c>loss.png</c>.</param>
/// <param name="Figure">The figure.</param>
internal sealed record RunFigure(string File, ReportFigure Figure);
