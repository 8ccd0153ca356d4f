namespace Elbo.Training;

/// <summary>What happens when a loss or a gradient is no finite number. The weights of before that step stay in every case.</summary>
public enum NonFinitePolicy
{
    /// <summary>Training ends, and the run says why.</summary>
    Stop,

    /// <summary>Training goes back to the last checkpoint and on from there with half the learning rate; at most 3 times in a run.</summary>
    Rollback,

    /// <summary>The batch is left out. An epoch without a single finite step ends training all the same.</summary>
    Skip,
}
