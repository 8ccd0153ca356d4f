using System.CommandLine;
using Elbo.Cli.Examples;
using Elbo.Compute.Distributed;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate</c>: the numbers of a run's best weights on a split.</summary>
internal static class EvaluateVerb
{
    public const string Description = "Judge a run on held-out data: −ELBO, NLL, latents, codes, reconstructions.";

    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var options = new EvaluateOptions(json);
        var command = options.AddTo(new("evaluate", Description));
        command.SetAction((parsed, cancellation) => Task.FromResult(Ranks.Run(terminal, parsed.GetValue(CommonOptions.Verbose), (communicator, terminal) =>
        {
            var (request, isJson) = Ranks.Together(communicator, () => (options.Read(parsed), parsed.GetValue(json)));
            using var loaded = Ranks.Together(communicator, () => Open(terminal, request, communicator));
            if (!communicator.IsFirst)
            {
                if (request.IsSynthetic)
                    return ExitCode.Done;
                Help(loaded, request, cancellation);
                return ExitCode.Done;
            }
            var console = terminal.Words(isJson);
            if (request.IsSynthetic)
                return SyntheticEvaluation.Show(terminal, loaded, request, isJson, cancellation);
            var evaluation = ExampleForm.Of(loaded.Schema).Evaluate(loaded, request, new(console, terminal.IsInteractive), cancellation);
            return terminal.Show(isJson, evaluation.Document, evaluation.Write);
        })));
        return command.WithExamples(
            "elbo evaluate runs/mnist",
            "elbo evaluate runs/mnist --full",
            "elbo evaluate runs/mnist --nll 5000",
            "elbo evaluate runs/mnist --nll 5000 --estimator ais --limit 100",
            "elbo evaluate runs/mnist --split train --json",
            "elbo evaluate runs/digits --plain runs/mnist",
            "elbo evaluate runs/adult --synthetic --target income");
    }

    /// <summary>Opens run and data: the part at which a single rank may fail.</summary>
    private static OpenRun Open(Terminal terminal, EvaluateRequest request, Communicator communicator)
    {
        var loaded = OpenRun.Open(terminal, request.Run, request.Device, request.Data, tables: true, communicator: communicator);
        if (request.Given is { } words)
            loaded.Fix(words);
        if (request.Plain is not null && (loaded.Manifest.Condition is null || loaded.Model.IsFixed || request.Split == "train"))
            throw new OptionsException(["--plain compares how well codes know the condition: it needs a run with --condition, no --given, and a held-out "
                + "split. Leave --plain out."]);
        ExampleForm.Of(loaded.Schema).ThrowIfUndefined(loaded, request);
        _ = loaded.Split(request.Split);
        return loaded;
    }

    /// <summary>The work of the other ranks: their share of the numbers that are spread over ranks, in the order in which rank 0 requests them.</summary>
    private static void Help(OpenRun loaded, EvaluateRequest request, CancellationToken cancellation)
    {
        var (split, seed) = (loaded.Split(request.Split), request.SeedOf(loaded));
        loaded.Model.Evaluate(request.Of(split), seed, request.RoundOf(loaded), request.Draws, cancellation);
        if (request.NllSamples is { } samples)
            loaded.Model.EstimateNll(request.NllOf(split), samples, seed, cancellation: cancellation);
    }
}
