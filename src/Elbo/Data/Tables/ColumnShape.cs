namespace Elbo.Data.Tables;

/// <summary>What a likelihood of rows needs to know of a column.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Categories">How many values a categorical column has; 1 for every other kind.</param>
/// <param name="Center">Where a count's log-mean starts: log μ is the output times <paramref name="Scale"/> plus this. 0 for every other kind.</param>
/// <param name="Scale">What the output for a count's log-mean is multiplied with. 1 for every other kind.</param>
internal sealed record ColumnShape(ColumnKind Kind, int Categories = 1, double Center = 0, double Scale = 1)
{
    /// <summary>Numbers that the decoder gives for it: mean and log-variance, or log-mean and log-shape of a count, a logit, or one for each category.</summary>
    internal int Outputs => Kind is ColumnKind.Binary or ColumnKind.Categorical ? Categories : 2;

    /// <summary>Numbers that say what is expected of it: a mean or a probability, or one for each category.</summary>
    internal int Expectations => Kind == ColumnKind.Categorical ? Categories : 1;
}
