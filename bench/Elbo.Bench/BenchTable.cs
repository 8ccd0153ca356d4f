namespace Elbo.Bench;

/// <summary>A part of a report as a table, for the screen or Markdown.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells, one for each column.</param>
internal sealed record BenchTable(string Title, IReadOnlyList<BenchColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A column of a <see cref="BenchTable"/>.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsNumber">True for numbers, which are aligned to the right.</param>
internal sealed record BenchColumn(string Heading, bool IsNumber = true);
