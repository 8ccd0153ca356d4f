namespace Elbo.Reports.Figures;

/// <summary>One bar of <see cref="ColumnBars"/>.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Value">Its value; one that is not finite gets no bar.</param>
/// <param name="Error">Its standard error; 0 draws no whisker.</param>
internal sealed record ColumnBar(string Name, double Value, double Error = 0);
