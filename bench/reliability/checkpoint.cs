#!/usr/bin/env dotnet
// The cost of a checkpoint in training: epochs of the seed's network on MNIST without checkpoints and with one every few steps, alternately.
// dotnet run -c Release bench/reliability/checkpoint.cs [ROUNDS] [STEPS]
#:project ../../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Data;
using Elbo.Training;

var rounds = Number(0, 7);
var steps = Number(1, 50);
var data = Datasets.Load("mnist");
var folder = Directory.CreateTempSubdirectory("elbo-checkpoints-");
try
{
    Epochs(CheckpointInterval.Epoch, 1); // compiles
    List<(double Plain, double Cost)> measured = [];
    for (var round = 0; round < rounds; round++)
    {
        var plain = Epochs(CheckpointInterval.Epoch, 3);
        var often = Epochs(CheckpointInterval.EverySteps(steps), 3);
        var checkpoints = 938 / steps;
        measured.Add((plain, (often - plain) / checkpoints));
        Console.WriteLine(FormattableString.Invariant(
            $"round {round + 1}: an epoch {plain:F3} s, with {checkpoints} checkpoints {often:F3} s: {1e3 * (often - plain) / checkpoints:F2} ms each"));
    }
    var cost = Median(measured.Select(m => m.Cost));
    var epoch = Median(measured.Select(m => m.Plain));
    Console.WriteLine(FormattableString.Invariant($"median: {1e3 * cost:F2} ms per checkpoint; {100 * cost / 60:F3} % of the time at one per minute, ")
        + FormattableString.Invariant($"{100 * cost / epoch:F2} % at one per epoch of {epoch:F2} s"));
}
finally
{
    folder.Delete(recursive: true);
}

// The median epoch's training pass; the checkpoint at its end is not in it.
double Epochs(CheckpointInterval interval, int count)
{
    var seconds = new List<double>();
    using var run = TrainingRun.Start(Path.Combine(folder.FullName, "run"), data, null, new() { Epochs = count, CheckpointEvery = interval }, replace: true);
    using var model = run.Train(new Completed(summary => seconds.Add(summary.TrainSeconds)));
    return Median(seconds);
}

static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

int Number(int index, int standard) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : standard;

internal sealed class Completed(Action<EpochSummary> act) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } done)
            act(done);
    }
}
