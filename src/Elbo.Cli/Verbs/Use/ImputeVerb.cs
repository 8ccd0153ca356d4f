using System.CommandLine;
using System.Globalization;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c>: missing cells of a table or missing pixels of images, filled in.</summary>
internal static class ImputeVerb
{
    public const string Description = "Fill in the missing cells of a table, or the missing pixels of images.";

    private const int MostDraws = 1000;

    public static Command Create(Terminal terminal)
    {
        var (run, force, json, device) = (CommonOptions.Run(), CommonOptions.Force(), CommonOptions.Json(), CommonOptions.Device());
        var examples = new ExampleOptions();
        var output = new Option<string>("--out")
        {
            Description = "Where to: FILE.csv for a table; for images FILE.png (one image), FILE.npy or FILE.npz (float32), or a folder of PNG files.",
            HelpName = "FILE|FOLDER",
            Required = true,
        };
        var method = Choice.Option<ImputationMethod>(
            "--method", "miwae weighs draws of the code by how well they explain what is there; gibbs draws code and missing values in turns (miwae).");
        var samples = CommonOptions.Value<int>("--samples", "S", "Draws of the code for each example.", 200);
        var draws = CommonOptions.Value<int?>(
            "--draws", "N",
            "N draws of each missing value. Of a table they replace the one best value, with a column 'draw' before the others "
                + "('draw_' if the table has one); "
                + "of images they stand beside the mean.");
        var seed = CommonOptions.Value<ulong>("--seed", "S", "Seed of the draws (0).");
        var mask = CommonOptions.Value<string?>(
            "--mask", "FILE", "Images: a picture whose light pixels are missing, or an .npy file [H, W], not 0 where they are.");
        var region = Regions();
        var value = CommonOptions.Value<double?>(
            "--missing-value", "V",
            "Images: pixels of this value are missing, as the file has it: 0 to 255, in an .npy file of floats 0 to 1. NaN always is.");
        var sheet = CommonOptions.Value<string?>(
            "--sheet", "FILE.png", "Images: the picture of what was given, the mean and the draws (a name in RUN/figures).");
        var command = new Command("impute", Description) { run };
        foreach (var option in (Option[])[mask, region, value, method, samples, draws, seed, output, sheet, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        var unknown = new UnknownOption(command, UnknownCells.Error, UnknownCells.Anomaly);
        command.SetAction((parsed, cancellation) =>
        {
            var options = new ImputationOptions
            {
                Method = parsed.GetValue(method) ?? default,
                Samples = parsed.GetValue(samples),
                Seed = parsed.GetValue(seed),
            };
            options.Validate();
            if (parsed.GetValue(draws) is (< 1 or > MostDraws) and var count)
                throw new OptionsException([$"draws was {count}; it must be from 1 to {MostDraws}. Use --draws 10, or leave it out for one best value."]);
            var request = new ImputeRequest(parsed.GetRequiredValue(output), options, parsed.GetValue(draws), parsed.GetValue(force))
            {
                Mask = parsed.GetValue(mask),
                Regions = parsed.GetResult(region) is null ? [] : parsed.GetValue(region)!,
                MissingValue = parsed.GetValue(value),
                Sheet = parsed.GetValue(sheet),
            };
            ThrowIfImpossible(request);
            using var loaded = OpenRun.OpenWatched(
                terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), examples.RunData(parsed), cancellation, tables: true);
            var form = ExampleForm.Of(loaded.Schema);
            form.ThrowIfForImages(loaded, parsed.NamesOf(mask, region, value, sheet), ", in which empty cells are missing");
            var progress = new EvaluateProgress(terminal.Words(parsed.GetValue(json)), terminal.IsInteractive);
            var outcome = form.Impute(loaded, unknown.Over(examples.Read(terminal, parsed), parsed, loaded), request, progress, cancellation);
            return Task.FromResult(terminal.Show(parsed.GetValue(json), outcome));
        });
        return command.WithExamples(
            "elbo impute runs/houses houses.csv --out filled.csv",
            "elbo impute runs/houses houses.csv --out draws.csv --draws 10 --seed 1",
            "elbo impute runs/mnist digit.png --mask hidden.png --out whole.png",
            "elbo impute runs/mnist mnist --limit 8 --region 0,14,28,14 --draws 5 --out halves/",
            "elbo impute runs/faces scans.npy --method gibbs --samples 1000 --out whole.npz");
    }

    /// <summary>Refuses what no run can do.</summary>
    private static void ThrowIfImpossible(ImputeRequest request)
    {
        if (Path.GetExtension(request.Output).Length == 0)
            OutputFolder.ThrowIfTaken(request.Output, "--out");
        else
            OutputFile.ThrowIfImpossible(
                request.Output, request.Force, "--out", "filled.csv", FileFormat.Csv, FileFormat.Picture, FileFormat.Npy, FileFormat.Npz);
        OutputFile.ThrowIfImpossible(request.Sheet, request.Force, "--sheet", "imputed.png", FileFormat.Picture);
    }

    private static Option<PixelRegion[]?> Regions() => new("--region")
    {
        Description = "Images: a rectangle of missing pixels: its left and upper edge, width and height. May be given several times.",
        HelpName = "X,Y,W,H",
        CustomParser = result =>
        {
            var regions = new List<PixelRegion>();
            foreach (var token in result.Tokens)
            {
                int[] numbers = [.. token.Value.Split(',').Select(Number)];
                if (numbers is not [>= 0, >= 0, > 0, > 0])
                {
                    result.AddError(
                        $"--region was '{token.Value}'; it must be left edge, upper edge, width and height in pixels, such as --region 0,14,28,14.");
                    return null;
                }
                regions.Add(new(numbers[0], numbers[1], numbers[2], numbers[3]));
            }
            return [.. regions];
        },
    };

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
