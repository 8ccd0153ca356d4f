using Elbo.Cli.Screens;
using Elbo.Compute.Distributed;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary>Trainings started from a terminal: a bar while image files are decoded, then what was chosen from the data.</summary>
internal static class TerminalHost
{
    public static TrainingHost Of(Terminal terminal, bool json, CancellationToken cancellation, Communicator? communicator = null)
    {
        var (ranks, words) = (communicator ?? Communicator.Alone, terminal.Words(json));
        return new()
        {
            Load = (name, options) => ranks.FirstHere(() => LoadedData.Load(terminal, name, options, json, cancellation)),
            OnRead = plan =>
            {
                foreach (var line in plan.Reasons.SelectMany(reason => Wrapping.Lines(reason, words.Profile.Width)))
                    words.WriteLine(line);
            },
            Communicator = ranks,
        };
    }
}
