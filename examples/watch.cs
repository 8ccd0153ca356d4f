#!/usr/bin/env dotnet
// Is the newer half of a table still like the older one? A VAE learns the older half; rows of the newer one are scored, period by period, and
// their scores compared with those of older rows that it has not learned from. dotnet run examples/watch.cs FILE.csv DATE-COLUMN [EPOCHS] [FOLDER]
#:project ../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using Elbo;
using Elbo.Analysis.Scoring;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Training;

if (args.Length < 2)
{
    Console.Error.WriteLine("Name a table and its column of dates or times: dotnet run examples/watch.cs FILE.csv DATE-COLUMN [EPOCHS] [FOLDER]");
    return 2;
}
const int Periods = 8;
var (file, column) = (args[0], args[1]);
var epochs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 40;
var folder = args.Length > 3 ? args[3] : "runs/watch";

// A date says when a row was written, not whether it is usual: it orders the rows and is not learned from.
var dated = Table.Read(file, new Dictionary<string, ColumnKind> { [column] = ColumnKind.Real });
var dates = dated.Values(dated.Columns.Index().First(one => one.Item.Name == column).Index);
int[] order = [.. Enumerable.Range(0, dates.Length).Where(row => !double.IsNaN(dates[row])).OrderBy(row => dates[row])];
var table = Table.Read(file, new Dictionary<string, ColumnKind> { [column] = ColumnKind.Skip });
int[] older = order[..(order.Length / 2)], newer = order[(order.Length / 2)..];

var data = Datasets.Of(Path.GetFileName(file), table.Select(older));
using var run = TrainingRun.Start(
    folder, data, training: TrainingOptions.For(TrainingRun.Modest) with { Epochs = epochs, Binarization = Binarization.None }, replace: true);
using var vae = run.Train();

double[] usual = [.. Scorer.Score(vae, data.Test).Order()];
var threshold = usual[(int)(0.99 * (usual.Length - 1))];
var scores = Scorer.Score(vae, new TableSet(table.Select(newer), data.Train.Encoding));
Console.WriteLine(
    $"{data.Train.Count:N0} rows learned, until {Day(older[^1])}; "
    + $"{usual.Length:N0} held-out ones have a median score of {usual[usual.Length / 2]:F2} nats");
Console.WriteLine("from        until         rows  median  above 99 %  distance  drift");
for (var period = 0; period < Periods; period++)
{
    var (start, end) = (newer.Length * period / Periods, newer.Length * (period + 1) / Periods);
    double[] sorted = [.. scores[start..end].Order()];
    var distance = Scorer.Distance(usual, sorted);
    // Kolmogorov and Smirnov's test at 1 %: two samples of one distribution are farther apart once in a hundred times.
    var isDrift = distance > 1.63 * Math.Sqrt(1.0 / usual.Length + 1.0 / sorted.Length);
    Console.WriteLine(
        $"{Day(newer[start])}  {Day(newer[end - 1])}{sorted.Length,8:N0}{sorted[sorted.Length / 2],8:F2}"
        + $"{sorted.Count(score => score > threshold) / (double)sorted.Length,12:P1}{distance,10:F3}{(isDrift ? "yes" : "no"),7}");
}

Console.WriteLine("the oddest of the newer rows:");
foreach (var place in Enumerable.Range(0, newer.Length).OrderByDescending(place => scores[place]).Take(5))
    Console.WriteLine($"row {newer[place] + 1} of {Day(newer[place])}: score {scores[place]:F1}");
return 0;

// Dates are days since 1970, or seconds if they have a time of day.
string Day(int row) =>
    DateTime.UnixEpoch.AddDays(dates.Max() > 1e6 ? dates[row] / 86_400 : dates[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
