using System.CommandLine;
using Elbo.Cli.Examples;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo decode</c>: codes in, mean examples out.</summary>
internal static class DecodeVerb
{
    public const string Description = "Decode codes: the mean image of p(x given z) for each, or the mean row of a table.";

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var codes = new Argument<string>("CODES")
        {
            Description = "An .npy file of codes, float32 or float64, shape [N, L] or [N, S, L]; or the .npz, .csv or .parquet file of elbo encode.",
        };
        var (output, condition) = (ImageOutput.Option(), CommonOptions.Condition());
        var command = new Command("decode", Description) { run, codes };
        foreach (var option in (Option[])[output, condition, device, force, json])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced) = (parsed.GetRequiredValue(output), parsed.GetValue(force));
            using var loaded = OpenRun.Open(terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (CommonOptions.Given(parsed, condition) is { } words)
                loaded.Fix(words);
            var (form, latents) = (ExampleForm.Of(loaded.Schema), loaded.Model.Options.Latents);
            form.ThrowIfUnwritable(path, isForced);
            var z = CodesFile.Read(parsed.GetRequiredValue(codes), latents);
            form.Decode(loaded, z, loaded.Schema.Columns is null ? [] : CodesFile.Ids(parsed.GetRequiredValue(codes)), path, isForced, cancellation);
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path, ("examples", z.Length / latents)) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo decode runs/mnist codes.npy --out images.npy",
            "elbo decode runs/mnist codes.npy --out grid.png",
            "elbo decode runs/mnist codes.npy --out images/",
            "elbo decode runs/houses codes.csv --out rows.csv");
    }
}
