using System.CommandLine;
using Elbo.Analysis;
using Elbo.Cli.Examples;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo encode</c>: examples in, their codes out.</summary>
internal static class EncodeVerb
{
    public const string Description = "Write the codes of examples: the means of q(z given x), and more if asked for.";

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var examples = new ExampleOptions();
        var output = new Option<string>("--out")
        {
            Description = "The file to write: .npy (means, or draws with --samples), .npz, .csv or .parquet (all, with the examples' names).",
            HelpName = "FILE",
            Required = true,
        };
        var variances = new Option<bool>("--variances") { Description = "Also the posterior variances (not in .npy)." };
        var samples = FigureVerb.Number("--samples", "Also draws of z for each example", 0, 0, 10_000);
        var seed = CommonOptions.Value<ulong>("--seed", "S", "With --samples: the same seed draws the same z.", 0);
        var command = new Command("encode", Description) { run };
        foreach (var option in (Option[])[output, variances, samples, seed, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        var unknown = new UnknownOption(command, UnknownCells.Error, UnknownCells.Anomaly);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced, hasVariances) = (parsed.GetRequiredValue(output), parsed.GetValue(force), parsed.GetValue(variances));
            var draws = parsed.GetValue(samples);
            parsed.ThrowIfIdle((seed, draws > 0, "--samples"));
            OutputFile.ThrowIfEnding(path, "--out", "codes.npy", FileFormat.OfNumbers);
            if (hasVariances && FileFormat.Named(path) == FileFormat.Npy)
                throw new OptionsException(["--variances needs a file of several arrays, and .npy holds one. Use --out codes.npz or --out codes.csv."]);
            OutputFile.ThrowIfTaken(path, isForced, "--out");
            using var loaded = OpenRun.OpenWatched(
                terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), examples.RunData(parsed), cancellation, tables: true);
            var given = unknown.Over(examples.Read(terminal, parsed), parsed, loaded).Read(loaded, cancellation);
            ThrowIfTooMany(given.Set.Count, draws, loaded.Model.Options.Latents);
            var codes = loaded.Model.Encode(given.Set, cancellation);
            var z = draws == 0 ? null : codes.Sample(draws, parsed.GetValue(seed));
            OutputFile.WriteNumbers(path, given.Numbers(
                () => z is null ? Rows(codes, codes.Mu) : Draws(codes, z),
                () => CodesTable.Columns(codes, hasVariances, z),
                () => Arrays(codes, hasVariances, z)), isForced);
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

    /// <summary>Checked before the encoder runs.</summary>
    private static void ThrowIfTooMany(int count, int draws, int latents)
    {
        var bytes = (Int128)count * Math.Max(draws, 1) * latents * sizeof(float);
        if (bytes > Array.MaxLength)
            throw new OptionsException([
                FormattableString.Invariant($"{count} examples with {draws} draws (--samples) of {latents} latents take {bytes} bytes, ")
                + FormattableString.Invariant($"and one array at most {Array.MaxLength}. Use fewer --samples, or fewer examples with --limit.")]);
    }

    /// <summary><c>mu</c> and, if requested, <c>var</c>, shape [N, L]; <c>z</c>, shape [N, S, L].</summary>
    private static IEnumerable<KeyValuePair<string, NpyArray>> Arrays(Codes codes, bool hasVariances, float[]? z)
    {
        yield return new("mu", Rows(codes, codes.Mu));
        if (hasVariances)
            yield return new("var", Rows(codes, [.. codes.LogVar.Select(MathF.Exp)]));
        if (z is not null)
            yield return new("z", Draws(codes, z));
    }

    private static NpyArray Rows(Codes codes, float[] values) => NpyArray.Of<float>(values, codes.Count, codes.Latents);

    private static NpyArray Draws(Codes codes, float[] z) =>
        NpyArray.Of<float>(z, codes.Count, z.Length / ((long)codes.Count * codes.Latents), codes.Latents);
}
