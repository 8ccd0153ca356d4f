using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Analysis;
using Elbo.Data.Tables;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Runs;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo export</c>: a run's model in a format that other tools run.</summary>
internal static class ExportVerb
{
    public const string Description = "Write a run's model in a format that other tools run.";

    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var format = CommonOptions.Value<string>(
            "--format", "onnx", "onnx: encoder, decoder and both as ONNX graphs; of a table also a sampler and an imputer.", "onnx");
        format.Validators.Add(result =>
        {
            if (!result.Implicit && result.Tokens[0].Value is var value && value != "onnx")
                result.AddError($"--format was '{value}'; it must be onnx. Weights as safetensors are in RUN/model.safetensors.");
        });
        var output = CommonOptions.Value<string?>("--out", "FOLDER", "The folder for the files (RUN/onnx).");
        var (force, json) = (CommonOptions.Force(), CommonOptions.Json());
        var command = new Command("export", Description) { run, format, output, force, json };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            // Fails with a message if there are no weights yet.
            var manifest = folder.ReadManifest();
            manifest.ThrowIfUntrained(folder.Root);
            var model = ModelFile.Read(folder.WeightsPath);
            terminal.Warn(folder.FindDamage());
            var paths = OnnxExport.Write(model, manifest.Table, manifest.Condition, parsed.GetValue(output) ?? folder.OnnxPath, parsed.GetValue(force));
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(Document(folder, model, manifest.Table, paths));
            else
                Write(terminal, model, manifest, paths);
            return ExitCode.Done;
        });
        return command.WithExamples(
            "elbo export runs/mnist",
            "elbo export runs/mnist --format onnx --out models/mnist --json");
    }

    private static void Write(Terminal terminal, ModelFile model, RunManifest manifest, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
            terminal.Out.WriteLine(path);
        if (manifest.Table is { } table)
            WriteGap(terminal, OnnxExport.Gap(model, table, manifest.Condition));
        else if (model.Options.Prior is not IOnnxPrior)
            terminal.Error.WriteLine($"The prior, a {model.Options.Prior.Describe()}, is not in the files: vae.onnx has no rate and no neg_elbo.");
    }

    private static void WriteGap(Terminal terminal, string? gap)
    {
        if (gap is not null)
            terminal.Error.WriteLine($"Note: {gap}.");
    }

    private static string Document(RunFolder folder, ModelFile model, TableEncoding? table, IReadOnlyList<string> paths) => Json.Write(new JsonObject
    {
        ["run"] = folder.Root,
        ["format"] = "onnx",
        ["network"] = model.Options.Describe(),
        ["likelihood"] = model.Options.Likelihood.Name,
        ["binarization"] = Json.Name(model.Binarization),
        ["has_rate"] = table is null ? model.Options.Prior is IOnnxPrior : model.Options.Prior is IOnnxDensity,
        ["files"] = Json.Strings(paths),
    });
}
