#!/usr/bin/env dotnet
// Trains a VAE on MNIST, resumes it, evaluates it, and scores how unusual each test example is.
// dotnet run examples/train-resume-score.cs [EPOCHS] [EXAMPLES] [RUN]
#:project ../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Analysis.Scoring;
using Elbo.Data;

var epochs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var examples = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
var folder = args.Length > 2 ? args[2] : "runs/train-resume-score";

var plan = TrainingPlan.Of(new() { Data = "mnist", Folder = folder, Settings = new() { ["latents"] = 10, ["epochs"] = epochs } });
using (var started = plan.Start(replace: true))
    started.Train().Dispose();

using var run = TrainingPlan.Resume(folder, new() { ["epochs"] = 2 * epochs });
using var vae = run.Train();
var test = Datasets.Load("mnist").Test.Slice(0, examples);
Console.WriteLine($"{run.Manifest.EpochsDone} epochs, test −ELBO {vae.Evaluate(test).NegElbo:F2} nats per example");
var (example, score) = Scorer.Score(vae, test).Index().MaxBy(scored => scored.Item);
Console.WriteLine($"The most unusual is example {example}, label {test.Labels[example]}, with a −ELBO of {score:F1} nats");
