using Elbo.Runs;
using Elbo.Studio.Runs;
using Elbo.Studio.Training;

namespace Elbo.Studio.Components.Parts;

/// <summary>The state of a run as shown on a page.</summary>
/// <param name="Kind">The style: <c>running</c>, <c>finished</c>, <c>cancelled</c>, <c>silent</c>, <c>failed</c>, <c>imported</c>, <c>damaged</c>.</param>
/// <param name="Words">The text.</param>
internal sealed record RunState(string Kind, string Words)
{
    private const string Stopping = "stopping";

    /// <summary>An epoch of most models takes less; a run that has written nothing for longer may have died silently.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    /// <summary>The colour: that of the kind, but a finished run with an error or a warning of the doctor is not plain green.</summary>
    public string Tone { get; init; } = Kind;

    /// <summary>The state of a run as found on disk.</summary>
    /// <param name="run">The run.</param>
    /// <param name="training">The studio's own training of it; null if there is none.</param>
    /// <param name="now">The time.</param>
    public static RunState Of(RunEntry run, TrainProcess? training, DateTimeOffset now) => run.Manifest switch
    {
        null => new("damaged", "damaged"),
        _ when training is { ExitCode: null, IsStopping: true } => new("running", Stopping),
        { Status: RunStatus.Running } when training is { ExitCode: null } => new("running", "training"),
        { Status: RunStatus.Running } when training is { ExitCode: not null } || now - run.Written > Silence => new("silent", "stopped silently"),
        { Status: RunStatus.Running } => new("running", "training"),
        { Status: RunStatus.Finished } finished => new("finished", "finished")
        {
            Tone = Verdict.Of(finished)!.Tone switch { "error" => "failed", "warning" => "cancelled", _ => "finished" },
        },
        { Status: RunStatus.Cancelled } => new("cancelled", "stopped"),
        { Status: RunStatus.Imported } => new("imported", "imported"),
        _ => new("failed", "failed"),
    };

    /// <summary>Whether it trains now.</summary>
    public bool IsRunning => Kind == "running";

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopping => Words == Stopping;

    /// <summary>Whether it can be continued.</summary>
    public bool CanResume => Kind is "cancelled" or "silent" or "failed";
}
