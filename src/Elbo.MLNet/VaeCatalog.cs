using Elbo.Inference;
using Microsoft.ML;

namespace Elbo.MLNet;

/// <summary>VAEs among the transforms of ML.NET.</summary>
public static class VaeCatalog
{
    /// <summary>Scores and encodes images with a VAE exported by <c>elbo export</c>. Nothing is trained: fitting checks the columns.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="folder">The folder written by <c>elbo export</c>, with vae.onnx.</param>
    /// <param name="inputColumnName">The column of pixels: bytes 0 … 255, a vector of C·H·W in the order [C, H, W].</param>
    /// <param name="outputColumns">The columns that are added; null for only the squared error.</param>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded, or it has no −ELBO although one is requested.</exception>
    /// <exception cref="ArgumentException">No output column is named, two have one name, or a condition is named that the model does not have.</exception>
    public static VaeEstimator ApplyVae(this TransformsCatalog catalog, string folder, string inputColumnName, VaeColumns? outputColumns = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        outputColumns ??= new();
        VaeOutput.Validate(outputColumns.Outputs, "SquaredError, NegElbo and Codes");
        using var vae = InferenceVae.Open(folder);
        // Scoring no images verifies that vae.onnx exists, is complete and was exported by Elbo.
        var conditions = new ConditionColumns(vae.Condition, outputColumns.Conditions);
        var scores = conditions.IsEmpty ? vae.Score([]) : vae.Given([]).Score([]);
        if (outputColumns.NegElbo is not null && scores.NegElbo is null)
            throw new InferenceException(
                $"vae.onnx in {folder} has no −ELBO, since the model's prior is not the standard normal. Leave NegElbo null and use SquaredError.");
        return new(
            VaePipeline.Build(catalog, Path.Combine(folder, "vae.onnx"), inputColumnName, conditions, outputColumns),
            new(inputColumnName, vae.Shape, conditions));
    }

    /// <summary>
    /// Scores and encodes rows with a VAE of a table exported by <c>elbo export</c>. The data have the columns that the model learned from, under their names:
    /// numbers of any type, NaN where missing, and texts, empty where missing. Nothing is trained: fitting checks the columns.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="folder">The folder written by <c>elbo export</c>, with vae.onnx.</param>
    /// <param name="outputColumns">The columns that are added; null for only −ELBO.</param>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded, or it has no −ELBO although one is requested.</exception>
    /// <exception cref="ArgumentException">No output column is named, or two have one name.</exception>
    public static TableVaeEstimator ApplyTableVae(this TransformsCatalog catalog, string folder, TableVaeColumns? outputColumns = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        outputColumns ??= new();
        VaeOutput.Validate(outputColumns.Outputs, "NegElbo, Distortion, ColumnNats and Codes");
        using var vae = InferenceTable.Open(folder);
        if (vae.Score([]).NegElbo is null && outputColumns.NegElbo is not null)
            throw new InferenceException(
                $"vae.onnx in {folder} has no −ELBO, since the model's prior has no ONNX form. Set NegElbo to null and name Distortion.");
        return new(catalog, Path.Combine(folder, "vae.onnx"), [.. vae.Columns, .. vae.Condition], outputColumns);
    }
}
