using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Elbo.Data.Tables;
using Elbo.Imputation;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c>: a table with its missing cells filled in.</summary>
internal static class ImputeVerb
{
    private const int MostDraws = 1000;

    public static Command Create(Terminal terminal)
    {
        var (run, force, json, device) = (CommonOptions.Run(), CommonOptions.Force(), CommonOptions.Json(), CommonOptions.Device());
        var data = new Argument<string>("DATA") { Description = "A table (.csv, .tsv, .parquet) with the columns that the run learned from; empty cells, NA, NaN and ? are missing." };
        var output = new Option<string>("--out") { Description = "The table to write, with commas between the cells.", HelpName = "FILE.csv", Required = true };
        var method = Choice.Option<ImputationMethod>("--method", "miwae weighs draws of the code by how well they explain what is there; gibbs draws code and missing values in turns (miwae).");
        var samples = new Option<int>("--samples") { Description = "Draws of the code for each row (200).", HelpName = "S", DefaultValueFactory = _ => 200 };
        var draws = new Option<int?>("--draws") { Description = "Write N draws of each missing cell, with a column 'draw' before the others, in place of one best value.", HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws (0).", HelpName = "S" };
        var command = new Command("impute", "Fill the missing cells of a table in.") { run, data, output, method, samples, draws, seed, device, force, json };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new ImputationOptions { Method = parsed.GetValue(method) ?? default, Samples = parsed.GetValue(samples), Seed = parsed.GetValue(seed) };
            options.Validate();
            var (count, to) = (parsed.GetValue(draws), parsed.GetRequiredValue(output));
            OutputFile.ThrowIfEnding(to, "--out", "filled.csv", ".csv");
            OutputFile.ThrowIfTaken(to, parsed.GetValue(force), "--out");
            if (count is < 1 or > MostDraws)
                throw new OptionsException([$"draws was {count}; it must be from 1 to {MostDraws}. Use --draws 10, or leave it out for one best value."]);
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (loaded.Manifest.Table is not { } encoding)
                throw new OptionsException([$"{loaded.Folder.Root} learned from images, but elbo impute fills tables. Use a run that elbo train made from a CSV file."]);
            var path = parsed.GetRequiredValue(data);
            var rows = new TableSet(TableFile.Read(path, [.. encoding.Columns.Select(column => column.Column)]), encoding);
            var text = count is { } number
                ? TableFile.Fill(path, Enumerable.Range(0, number).Select(draw => Imputer.Draw(loaded.Model, rows, draw, options, cancellation)))
                : TableFile.Fill(path, Imputer.Mean(loaded.Model, rows, options, cancellation));
            var file = OutputFile.Write(to, Encoding.UTF8.GetBytes(text), parsed.GetValue(force), "--out");
            var missing = rows.Table.Cells.ToArray().Count(double.IsNaN);
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(Json.Write(new JsonObject { ["run"] = loaded.Folder.Root, ["data"] = path, ["file"] = file, ["rows"] = rows.Count, ["filled"] = missing, ["draws"] = count }));
            else
                terminal.Out.WriteLine(FormattableString.Invariant($"{file}: {missing:N0} of {rows.Table.Cells.Length:N0} cells filled in{(count is { } n ? $", {n} draws" : "")}"));
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo impute runs/houses houses.csv --out filled.csv",
            "elbo impute runs/houses houses.csv --out draws.csv --draws 10 --seed 1",
            "elbo impute runs/houses new.csv --out filled.csv --method gibbs --samples 1000");
    }
}
