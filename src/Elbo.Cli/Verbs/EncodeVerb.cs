using System.CommandLine;
using Elbo.Interop;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo encode</c>: examples in, their codes out.</summary>
internal static class EncodeVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json, examples) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json(), new GivenExamples.Options());
        var output = new Option<string>("--out") { Description = "The file to write: .npy (means, or draws with --samples), .npz (all), .csv or .parquet (all, with the examples' names).", HelpName = "FILE", Required = true };
        var variances = new Option<bool>("--variances") { Description = "Also the posterior variances (not in .npy)." };
        var samples = FigureVerb.Number("--samples", "Also draws of z for each example", 0, 0, 10_000);
        var seed = new Option<ulong>("--seed") { Description = "The same seed draws the same z (0).", HelpName = "S", DefaultValueFactory = _ => 0 };
        var command = new Command("encode", "Write the codes of examples: the means of q(z given x), and more if asked for.") { run };
        foreach (var option in (Option[])[output, variances, samples, seed, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, hasVariances, draws) = (parsed.GetRequiredValue(output), parsed.GetValue(variances), parsed.GetValue(samples));
            ThrowIfImpossible(path, hasVariances);
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(TableEncode.Run(
                    terminal, loaded, examples.ReadRows(parsed, loaded), path, hasVariances, draws, parsed.GetValue(seed), parsed.GetValue(force), parsed.GetValue(json), cancellation));
            var given = examples.Read(parsed, loaded);
            var codes = loaded.Model.Encode(given.Images, cancellation);
            var z = draws == 0 ? null : codes.Sample(draws, parsed.GetValue(seed));
            OutputFile.Write(path, Content(path, given, codes, hasVariances, z), parsed.GetValue(force), "--out");
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
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".npy" or ".npz" or ".csv" or ".parquet"))
            throw new OptionsException([$"--out was {path}; its ending must be .npy, .npz, .csv or .parquet. Use --out codes.npy."]);
        if (extension == ".npy" && hasVariances)
            throw new OptionsException(["--variances needs a file of several arrays, and .npy holds one. Use --out codes.npz or --out codes.csv."]);
    }

    private static byte[] Content(string path, GivenExamples given, Codes codes, bool hasVariances, float[]? z)
    {
        var (n, l) = ((long)codes.Count, (long)codes.Latents);
        using var stream = new MemoryStream();
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                NpyFile.Write(stream, z is null ? NpyArray.Of<float>(codes.Mu, n, l) : NpyArray.Of<float>(z, n, z.Length / (n * l), l));
                break;
            case ".npz":
                var arrays = new Dictionary<string, NpyArray> { ["mu"] = NpyArray.Of<float>(codes.Mu, n, l) };
                if (hasVariances)
                    arrays["var"] = NpyArray.Of<float>([.. codes.LogVar.Select(MathF.Exp)], n, l);
                if (z is not null)
                    arrays["z"] = NpyArray.Of<float>(z, n, z.Length / (n * l), l);
                if (given.Images.HasLabels)
                    arrays["label"] = NpyArray.Of(given.Images.Labels, n);
                NpzFile.Write(stream, arrays);
                break;
            case ".parquet":
                ParquetFile.Write(stream, CodesTable.Columns(codes, given.Names(), given.Labels(), hasVariances, z));
                break;
            default:
                CsvWriter.Write(stream, CodesTable.Columns(codes, given.Names(), given.Labels(), hasVariances, z));
                break;
        }
        return stream.ToArray();
    }
}
