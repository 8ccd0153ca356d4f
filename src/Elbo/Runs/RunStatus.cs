namespace Elbo.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Training, or ended without a word (power cut): resumable.</summary>
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
