namespace Elbo.Reports;

/// <summary>A figure of a run: what the report says of it, and the name of its file.</summary>
/// <param name="File">The file's name in <c>figures/</c>, such as <c>loss.png</c>.</param>
/// <param name="Figure">The figure.</param>
public sealed record RunFigure(string File, ReportFigure Figure);
