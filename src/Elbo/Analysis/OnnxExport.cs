using System.Reflection;
using Elbo.Analysis.RowGraphs;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Files;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Runs;
using Google.Protobuf;

namespace Elbo.Analysis;

/// <summary>
/// Writes a model as ONNX graphs, which any ONNX runtime runs without Elbo and without libtorch. Preprocessing is inside: images go in as bytes.
/// docs/model-files.md lists names and shapes.
/// </summary>
public static class OnnxExport
{
    // A protobuf message ends at 2 GiB.
    private const long MostBytes = 2_000_000_000;

    /// <summary>The files that an export makes: encoder, decoder, and both with what a reconstruction costs.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["encoder.onnx", "decoder.onnx", "vae.onnx"];

    /// <summary>Writes the model of a run: <see cref="FileNames"/>, of a table also sampler.onnx and imputer.onnx.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="folder">Where the files go; it is created. Null for <c>onnx</c> in the run.</param>
    /// <param name="replace">True replaces existing files.</param>
    /// <returns>The paths.</returns>
    /// <exception cref="RunException">There is no trained run, files exist and <paramref name="replace"/> is false, or they cannot be written.</exception>
    /// <exception cref="ModelFileException">A part of the model has no ONNX form; the message names it. Or the model is too large.</exception>
    public static IReadOnlyList<string> WriteRun(string run, string? folder = null, bool replace = false)
    {
        var opened = RunFolder.Open(run);
        var manifest = opened.ReadManifest();
        manifest.ThrowIfUntrained(run);
        return Write(ModelFile.Read(opened.WeightsPath), manifest.Table, manifest.Condition, folder ?? opened.OnnxPath, replace);
    }

    /// <summary>Writes the three files. Nothing is written before all of them are known to have an ONNX form.</summary>
    /// <param name="model">The model, one without a condition; libtorch is not needed.</param>
    /// <param name="folder">Where the files go; it is made.</param>
    /// <param name="replace">True replaces files that are there.</param>
    /// <returns>The paths.</returns>
    /// <exception cref="ModelFileException">A part of the model has no ONNX form; the message names it. Or the model is too large.</exception>
    /// <exception cref="RunException">Files are there and <paramref name="replace"/> is false, or they cannot be written.</exception>
    public static IReadOnlyList<string> Write(ModelFile model, string folder, bool replace = false) => Write(model, null, null, folder, replace);

    /// <param name="model">The model; libtorch is not needed.</param>
    /// <param name="table">The columns that it learned from; null for images.</param>
    /// <param name="condition">The columns of its condition; null if it has none.</param>
    /// <param name="folder">Where the files go; it is created.</param>
    /// <param name="replace">True replaces existing files.</param>
    internal static IReadOnlyList<string> Write(ModelFile model, TableEncoding? table, ConditionSchema? condition, string folder, bool replace)
    {
        var rows = table is null ? null : new OnnxTableParts(model, table, condition);
        (string File, OnnxGraph Graph)[] graphs = rows is null ? [.. Images(model, condition)] : [.. rows.All()];
        if (graphs.Max(graph => graph.Graph.Size) is var size && size > MostBytes)
            throw new ModelFileException($"{model.Weights.Name} has {size:N0} bytes of weights; an ONNX file holds at most {MostBytes:N0}. "
                + "Export the weights alone: model.safetensors.");
        string[] paths = [.. graphs.Select(graph => Path.Combine(folder, graph.File))];
        if (!replace && paths.FirstOrDefault(File.Exists) is { } taken)
            throw new RunException($"{taken} exists already. Replace it with --force, or choose another folder with --out.");
        RunFolder.Guard(folder, () =>
        {
            Directory.CreateDirectory(folder);
            // An export that is killed leaves fewer files, never an encoder of one model and a decoder of another.
            foreach (var path in paths.Union(rows is null ? [] : OnnxTableParts.FileNames.Select(file => Path.Combine(folder, file))))
                AtomicFile.Delete(path);
            foreach (var (file, graph) in graphs)
                AtomicFile.Write(Path.Combine(folder, file), stream => Proto(model, rows, condition, file, graph).WriteTo(stream));
        });
        return paths;
    }

    /// <summary>What an export of a table leaves out, as a clause; null if it is complete.</summary>
    internal static string? Gap(ModelFile model, TableEncoding table, ConditionSchema? condition = null) =>
        new OnnxTableParts(model, table, condition).Gap;

    private static IEnumerable<(string File, OnnxGraph Graph)> Images(ModelFile model, ConditionSchema? condition)
    {
        var parts = new OnnxParts(model, condition);
        return [(FileNames[0], parts.Encoder()), (FileNames[1], parts.Decoder()), (FileNames[2], parts.Whole())];
    }

    private static ModelProto Proto(ModelFile model, OnnxTableParts? rows, ConditionSchema? condition, string file, OnnxGraph graph)
    {
        var version = typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
        var metadata = new ModelDescription(model.Options, model.Binarization).Strings()
            .Append(KeyValuePair.Create("elbo.part", Path.GetFileNameWithoutExtension(file)))
            .Append(KeyValuePair.Create("elbo.version", version))
            .Concat(condition is null || rows is not null ? [] : [KeyValuePair.Create(OnnxCondition.MetadataKey, new OnnxCondition(condition).Metadata)])
            .Concat(rows?.Metadata ?? []);
        var words = $"{model.Options.Describe()}, likelihood {model.Options.Likelihood.Describe()}, "
            + $"binarization {model.Binarization.ToString().ToLowerInvariant()}"
            + (model.Options.Prior is IOnnxPrior || rows is not null ? "" : $"; the prior, a {model.Options.Prior.Describe()}, is not in the file");
        return graph.Model(words, version, metadata);
    }
}
