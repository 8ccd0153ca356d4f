
namespace Elbo.Training.Schedules;

/// <summary>The learning rate over training, as a factor of the one that training starts with. A function of progress only, so resumed training
/// continues it. A value, equal to another of the same kind and numbers; in <c>run.json</c> an object of its name and its numbers.</summary>
[Family("learning-rate schedule")]
public abstract record LearningRateSchedule : Kind
{
    /// <summary>Factor of the learning rate.</summary>
    /// <param name="epochs">Epochs of steps done; half an epoch is 0.5.</param>
    public abstract double Factor(double epochs);

    /// <summary>For people, to follow a learning rate; empty where it is constant.</summary>
    public abstract override string Describe();

    /// <summary>The schedule with settings that follow from the length of training filled in. Default itself.</summary>
    /// <param name="epochs">Epochs that are trained.</param>
    protected internal virtual LearningRateSchedule Fitted(double epochs) => this;

    /// <summary>Rounding must not leave the first step of an epoch in the one before.</summary>
    private protected static double Whole(double epochs) => Math.Floor(epochs + 1e-9);
}
