#!/usr/bin/env dotnet
// The seed repository's second notebook: a VAE with 2 latents, its manifold and its codes. The notebook trained for 150 epochs.
// dotnet run examples/manifold.cs [EPOCHS] [EXAMPLES] [RUN]
#:project ../src/Elbo.Reports/Elbo.Reports.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures;
using Elbo.Training;

var epochs = Number(0, 5);
var examples = Number(1, 60_000);
var path = args.Length > 2 ? args[2] : "runs/manifold";

var mnist = Datasets.Load("mnist");
var data = mnist with { Train = mnist.Train.Slice(0, examples) };
using var run = TrainingRun.Start(path, data, new() { Latents = 2 }, new() { Epochs = epochs }, replace: true);
using var vae = run.Train(new EpochLines());

// The manifold: z over a 20 × 20 grid at the prior's quantiles, so that each image represents the same probability.
var right = LatentAxis.NormalQuantiles(latent: 0, count: 20);
var up = LatentAxis.NormalQuantiles(latent: 1, count: 20);
Save("manifold.png", ManifoldFigure.Render(Manifold.Decode(vae, right, up), right, up));

// The test digits on it: posterior means, coloured by label. The model never saw the labels.
var codes = vae.Encode(data.Test);
Save("codes.png", CodesScatter.Render(codes, data.Test.Labels.ToArray()));

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
