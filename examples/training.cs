#!/usr/bin/env dotnet
// The seed repository's first notebook: a VAE with 10 latents on MNIST, 20 epochs.
// dotnet run examples/training.cs [EPOCHS] [EXAMPLES] [RUN]
#:project ../src/Elbo.Reports/Elbo.Reports.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures;
using Elbo.Training;

var epochs = Number(0, 20);
var examples = Number(1, 60_000);
var path = args.Length > 2 ? args[2] : "runs/training";

var mnist = Datasets.Load("mnist");
var data = mnist with { Train = mnist.Train.Slice(0, examples) };
using var run = TrainingRun.Start(path, data, new() { Latents = 10 }, new() { Epochs = epochs }, replace: true);
Console.WriteLine($"{run.Model.Options.Describe()}, {run.Model.ParameterCount:N0} weights, {data.Train.Count:N0} training examples");
using var vae = run.Train(new EpochLines());

// The loss of every epoch, as in metrics.jsonl.
Save("loss.png", LossCurves.Render(run.Folder));

// Four rows of input | code | reconstruction. The bars are the posterior's means, with its standard deviations.
var shown = data.Test.Slice(0, 4);
var codes = vae.Encode(shown);
Save("reconstructions.png", ReconstructionFigure.Render(
    ImageBatch.FromBytes(shown.Shape, shown.Pixels), codes, new(shown.Shape, vae.Decode(codes.Mu))));

// New digits: codes from the prior, decoded.
Save("samples.png", ImageGrid.Render(new(shown.Shape, vae.Sample(64)), title: "Samples from the prior"));

int Number(int index, int standard) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : standard;

void Save(string name, byte[] png)
{
    Directory.CreateDirectory(run.Folder.FiguresPath);
    File.WriteAllBytes(Path.Combine(run.Folder.FiguresPath, name), png);
    Console.WriteLine(Path.Combine(run.Folder.FiguresPath, name));
}

/// <summary>Prints one line when an epoch is done.</summary>
sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Completed is { Train: var train, Test: var test })
            Console.WriteLine(
                $"epoch {value.Epoch,3}   train −ELBO {train.NegElbo:F2}   "
                + $"test −ELBO {test.NegElbo:F2} = distortion {test.Distortion:F2} + rate {test.Rate:F2}");
    }
}
