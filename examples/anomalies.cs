#!/usr/bin/env dotnet
// One-class anomaly detection: a VAE is trained on a single class and scores the whole test split; the other classes are anomalies.
// dotnet run examples/anomalies.cs [DATA] [EPOCHS] [CLASSES] [RUNS]
#:project ../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Analysis.Scoring;
using Elbo.Data;
using Elbo.Data.Images;

var data = Datasets.Load(args.Length > 0 ? args[0] : "mnist");
var epochs = Number(1, 50);
var classes = Number(2, 10);
var folder = args.Length > 3 ? args[3] : "runs/anomalies";
var kinds = Enum.GetValues<ScoreKind>();
var areas = new List<double[]>();

Console.WriteLine($"{data.Name}, {epochs} epochs a class; AUROC in % over {data.Test.Count:N0} test examples");
Console.WriteLine("class  " + string.Join("  ", kinds.Select(kind => $"{kind}".PadLeft(13))));
for (byte normal = 0; normal < classes; normal++)
{
    var one = data with { Train = data.Train.OfLabels([normal]), Test = data.Test.OfLabels([normal]), Validation = null };
    using var run = TrainingRun.Start(Path.Combine(folder, $"class-{normal}"), one, new() { Latents = 32 },
        new() { Epochs = epochs, Binarization = Binarization.None }, replace: true);
    using var vae = run.Train();

    var labels = data.Test.Labels.ToArray();
    areas.Add([.. kinds.Select(kind =>
    {
        var scores = Scorer.Score(vae, data.Test, new() { Kind = kind, Samples = 20 });
        return 100 * Scorer.Auroc([.. scores.Where((_, i) => labels[i] == normal)], [.. scores.Where((_, i) => labels[i] != normal)]);
    })]);
    Console.WriteLine(Row($"{normal}", areas[^1]));
}
Console.WriteLine(Row("mean", [.. kinds.Select((_, i) => areas.Average(row => row[i]))]));

static string Row(string name, double[] values) =>
    name.PadRight(5) + "  " + string.Join("  ", values.Select(value => value.ToString("F1", CultureInfo.InvariantCulture).PadLeft(13)));

int Number(int index, int standard) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : standard;
