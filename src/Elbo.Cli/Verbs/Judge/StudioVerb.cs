using System.CommandLine;
using System.Net;
using Elbo.Studio;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo studio [FOLDER]</c>: the runs of a folder in the browser.</summary>
internal static class StudioVerb
{
    public const string Description = "Look at runs, train and explore latent spaces in the browser.";

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder that holds the runs, at any depth.", DefaultValueFactory = _ => "runs" };
        var port = CommonOptions.Value<int?>(
            "--port", "N", $"The port; 0 for any free one ({StudioOptions.UsualPort}, or any free one if that is taken).");
        var listen = new Option<IPAddress?>("--listen")
        {
            Description = "Let other machines in: listen on this address of this machine, 0.0.0.0 for all of them (127.0.0.1: only this machine).",
            HelpName = "ADDRESS",
            CustomParser = result =>
            {
                if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
                    return address;
                result.AddError(
                    $"--listen was '{result.Tokens[0].Value}'; it must be an IP address of this machine, such as 192.168.1.20, or 0.0.0.0 for all of them.");
                return null;
            },
        };
        var command = new Command("studio", Description) { folder, port, listen };
        command.SetAction((parsed, cancellation) => Run(terminal, new()
        {
            Folder = parsed.GetValue(folder)!,
            Port = parsed.GetValue(port),
            Address = parsed.GetValue(listen) ?? IPAddress.Loopback,
            Trainer = new TrainProgram(),
        }, cancellation));
        return command.WithExamples("elbo studio", "elbo studio experiments --port 8000", "elbo studio --listen 0.0.0.0");
    }

    private static async Task<int> Run(Terminal terminal, StudioOptions options, CancellationToken cancellation)
    {
        await using var studio = await StudioServer.StartAsync(options, cancellation);
        await terminal.Out.WriteLineAsync($"Elbo Studio shows the runs in {options.Folder} at {studio.Address}");
        if (options.IsShared)
        {
            await terminal.Error.WriteLineAsync(
                $"elbo: warning: other machines can reach {options.Address}. Anyone who has the address with its token can read the runs and train here, "
                + "and others on the network can intercept it, since the connection is not encrypted.");
        }
        await terminal.Out.WriteLineAsync("Press Ctrl-C to stop.");
        await terminal.Out.FlushAsync(CancellationToken.None);
        await studio.RunAsync(cancellation);
        return ExitCode.Done;
    }
}
