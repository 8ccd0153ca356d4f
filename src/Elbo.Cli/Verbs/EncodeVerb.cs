using System.CommandLine;
using Elbo.Analysis;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo encode</c>: examples in, their codes out.</summary>
internal static class EncodeVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json, examples) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json(), new GivenExamples.Options());
        var output = new Option<string>("--out") { Description = "The file to write: .npy (means, or draws with --samples), .npz, .csv or .parquet (all, with the examples' names).", HelpName = "FILE", Required = true };
        var variances = new Option<bool>("--variances") { Description = "Also the posterior variances (not in .npy)." };
        var samples = FigureVerb.Number("--samples", "Also draws of z for each example", 0, 0, 10_000);
        var seed = new Option<ulong>("--seed") { Description = "With --samples: the same seed draws the same z.", HelpName = "S", DefaultValueFactory = _ => 0 };
        var command = new Command("encode", "Write the codes of examples: the means of q(z given x), and more if asked for.") { run };
        foreach (var option in (Option[])[output, variances, samples, seed, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced, hasVariances, draws) = (parsed.GetRequiredValue(output), parsed.GetValue(force), parsed.GetValue(variances), parsed.GetValue(samples));
            parsed.ThrowIfIdle((seed, draws > 0, "--samples"));
            ThrowIfImpossible(path, hasVariances);
            OutputFile.ThrowIfTaken(path, isForced, "--out");
            using var loaded = OpenRun.OpenWatched(terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), cancellation, tables: true);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(TableEncode.Run(
                    terminal, loaded, examples.ReadRows(parsed, loaded), path, hasVariances, draws, parsed.GetValue(seed), isForced, parsed.GetValue(json), cancellation));
            var given = examples.Read(terminal, parsed, loaded, cancellation);
            ThrowIfTooMany(given.Images.Count, draws, loaded.Model.Options.Latents);
            var codes = loaded.Model.Encode(given.Images, cancellation);
            var z = draws == 0 ? null : codes.Sample(draws, parsed.GetValue(seed));
            OutputFile.Write(path, stream => Write(stream, path, given, codes, hasVariances, z), isForced, "--out");
            terminal.Out.WriteLine(parsed.GetValue(json)
                ? Json.File(loaded, path, ("examples", codes.Count), ("latents", codes.Latents), ("source", given.Source), ("samples", draws))
                : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo encode runs/mnist --out codes.npy",
            "elbo encode runs/mnist mnist --split train --out codes.csv --variances",
            "elbo encode runs/mnist photos/ --samples 10 --out codes.npz",
            "elbo encode runs/houses new.csv --out codes.csv");
    }

    private static void ThrowIfImpossible(string path, bool hasVariances)
    {
        OutputFile.ThrowIfEnding(path, "--out", "codes.npy", FileFormat.Written);
        if (hasVariances && FileFormat.Of(path) == FileFormat.Npy)
            throw new OptionsException(["--variances needs a file of several arrays, and .npy holds one. Use --out codes.npz or --out codes.csv."]);
    }

    /// <summary>Before the encoder has run over them.</summary>
    internal static void ThrowIfTooMany(int count, int draws, int latents)
    {
        var bytes = (Int128)count * Math.Max(draws, 1) * latents * sizeof(float);
        if (bytes > Array.MaxLength)
            throw new OptionsException([FormattableString.Invariant($"{count} examples with {draws} draws (--samples) of {latents} latents take {bytes} bytes, and one array at most {Array.MaxLength}. Use fewer --samples, or fewer examples with --limit.")]);
    }

    private static void Write(Stream stream, string path, GivenExamples given, Codes codes, bool hasVariances, float[]? z) => FileFormat.ForOutput(path)!.Write!(stream, new(
        () => CodesArrays.Single(codes, z), () => CodesTable.Columns(codes, given.Names, given.Labels, hasVariances, z),
        () => Arrays(given, codes, hasVariances, z)));

    private static IEnumerable<KeyValuePair<string, NpyArray>> Arrays(GivenExamples given, Codes codes, bool hasVariances, float[]? z)
    {
        yield return new("example", NpyArray.OfTexts(given.Names));
        if (given.Images.HasLabels)
            yield return new("label", NpyArray.Of(given.Images.Labels, codes.Count));
        if (given.Labels is { } labels && given.Images.LabelNames is not null)
            yield return new("label_name", NpyArray.OfTexts(labels));
        foreach (var array in CodesArrays.Of(codes, hasVariances, z))
            yield return array;
    }
}
