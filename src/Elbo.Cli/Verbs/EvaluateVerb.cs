using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Compute.Distributed;
using Elbo.Data;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate</c>: the numbers of a run's best weights on a split.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var options = new EvaluateRequest.Options(json);
        var command = options.AddTo(new("evaluate", "Judge a run on held-out data: −ELBO, NLL, latents, codes, reconstructions."));
        command.SetAction((parsed, cancellation) => Task.FromResult(Ranks.Run(terminal, parsed.GetValue(CommonOptions.Verbose), (communicator, terminal) =>
        {
            var (request, isJson) = Ranks.Together(communicator, () => (options.Read(parsed), parsed.GetValue(json)));
            using var loaded = Ranks.Together(communicator, () => Open(terminal, request, communicator));
            if (!communicator.IsFirst)
            {
                Help(loaded, request, cancellation);
                return ExitCode.Done;
            }
            if (loaded.Manifest.Table is not null)
                return TableEvaluation.Run(terminal, loaded, request, isJson, cancellation);
            var console = terminal.Words(isJson);
            var evaluated = Evaluated.Of(loaded, request, new(console, terminal.IsInteractive), cancellation);
            if (isJson)
                terminal.Out.WriteLine(EvaluateJson.Document(loaded, evaluated));
            else
                EvaluateView.Write(console, loaded, evaluated);
            return ExitCode.Done;
        })));
        return command.WithExamples(
            "elbo evaluate runs/mnist",
            "elbo evaluate runs/mnist --full",
            "elbo evaluate runs/mnist --nll 5000",
            "elbo evaluate runs/mnist --nll 5000 --estimator ais --limit 100",
            "elbo evaluate runs/mnist --split train --json");
    }

    /// <summary>Opens run and data: what a rank may fail at by itself.</summary>
    private static OpenRun Open(Terminal terminal, EvaluateRequest request, Communicator communicator)
    {
        var loaded = OpenRun.Open(terminal, request.Run, request.Device, tables: true, communicator: communicator);
        _ = Examples(loaded, request);
        return loaded;
    }

    private static ExampleSet Examples(OpenRun loaded, EvaluateRequest request) =>
        loaded.Manifest.Table is null ? request.Of(loaded.Split(request.Split)) : TableEvaluation.Rows(loaded, request);

    /// <summary>What the ranks after the first do: their share of the numbers that are spread over ranks, in the order in which rank 0 asks for them.</summary>
    private static void Help(OpenRun loaded, EvaluateRequest request, CancellationToken cancellation)
    {
        var seed = request.Seed ?? loaded.Manifest.Training.Seed;
        var examples = Examples(loaded, request);
        loaded.Model.Evaluate(examples, seed, request.Seed is null ? loaded.Manifest.BestEpoch : 0, cancellation);
        if (request.NllSamples is { } samples)
            loaded.Model.EstimateNll(examples is ImageSet ? request.NllOf(loaded.Split(request.Split)) : examples, samples, seed, cancellation: cancellation);
    }
}
