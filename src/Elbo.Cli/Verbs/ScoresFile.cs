using Elbo.Data;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Verbs;

/// <summary>Every score as a file: a row an example, in the order of the data.</summary>
internal static class ScoresFile
{
    private const string Label = "label";

    /// <param name="stream">Where to.</param>
    /// <param name="path">Its ending says what is written.</param>
    /// <param name="scored">The scores.</param>
    public static void Write(Stream stream, string path, Scored scored) => FileFormat.ForOutput(path)!.Write!(
        stream, new(() => NpyArray.Of<double>(scored.Scores.Values, scored.Scores.Values.Length), () => Columns(scored), () => Arrays(scored)));

    private static IEnumerable<TableColumn> Columns(Scored scored)
    {
        yield return new("example", scored.Given.Names);
        if (scored.Given.Labels is { } labels)
            yield return new(Label, labels);
        yield return new("score", scored.Scores.Values);
        yield return new("rank", scored.Scores.Ranks());
        yield return new("anomaly", scored.Scores.Values.Select(scored.Scores.Threshold.IsAnomalous).ToArray());
    }

    /// <summary>Labels as numbers, and their names beside them, as <c>elbo encode</c> writes them.</summary>
    private static IEnumerable<KeyValuePair<string, NpyArray>> Arrays(Scored scored)
    {
        foreach (var column in Columns(scored))
            yield return new(column.Name, column.Name == Label ? NpyArray.Of(scored.Given.Images.Labels, scored.Scores.Values.Length) : ExampleNumbers.ArrayOf(column));
        if (scored.Given is { Labels: { } labels, Images.LabelNames: not null })
            yield return new("label_name", NpyArray.OfTexts(labels));
    }
}
