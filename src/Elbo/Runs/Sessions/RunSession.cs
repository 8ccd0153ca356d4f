using Elbo.Data;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>A run folder ready for training: new, or opened at its last checkpoint.</summary>
/// <param name="Folder">The run folder, with a checkpoint in it.</param>
/// <param name="Manifest">The content of its run.json.</param>
/// <param name="Trainer">At the step of the checkpoint.</param>
/// <param name="Examples">The data.</param>
/// <param name="Held">The lock on the folder; null for a rank that does not write to it.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Warning">Damage that does not prevent training; null if there is none.</param>
internal sealed record RunSession(
    RunFolder Folder, RunManifest Manifest, Trainer Trainer, Dataset Examples, RunLock? Held, TimeProvider Clock, string? Warning = null);
