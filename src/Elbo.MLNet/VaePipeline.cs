using Microsoft.ML;

namespace Elbo.MLNet;

/// <summary>
/// A VAE as a chain of ML.NET's own transforms. ML.NET lets only its own assemblies write into a saved pipeline; its ONNX transform
/// writes the whole file, so a saved pipeline needs nothing from the machine that saved it.
/// </summary>
internal static class VaePipeline
{
    // A name in vae.onnx, which ML.NET uses as a column name.
    private const string Images = "images";

    private static readonly string[] Outputs = [.. new VaeColumns().Outputs.Select(output => output.Name)];

    /// <summary>The columns that exist in between and are dropped at the end.</summary>
    public static IReadOnlyList<string> Between { get; } = [Images, .. Outputs, .. VaeChain.Between, .. Outputs.Select(VaeChain.Staged)];

    public static IEstimator<ITransformer> Build(
        TransformsCatalog catalog, string path, string input, ConditionColumns conditions, VaeColumns columns)
    {
        VaeOutput[] wanted = [.. columns.Outputs.Where(output => output.Column is not null)];
        var chain = new VaeChain(catalog);
        if (input != Images)
            chain.Copy(input, Images);
        if (!conditions.IsEmpty)
            chain.Extend(steps => conditions.Append(steps, catalog), conditions.Between);
        chain.Run(path, conditions.IsEmpty ? [Images] : [Images, ConditionColumns.Input], wanted);
        return chain.Finish(wanted);
    }
}
