#!/usr/bin/env dotnet
// Odd rows of a table, and drift: a VAE learns six weeks of a pump's readings, then every later week is scored and its scores are compared with
// those of held-out rows of the first weeks. dotnet run examples/drift.cs [EPOCHS] [ROWS] [FOLDER]
#:project ../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using System.Text;
using Elbo;
using Elbo.Analysis.Scoring;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Training;

const int Weeks = 12, Learned = 6, ClogsFrom = 9;
var epochs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 40;
var rows = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 6000;
var folder = args.Length > 2 ? args[2] : "runs/drift";

// Two CSV files: the weeks that are learned, and those that come later. From week 9 on the filter clogs: more pressure for the same flow.
// Of each hundred later readings one comes from a loose sensor, whose vibration does not belong to the power.
Directory.CreateDirectory(folder);
var (first, later) = (Path.Combine(folder, "first.csv"), Path.Combine(folder, "later.csv"));
var perWeek = Math.Max(100, rows / Weeks);
var random = new Random(5);
File.WriteAllText(first, Readings(1, Learned, random).Text);
var (text, loose) = Readings(Learned + 1, Weeks, random);
File.WriteAllText(later, text);

// The time says when a reading was taken, not whether it is usual: it is left out.
var data = Datasets.Of("first.csv", Table.Read(first, new Dictionary<string, ColumnKind> { ["time"] = ColumnKind.Skip }));
using var run = TrainingRun.Start(
    Path.Combine(folder, "run"), data, training: TrainingOptions.For(TrainingRun.Modest) with { Epochs = epochs, Binarization = Binarization.None },
    replace: true);
using var vae = run.Train();

// Rows that the model has not learned from say how high scores usually are.
double[] usual = [.. Scorer.Score(vae, data.Test).Order()];
var threshold = usual[(int)(0.99 * (usual.Length - 1))];
var readings = TableSet.Read(later, data.Train.Encoding);
var scores = Scorer.Score(vae, readings);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{data.Train.Count:N0} readings learned, {epochs} epochs; {usual.Length} held-out ones have a median score of "
    + $"{usual[usual.Length / 2]:F2} nats"));
Console.WriteLine("week  readings  median  above 99 %  distance  drift   loose sensor, AUROC");
for (var week = Learned + 1; week <= Weeks; week++)
{
    var start = (week - Learned - 1) * perWeek;
    double[] all = scores[start..(start + perWeek)];
    bool[] isLoose = loose[start..(start + perWeek)];
    double[] sorted = [.. all.Order()];
    var distance = Scorer.Distance(usual, sorted);
    // Kolmogorov and Smirnov's test at 1 %: two samples of one distribution are farther apart once in a hundred times.
    var isDrift = distance > 1.63 * Math.Sqrt((double)(usual.Length + perWeek) / usual.Length / perWeek);
    var auroc = isLoose.Contains(true)
        ? Scorer.Auroc([.. all.Where((_, i) => !isLoose[i])], [.. all.Where((_, i) => isLoose[i])]).ToString("F3", CultureInfo.InvariantCulture)
        : "none";
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{week,4}{perWeek,10}{sorted[perWeek / 2],8:F2}{all.Count(score => score > threshold) / (double)perWeek,12:P1}{distance,10:F3}"
        + $"{(isDrift ? "yes" : "no"),7}{auroc,23}"));
}

(string Text, bool[] Loose) Readings(int from, int to, Random random)
{
    var lines = new StringBuilder("time,mode,valve,flow,pressure,power,vibration\n");
    var loose = new List<bool>();
    for (var week = from; week <= to; week++)
        for (var i = 0; i < perWeek; i++)
        {
            var time = new DateTime(2024, 1, 1).AddDays(7 * (week - 1)).AddSeconds(7 * 86_400.0 * i / perWeek);
            var mode = random.NextDouble() switch { < 0.25 => "idle", < 0.9 => "pump", _ => "flush" };
            var valve = mode == "idle" ? 0 : mode == "flush" ? 100 : random.Next(2, 10) * 10;
            var flow = Math.Max(0, valve * 1.2 + 3 * Normal());
            var clogged = week >= ClogsFrom ? 0.1 * (week - ClogsFrom + 1) : 0;
            var pressure = 1 + 0.02 * flow * (1 + clogged) + 0.05 * Normal();
            var power = 40 + 0.9 * flow * pressure + 4 * Normal();
            var isLoose = week > Learned && random.NextDouble() < 0.01;
            var vibration = isLoose ? 1 + 4 * random.NextDouble() : 0.5 + 0.006 * power + 0.08 * Normal();
            loose.Add(isLoose);
            lines.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss},{mode},{valve},{flow:F1},{pressure:F2},{power:F1},{vibration:F2}\n");
        }
    return (lines.ToString(), [.. loose]);

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
