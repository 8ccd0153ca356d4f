namespace Elbo.Compute.Engine.Losses;

/// <summary>How the engine makes distortion and gradient of the last layer's outputs. Two formulas are epilogues of the last product; all others follow
/// it in a pass of their own.</summary>
internal sealed record EngineLoss
{
    private EngineLoss(EngineEpilogue epilogue) => Epilogue = epilogue;

    /// <summary>Binary values, one output each.</summary>
    public static EngineLoss Bernoulli { get; } = new(EngineEpilogue.Bernoulli);

    public EngineEpilogue Epilogue { get; }

    /// <summary>The standard deviation of <see cref="EngineEpilogue.Gaussian"/>.</summary>
    public float Sigma { get; private init; }

    /// <summary>The losses of <see cref="EngineEpilogue.Units"/>, their outputs and targets in succession.</summary>
    public IReadOnlyList<IUnitLoss> Units { get; private init; } = [];

    /// <summary>True if targets are given beside the inputs, false if they are the inputs.</summary>
    public bool HasTargets { get; init; }

    /// <summary>The limits of the batch's standard deviation; null if the loss needs none.</summary>
    public (double Least, double Most)? BatchSigma { get; private init; }

    /// <summary>True if E[x given z] is the first D outputs as they are.</summary>
    public bool GivesMeans { get; init; }

    /// <summary>A fixed standard deviation, one output each.</summary>
    public static EngineLoss Gaussian(double sigma) => new(EngineEpilogue.Gaussian) { Sigma = (float)sigma };

    /// <summary>One standard deviation, that of the batch's errors, taken as fixed in the gradient; one output each.</summary>
    public static EngineLoss BatchGaussian(int units, double least, double most) => Of([new BatchGaussian(units)]) with { BatchSigma = (least, most) };

    public static EngineLoss Of(IReadOnlyList<IUnitLoss> units) => new(EngineEpilogue.Units) { Units = units };
}

internal enum EngineEpilogue
{
    Bernoulli,
    Gaussian,

    /// <summary>Stores the outputs for <see cref="EngineLoss.Units"/>.</summary>
    Units,
}
