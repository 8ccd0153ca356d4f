using Elbo.Models.Storage;
using Elbo.Runs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The imported model and its numbers on the test split.</summary>
internal static class ImportView
{
    public static void Write(IAnsiConsole console, RunManifest manifest, RunFolder folder)
    {
        var (model, test, from) = (manifest.Model, manifest.Test!, manifest.Imported!);
        var facts = new FactList(console, nameWidth: 12);
        facts.Heading(from.File, from.Kind == ModelFileKind.Pytorch ? "PyTorch checkpoint" : "safetensors", Color.Grey);
        facts.Add("network", $"{model.Describe()}, {Json.Name(model.Activation)}");
        facts.Add("likelihood", $"{manifest.DescribeLikelihood()}, binarization {Json.Name(manifest.Training.Binarization)}");
        facts.Add("evaluated on", Invariant($"{manifest.Data.Name}, {manifest.Data.TestCount:N0} test examples"));
        facts.Add("test −ELBO", Minus.True($"{test.NegElbo:F2} ± {test.StandardError:F2} nats per example = ")
            + Minus.True($"distortion {test.Distortion:F2} + rate {test.Rate:F2}"));
        facts.Add("latents", Invariant($"{test.ActiveLatents} of {model.Latents} active"));
        FindingsView.Write(console, manifest.Findings);
        console.WriteLine();
        console.WriteUnbroken($"Run  {Path.GetFullPath(folder.Root)}");
    }
}
