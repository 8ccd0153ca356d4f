#!/usr/bin/env dotnet
// Missing cells of a mixed table, filled in by a VAE, by column means and most frequent names, and by nearest neighbours.
// dotnet run examples/imputation.cs [EPOCHS] [ROWS] [RUN]
#:project ../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Globalization;
using System.Text;
using Elbo;
using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Training;

const double Removed = 0.1;
const int Neighbours = 10;
var epochs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var rows = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3000;
var path = args.Length > 2 ? args[2] : "runs/imputation";

// A made-up table: people of three groups, with two hidden numbers each (age and wealth) behind eight columns.
Directory.CreateDirectory(path);
var file = Path.Combine(path, "people.csv");
File.WriteAllText(file, People(rows));
var truth = Table.Read(file);
Console.WriteLine(string.Join(", ", truth.Columns.Select(column => $"{column.Name} ({column.Kind.ToString().ToLowerInvariant()})")));

// A tenth of its cells is removed at random and hidden until the errors are computed.
var holes = Remove(truth);
var data = Datasets.Of("people.csv", holes);
using var run = TrainingRun.Start(
    Path.Combine(path, "run"),
    data,
    training: TrainingOptions.For(TrainingRun.Modest) with { Epochs = epochs, Binarization = Binarization.None },
    replace: true);
using var vae = run.Train();
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{run.Model.Options.Describe()}, {epochs} epochs, {data.Train.Count:N0} training rows, test −ELBO {run.Manifest.Test!.NegElbo:F2} nats"));

var all = new TableSet(holes, data.Train.Encoding);
(string Name, Table Filled)[] methods =
[
    ($"{Neighbours} neighbours", Nearest(all)),
    ("gibbs", Imputer.Mean(vae, all, new() { Method = ImputationMethod.Gibbs, Samples = 100 })),
    ("miwae", Imputer.Mean(vae, all, new() { Samples = 500 })),
];
var errors = methods.Select(method => ColumnError.Of(data.Train, truth, method.Filled, (row, column) => double.IsNaN(holes[row, column]))).ToList();
Console.WriteLine($"{"column",-10}{"cells",7}{"mean/mode",11}{string.Concat(methods.Select(method => $"{method.Name,15}"))}");
for (var column = 0; column < truth.Columns.Count; column++)
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{errors[0][column].Column,-10}{errors[0][column].Cells,7}{errors[0][column].Baseline,11:F3}")
            + string.Concat(errors.Select(of => of[column].Error.ToString("F3", CultureInfo.InvariantCulture).PadLeft(15))));
Console.WriteLine("Numbers: root mean squared error in standard deviations (of the logarithm for income and visits). Names: share wrong.");

static string People(int rows)
{
    var text = new StringBuilder("age,income,visits,member,city,height,weight,sex\n");
    string[] cities = ["north", "south", "east", "west"];
    var random = new Random(11);
    for (var i = 0; i < rows; i++)
    {
        double[] noise = [.. Enumerable.Range(0, 7).Select(_ => Normal(random))];
        double[] chance = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
        var group = chance[0] < 0.5 ? 0 : chance[0] < 0.8 ? 1 : 2;
        var age = 20 + 15 * group + 8 * noise[0];
        var wealth = 0.6 * group + noise[1];
        var female = chance[1] < 0.5;
        var height = (female ? 166 : 179) + 6 * noise[2];
        var weight = 0.9 * (height - 100) + 0.2 * (age - 40) + 7 * noise[3];
        var income = Math.Exp(10 + 0.5 * wealth + 0.01 * age + 0.3 * noise[4]);
        var visits = Math.Floor(Math.Exp(0.6 + 0.03 * age - 0.2 * wealth + 0.5 * noise[5]));
        var member = 0.08 * (age - 40) + wealth + 0.7 * noise[6] > 0.5;
        var city = cities[(group + (chance[2] < 0.7 ? 0 : 1 + (wealth > 0 ? 1 : 0))) % 4];
        text.Append(
            CultureInfo.InvariantCulture,
            $"{age:F1},{income:F0},{visits:F0},{(member ? "yes" : "no")},{city},{height:F1},{weight:F1},{(female ? "f" : "m")}\n");
    }
    return text.ToString();
}

static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

static Table Remove(Table whole)
{
    var random = new Random(13);
    return whole.With([.. whole.Cells.ToArray().Select(cell => random.NextDouble() < Removed ? double.NaN : cell)]);
}

// The mean, or the most frequent name, of the nearest rows that have the cell, by the mean squared difference of standardized values in the
// columns that both rows have; a different name counts as 1.
static Table Nearest(TableSet set)
{
    var (table, columns) = (set.Table, set.Encoding.Columns);
    bool Named(int column) => columns[column].Kind is ColumnKind.Binary or ColumnKind.Categorical;
    var scaled = Enumerable.Range(0, table.Count)
        .Select(row => columns.Select((column, i) => Named(i) ? table[row, i] : column.Standardize(table[row, i])).ToArray())
        .ToArray();
    var cells = table.Cells.ToArray();
    Parallel.For(0, table.Count, row =>
    {
        if (!scaled[row].Any(double.IsNaN))
            return;
        var near = Enumerable.Range(0, table.Count).Where(other => other != row).OrderBy(other => Distance(scaled[row], scaled[other])).ToList();
        for (var column = 0; column < columns.Count; column++)
            if (double.IsNaN(scaled[row][column]))
            {
                var values = near.Where(other => !double.IsNaN(scaled[other][column])).Take(Neighbours).Select(other => scaled[other][column]).ToList();
                cells[row * columns.Count + column] = Named(column)
                    ? values.GroupBy(value => value).OrderByDescending(group => group.Count()).First().Key
                    : columns[column].Restore(values.Average());
            }
    });
    return table.With(cells);

    double Distance(double[] a, double[] b)
    {
        var (sum, shared) = (0.0, 0);
        for (var i = 0; i < a.Length; i++)
            if (!double.IsNaN(a[i]) && !double.IsNaN(b[i]))
            {
                shared++;
                sum += Named(i) ? a[i] == b[i] ? 0 : 1 : (a[i] - b[i]) * (a[i] - b[i]);
            }
        return shared == 0 ? double.MaxValue : sum / shared;
    }
}
