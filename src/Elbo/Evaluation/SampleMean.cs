namespace Elbo.Evaluation;

/// <summary>A mean over examples and its standard error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">The standard deviation of one value over √N; 0 for a single example.</param>
internal readonly record struct SampleMean(double Value, double StandardError)
{
    /// <summary>The mean of one value per example.</summary>
    internal static SampleMean Of(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return new(mean, Math.Sqrt(squares / Math.Max(1, values.Length - 1) / values.Length));
    }
}
