namespace Elbo.Compute.Randomness;

/// <summary>The purpose of random numbers. Streams never overlap, so adding draws to one does not change the others.</summary>
internal enum RandomStream : uint
{
    /// <summary>The first weights of a model.</summary>
    Initialization = 1,

    /// <summary>The order of the training examples, one permutation per epoch.</summary>
    Shuffle = 2,

    /// <summary>The noise eps of z = mu + exp(½ logvar)·eps during training.</summary>
    TrainingNoise = 3,

    /// <summary>Dynamic binarization during training.</summary>
    TrainingBinarization = 4,

    /// <summary>The noise eps during evaluation.</summary>
    EvaluationNoise = 5,

    /// <summary>Dynamic binarization during evaluation.</summary>
    EvaluationBinarization = 6,

    /// <summary>Draws from the prior, for samples.</summary>
    Prior = 7,

    /// <summary>The noise eps of importance samples; the epoch is the sample.</summary>
    ImportanceNoise = 8,

    /// <summary>Starts, momenta and acceptances of annealed chains; the epoch tells which, the row is the chain.</summary>
    Annealing = 9,

    /// <summary>Initial values of a prior's weights outside its dense layers.</summary>
    PriorInitialization = 10,

    /// <summary>The chains that find the step sizes of the annealed ones.</summary>
    AnnealingPilot = 11,

    /// <summary>Noise added to images.</summary>
    PixelNoise = 12,

    /// <summary>The noise eps of samples from the posterior, for codes; the epoch is the sample.</summary>
    CodeNoise = 13,

    /// <summary>Values drawn from p(x given z) for missing ones; the epoch is the draw.</summary>
    Imputation = 14,

    /// <summary>The examples that are taken of more, by one permutation.</summary>
    Subset = 15,

    /// <summary>Conditions that become any during training.</summary>
    ConditionDropout = 16,

    /// <summary>The units that dropout leaves out; the draw holds the layer above its lowest 16 bits.</summary>
    Dropout = 17,

    /// <summary>Cells drawn from p(x given z) for new rows.</summary>
    Synthesis = 18,

    /// <summary>The training examples whose label is known.</summary>
    KnownLabels = 19,

    /// <summary>The improbable classes of an example that a step takes into its sum.</summary>
    ClassDraws = 20,
}
