using Elbo.Interop;

namespace Elbo.Cli.Verbs;

/// <summary>Every score as a file: a row an example, in the order of the data.</summary>
internal static class ScoresFile
{
    private const string Label = "label";

    /// <param name="stream">Where to.</param>
    /// <param name="path">Its ending says what is written: .npy, .npz, .parquet or .csv.</param>
    /// <param name="scored">The scores.</param>
    public static void Write(Stream stream, string path, Scored scored)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                NpyFile.Write(stream, NpyArray.Of<double>(scored.Scores, scored.Scores.Length));
                break;
            case ".npz":
                NpzFile.Write(stream, Columns(scored).Select(column => KeyValuePair.Create(column.Name, column.Name == Label ? Labels(scored) : Array(column))).Concat(LabelNames(scored)));
                break;
            case ".parquet":
                ParquetFile.Write(stream, [.. Columns(scored)]);
                break;
            default:
                CsvWriter.Write(stream, [.. Columns(scored)]);
                break;
        }
    }

    private static IEnumerable<TableColumn> Columns(Scored scored)
    {
        var rank = new int[scored.Scores.Length];
        foreach (var (place, example) in scored.Ranking.Index())
            rank[example] = place + 1;
        yield return new("example", scored.Given.Names);
        if (scored.Given.Labels is { } labels)
            yield return new(Label, labels);
        yield return new("score", scored.Scores);
        yield return new("rank", rank);
        yield return new("anomaly", scored.Scores.Select(scored.Threshold.IsAnomalous).ToArray());
    }

    /// <summary>Numbers, and their names beside them, as <c>elbo encode</c> writes them.</summary>
    private static NpyArray Labels(Scored scored) => NpyArray.Of(scored.Given.Images.Labels, scored.Scores.Length);

    private static IEnumerable<KeyValuePair<string, NpyArray>> LabelNames(Scored scored) =>
        scored.Given is { Labels: { } labels, Images.LabelNames: not null } ? [KeyValuePair.Create("label_name", NpyArray.OfTexts(labels))] : [];

    private static NpyArray Array(TableColumn column) => column.Values switch
    {
        string[] texts => NpyArray.OfTexts(texts),
        int[] numbers => NpyArray.Of<int>(numbers, numbers.Length),
        double[] numbers => NpyArray.Of<double>(numbers, numbers.Length),
        var flags => NpyArray.Of<bool>((bool[])flags, flags.Length),
    };
}
