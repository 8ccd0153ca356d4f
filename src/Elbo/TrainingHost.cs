using Elbo.Compute.Distributed;
using Elbo.Data;

namespace Elbo;

/// <summary>The program around a training: it reads the data, learns of choices, and owns the clock and the processes.</summary>
internal sealed record TrainingHost
{
    /// <summary>Reads images.</summary>
    public Func<string, DataOptions?, Dataset> Load { get; init; } = (data, options) => Datasets.Load(data, options);

    /// <summary>Receives the plan, with its reasons, after the data is read and before the run begins.</summary>
    public Action<TrainingPlan> OnRead { get; init; } = _ => { };

    /// <summary>The processes that train together.</summary>
    public Communicator Communicator { get; init; } = Communicator.Alone;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>One process with a clock; null for the system's.</summary>
    public static TrainingHost With(TimeProvider? clock) => new() { Clock = clock ?? TimeProvider.System };

    /// <summary>A host whose reading of images stops when cancelled.</summary>
    public static TrainingHost Of(CancellationToken cancellation) =>
        new() { Load = (data, options) => Datasets.LoadWatched(data, options, null, null, cancellation) };
}
