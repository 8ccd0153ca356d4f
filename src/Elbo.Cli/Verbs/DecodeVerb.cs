using System.CommandLine;
using Elbo.Interop;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo decode</c>: codes in, mean images out.</summary>
internal static class DecodeVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var codes = new Argument<string>("CODES") { Description = "An .npy file of codes, float32 or float64, shape [N, L] or [N, S, L]; or the .csv or .parquet file of elbo encode." };
        var output = ImageOutput.Option();
        var command = new Command("decode", "Decode codes: the mean image of p(x given z) for each, or the mean row of a table.") { run, codes };
        foreach (var option in (Option[])[output, device, force, json])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(output);
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(TableDecode.Run(terminal, loaded, parsed.GetRequiredValue(codes), path, parsed.GetValue(force), parsed.GetValue(json), cancellation));
            ImageOutput.ThrowIfImpossible(path);
            var z = CodesFile.Read(parsed.GetRequiredValue(codes), loaded.Model.Options.Latents);
            var images = loaded.Model.Decode(z, cancellation);
            ImageOutput.Write(path, loaded.Model.Options.Shape, images, i => $"{i:D6}", parsed.GetValue(force));
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path, ("examples", z.Length / loaded.Model.Options.Latents)) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo decode runs/mnist codes.npy --out images.npy",
            "elbo decode runs/mnist codes.npy --out grid.png",
            "elbo decode runs/mnist codes.npy --out images/",
            "elbo decode runs/houses codes.csv --out rows.csv");
    }

    internal static float[] Read(string path, int latents)
    {
        var array = NpyFile.Read(path);
        if (array.Type is not (NpyType.F32 or NpyType.F64))
            throw new OptionsException([$"{path} holds {array}; codes are float32 or float64. Convert them with numpy's astype('float32')."]);
        if (array.Shape.Count < 2 || array.Shape[^1] != latents)
            throw new OptionsException([$"{path} holds {array}, but a code of this model has {latents} numbers. Give an array of shape [N, {latents}]."]);
        var values = array.Type == NpyType.F32 ? array.Values<float>().ToArray() : [.. array.ToDoubles().Select(value => (float)value)];
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new OptionsException([$"{path} holds {values[bad]} in code {bad / latents}; every number must be finite."]);
    }
}
