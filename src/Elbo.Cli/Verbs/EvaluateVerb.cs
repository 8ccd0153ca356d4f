using System.CommandLine;
using Elbo.Cli.Screens;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate</c>: the numbers of a run's best weights on a split.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var options = new EvaluateRequest.Options(json);
        var command = options.AddTo(new("evaluate", "Judge a run on held-out data: −ELBO, NLL, latents, codes, reconstructions."));
        command.SetAction((parsed, cancellation) =>
        {
            var request = options.Read(parsed);
            using var loaded = LoadedRun.Open(request.Run, request.Device, tables: true);
            var isJson = parsed.GetValue(json);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(TableEvaluation.Run(terminal, loaded, request, isJson, cancellation));
            var console = terminal.Words(isJson);
            var evaluated = Evaluated.Of(loaded, request, new(console, terminal.IsInteractive), cancellation);
            if (isJson)
                terminal.Out.WriteLine(EvaluateJson.Document(loaded, evaluated));
            else
                EvaluateView.Write(console, loaded, evaluated);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo evaluate runs/mnist",
            "elbo evaluate runs/mnist --full",
            "elbo evaluate runs/mnist --nll 5000",
            "elbo evaluate runs/mnist --nll 5000 --estimator ais --limit 100",
            "elbo evaluate runs/mnist --split train --json");
    }
}
