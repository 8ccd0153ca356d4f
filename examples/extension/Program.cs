// Trains, resumes, evaluates and reports with kinds that Elbo does not know, and checks each step: dotnet run -c Release -- [FOLDER]
using System.Globalization;
using Elbo;
using Elbo.Data;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Settings;
using Elbo.Training;
using Extension;
using static TorchSharp.torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = args.Length > 0 ? args[0] : "runs/extension";
Directory.CreateDirectory(root);
Catalog.Add(typeof(DenseNet).Assembly);

// Elbo's own kinds and ours: the same numbers, the same weights.
using var theirs = Train("theirs", new() { ["epochs"] = 1, ["engine"] = "torch" });
using var ours = Train("ours", Ours());
Check.Equal("metrics of ours and theirs", Check.Metrics(Run("theirs")), Check.Metrics(Run("ours")));
Check.Equal("weights of ours and theirs", Check.Weights(theirs.Model), Check.Weights(ours.Model));

// Stopped within an epoch and resumed: the same files as in one go.
Interrupt("resumed", Ours());
using (var run = TrainingPlan.Resume(Run("resumed")))
    run.Train().Dispose();
Check.Equal("metrics after resuming", Check.Metrics(Run("ours")), Check.Metrics(Run("resumed")));
Check.Equal("bytes of model.safetensors after resuming", Check.File(Run("ours"), "model.safetensors"), Check.File(Run("resumed"), "model.safetensors"));

// −log p(x) with 200 draws.
var test = Datasets.Load("mnist").Test.Slice(0, 500);
var nll = ours.EstimateNll(test, 200);
Console.WriteLine($"NLL(200) {nll.Nll:F4} ± {nll.StandardError:F2} nats on {nll.Examples} test images");
Check.Equal("NLL of ours and theirs", theirs.EstimateNll(test, 200).PerExample, nll.PerExample);

// The report with its figures.
using (var run = OpenRun.Open(Run("ours")))
    RunReport.Write(run.Folder, run.Model, run.Data);
Check.That(
    "a report with figures", File.Exists(Path.Combine(Run("ours"), "report.html")) && Directory.GetFiles(Path.Combine(Run("ours"), "figures")).Length > 3);

// A likelihood that Elbo does not have, on data that it suits.
var file = Path.Combine(root, "counts.npy");
Counts.Write(file, seed: 1);
using var counts = Train("counts", new() { ["model"] = "one-layer", ["likelihood"] = "zero-inflated", ["latents"] = 8, ["epochs"] = 20, ["lr"] = 3e-3 }, file);
var held = Datasets.Load(file).Test;
var estimate = counts.EstimateNll(held, 200);
Console.WriteLine($"NLL(200) {estimate.Nll:F2} ± {estimate.StandardError:F2} nats for {held.Shape.Size} counts");
var (real, drawn) = (Array.ConvertAll(held.Pixels.ToArray(), count => (float)count), Draw(counts, 4000));
Check.Near("share of zeros", Zeros(real), Zeros(drawn), 0.03);
Check.Near("mean count", real.Average(), drawn.Average(), 0.1 * real.Average());

// A bound of importance weights, which for α = 0 is IWAE's.
using var iwae = Train("iwae", new() { ["model"] = "one-layer", ["likelihood"] = "zero-inflated", ["objective"] = "iwae", ["epochs"] = 2 }, file);
using var renyi = Train(
    "renyi", new() { ["model"] = "one-layer", ["likelihood"] = "zero-inflated", ["objective"] = "renyi", ["alpha"] = 0, ["epochs"] = 2 }, file);
Check.Equal("weights of IWAE and of our bound with α 0", Check.Weights(iwae.Model), Check.Weights(renyi.Model));

string Run(string name) => Path.Combine(root, name);

SettingValues Ours() => new()
{
    ["model"] = "one-layer",
    ["width"] = 500,
    ["likelihood"] = "pixels",
    ["prior"] = "wide-normal",
    ["objective"] = "averaged-elbo",
    ["epochs"] = 1,
    ["engine"] = "torch",
};

TrainedVae Train(string name, SettingValues settings, string? data = null)
{
    using var run = Plan(name, settings, data).Start(replace: true);
    var model = run.Train();
    foreach (var row in run.Folder.ReadMetrics().TakeLast(2))
        Console.WriteLine($"{name}: epoch {row.Epoch} {row.Split} −ELBO {row.NegElbo:F4} = distortion {row.Distortion:F4} + rate {row.Rate:F4}");
    return model;
}

void Interrupt(string name, SettingValues settings)
{
    using var stop = new CancellationTokenSource();
    using var run = Plan(name, settings, null).Start(replace: true);
    try
    {
        run.Train(new StopAt(stop, examples: 20_000), stop.Token);
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine($"{name}: stopped within epoch {run.Manifest.EpochsDone + 1}");
    }
}

TrainingPlan Plan(string name, SettingValues settings, string? data) =>
    TrainingPlan.Of(new() { Recipe = data is null ? "flax" : null, Data = data, Folder = Run(name), Settings = settings });

// x given z of codes from the prior, as counts.
float[] Draw(TrainedVae vae, int count)
{
    using var scope = NewDisposeScope();
    using var inference = inference_mode();
    var parameters = vae.Model.Decode(tensor(vae.SampleCodes(count), [count, vae.Options.Latents]));
    var uniform = rand([count, vae.Options.Shape.Size], generator: new Generator(1));
    return (255 * vae.Model.Likelihood.Sample(parameters, uniform)).data<float>().ToArray();
}

double Zeros(float[] values) => values.Average(value => value == 0 ? 1.0 : 0);

/// <summary>Stops a training after so many examples.</summary>
internal sealed class StopAt(CancellationTokenSource stop, int examples) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.ExamplesDone >= examples)
            stop.Cancel();
    }
}
