namespace Elbo.Runs;

/// <summary>The status of a run.</summary>
internal enum RunStatus
{
    /// <summary>Training, or ended abruptly (power cut): resumable.</summary>
    Running,

    /// <summary>All epochs done.</summary>
    Finished,

    /// <summary>Stopped on request: resumable.</summary>
    Cancelled,

    /// <summary>Stopped by a failure, which the manifest states.</summary>
    Failed,

    /// <summary>Trained elsewhere and imported: no metrics, no checkpoint, not resumable.</summary>
    Imported,
}
