using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Files;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo import</c>: makes a run folder from a model trained elsewhere.</summary>
internal static class ImportVerb
{
    public const string Description = "Create a run folder from a model that was trained elsewhere.";

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A PyTorch checkpoint (.pt, .pth) or weights as .safetensors." };
        var output = new Option<string>("--out") { Description = "The run folder to create.", HelpName = "RUN", Required = true };
        var data = CommonOptions.Value<string>(
            "--data", "DATA", "The data to evaluate it on, of the kind it was trained on (mnist): whatever elbo train takes, except tables.", "mnist");
        // For what the file does not say.
        var settings = new SettingOptions("activation", "likelihood", "sigma", "scale", "levels", "logistics", "binarization");
        var images = new DataOptionSet();
        var (force, json) = (CommonOptions.Force(), CommonOptions.Json());
        var command = new Command("import", Description)
        {
            file, output, data, force, json,
        };
        images.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (from, to, name) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), parsed.GetRequiredValue(data));
            var (given, read) = (settings.Read(parsed), images.Read(parsed));
            RunFolder.ThrowIfTaken(to, parsed.GetValue(force), canResume: false);
            var model = given.Apply(new VaeOptions());
            if (given.Faults(model, new()).ToList() is { Count: > 0 } faults)
                throw new OptionsException(faults);
            var isLikelihoodGiven = given.Has("likelihood") || model.Likelihood != new VaeOptions().Likelihood;
            var loaded = LoadedData.Load(terminal, name, read, parsed.GetValue(json), cancellation);
            string[] words = ["elbo", "import", from, .. CommandWords.Option("--data", name), .. read?.Words() ?? [], .. given.Words()];
            var folder = ImportedRun.Write(from, to, loaded, new()
            {
                Activation = given.Has("activation") ? model.Activation : null,
                Likelihood = isLikelihoodGiven ? model.Likelihood : null,
                Binarization = given.Has("binarization") ? given.Apply(new TrainingOptions()).Binarization : null,
            }, new(null, words), parsed.GetValue(force), cancellation: cancellation);
            Report(terminal, folder, parsed.GetValue(json));
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo import vae.pt --out runs/imported",
            "elbo import vae.pt --data scans --size 28 --color grey --activation tanh --likelihood gaussian --sigma 0.1 --out runs/scans",
            "elbo import runs/mnist/model.safetensors --out runs/copy --json");
    }

    private static void Report(Terminal terminal, RunFolder folder, bool json)
    {
        var manifest = folder.ReadManifest();
        if (json)
            terminal.Out.WriteLine(Document(manifest, folder));
        else
            ImportView.Write(terminal.Words(json), manifest, folder);
    }

    private static string Document(RunManifest manifest, RunFolder folder) => Json.Write(new JsonObject
    {
        ["run"] = folder.Root,
        ["status"] = Json.Name(manifest.Status),
        ["file"] = manifest.Imported!.File,
        ["format"] = Json.Name(manifest.Imported.Kind),
        ["sha256"] = manifest.Imported.Sha256,
        ["network"] = manifest.Model.Describe(),
        ["activation"] = Json.Name(manifest.Model.Activation),
        ["likelihood"] = manifest.Model.Likelihood.Name,
        ["sigma"] = Json.Sigma(manifest.Model.Likelihood, manifest.Test),
        ["binarization"] = Json.Name(manifest.Training.Binarization),
        ["data"] = manifest.Data.Name,
        ["test"] = Json.Numbers(manifest.Test),
        ["findings"] = Json.Findings(manifest.Findings),
        ["weights"] = folder.WeightsPath,
    });
}
