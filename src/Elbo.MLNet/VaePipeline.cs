using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>
/// A VAE as a chain of ML.NET's own transforms. ML.NET lets only its own assemblies write into a saved pipeline; its ONNX transform
/// writes the whole file, so a saved pipeline needs nothing from the machine that saved it.
/// </summary>
internal static class VaePipeline
{
    // Names in vae.onnx, which ML.NET uses as column names.
    private const string Images = "images", SquaredError = "squared_error", NegElbo = "neg_elbo", Mu = "mu";

    /// <summary>The columns that exist in between and are dropped at the end.</summary>
    public static IReadOnlyList<string> Between { get; } =
        [Images, SquaredError, NegElbo, Mu, ScoreVector.Column, Score.Column, Staged(SquaredError), Staged(NegElbo), Staged(Mu)];

    public static IEstimator<ITransformer> Build(
        TransformsCatalog catalog, string path, string input, ConditionColumns conditions, VaeColumns columns)
    {
        (string Output, string? Column)[] all = [(SquaredError, columns.SquaredError), (NegElbo, columns.NegElbo), (Mu, columns.Codes)];
        var wanted = all.Where(one => one.Column is not null).ToArray();
        var made = new List<string>();
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>();
        if (input != Images)
            Copy(input, Images);
        if (!conditions.IsEmpty)
            chain = conditions.Append(chain, catalog);
        made.AddRange(conditions.Between);
        string[] inputs = conditions.IsEmpty ? [Images] : [Images, ConditionColumns.Input];
        chain = chain.Append(catalog.ApplyOnnxModel([.. wanted.Select(one => one.Output)], inputs, path));
        made.AddRange(wanted.Select(one => one.Output));
        foreach (var (output, _) in wanted)
            if (output == Mu)
                Copy(output, Staged(output));
            else
            {
                // One number per image: a vector of length 1 to ML.NET.
                Copy(output, ScoreVector.Column);
                chain = chain.Append(catalog.CustomMapping<ScoreVector, Score>(ScoreMapping.Map, ScoreMapping.Contract));
                made.Add(Score.Column);
                Copy(Score.Column, Staged(output));
            }
        // In a second pass, so that a column may have the name of an output of vae.onnx.
        foreach (var (output, column) in wanted)
            chain = chain.Append(catalog.CopyColumns(column!, Staged(output)));
        return chain.Append(catalog.DropColumns([.. made.Distinct().Except(wanted.Select(one => one.Column!))]));

        void Copy(string from, string to)
        {
            chain = chain.Append(catalog.CopyColumns(to, from));
            made.Add(to);
        }
    }

    private static string Staged(string output) => "elbo." + output;
}
