using System.Globalization;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Training.Schedules;

namespace Elbo.Training;

/// <summary>How a model is trained. The defaults are the seed repository's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training set. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Examples in a batch, B; the last batch of an epoch may be smaller. Default 64.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Adam's learning rate, at the start where a schedule changes it. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The learning rate over training. Default constant.</summary>
    // A run.json of format 2 has no schedule, and the generated reader then passes null.
    public LearningRateSchedule LearningRateSchedule { get; init => field = value ?? new ConstantRate(); } = new ConstantRate();

    /// <summary>Adam's β1, the decay of its first moment. Default 0.9.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>Adam's β2, the decay of its second moment. Default 0.999.</summary>
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's ε. Default 1e-8.</summary>
    public double AdamEpsilon { get; init; } = 1e-8;

    /// <summary>How the first weights are drawn. Default PyTorch's way.</summary>
    public WeightInitialization Initialization { get; init; } = WeightInitialization.Pytorch;

    /// <summary>Where the decoder's last bias starts. Default: as its layer's weights do.</summary>
    public OutputBias OutputBias { get; init; } = OutputBias.Drawn;

    /// <summary>What training minimises. Default the ELBO.</summary>
    // A run.json of format 2 has none, and the generated reader then passes null.
    public Objective Objective { get; init => field = value ?? new EvidenceLowerBound(); } = new EvidenceLowerBound();

    /// <summary>The weight β of the rate; 1 is the ELBO. Default 1.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Epochs over which β rises linearly from 0, at the start of training and of every cycle. Default 0: β is constant.</summary>
    public double Warmup { get; init; }

    /// <summary>Epochs after which β rises from 0 anew. Default null: never.</summary>
    public double? Cycle { get; init; }

    /// <summary>How grey values become targets. Default threshold.</summary>
    public Binarization Binarization { get; init; } = Binarization.Threshold;

    /// <summary>Sum for the ELBO; mean reproduces a common mistake. Default sum.</summary>
    public Reduction Reduction { get; init; } = Reduction.Sum;

    /// <summary>How many of the last training examples are kept from training to choose the best weights by; 0 keeps the last epoch's. Default 0.</summary>
    public int Validation { get; init; }

    /// <summary>The seed of every random number: first weights, shuffling, eps, dynamic binarization. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where tensors live: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default cpu.</summary>
    public string Device { get; init => field = value ?? "cpu"; } = "cpu"; // null: a run.json without it

    /// <summary>Threads of the engine and of libtorch; 0 takes one a core. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Which engine does the steps. Default auto: the managed engine where it covers the model and is the faster one.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Auto;

    /// <summary>The numbers that matrix products are done in. Default fp32; the managed engine knows no other.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>How often a checkpoint is written within an epoch. Default after a minute; after an epoch, ten seconds.</summary>
    // A run.json of format 4 has none, and the generated reader then passes null.
    public CheckpointInterval CheckpointEvery { get; init => field = value ?? CheckpointInterval.Default; } = CheckpointInterval.Default;

    /// <summary>What happens when a loss or a gradient is no finite number. Default stop.</summary>
    public NonFinitePolicy OnNan { get; init; }

    /// <summary>β over training, from <see cref="Beta"/>, <see cref="Warmup"/> and <see cref="Cycle"/>.</summary>
    public BetaSchedule BetaSchedule => new(Beta, Warmup, Cycle);

    /// <summary>The defaults for a model: the binarization is the one that suits its likelihood.</summary>
    public static TrainingOptions For(VaeOptions model) => new() { Binarization = model.Likelihood.UsualBinarization };

    /// <summary>β of one step.</summary>
    /// <param name="steps">Steps done before it, since the start of training.</param>
    /// <param name="examples">Examples in the training split.</param>
    internal double BetaAt(long steps, int examples) => BetaSchedule.At(EpochsAt(steps, examples));

    /// <summary>How one step weighs its objective.</summary>
    /// <inheritdoc cref="BetaAt"/>
    internal LossRequest LossAt(long steps, int examples) => new(EpochsAt(steps, examples), BetaAt(steps, examples), Reduction);

    /// <summary>The learning rate, for people: <c>0.0001 ×0.631 after epochs 200, 350</c>.</summary>
    public string DescribeLearningRate() => string.Create(CultureInfo.InvariantCulture, $"{LearningRate} {LearningRateSchedule.Describe()}").TrimEnd();

    /// <summary>The learning rate of one step.</summary>
    /// <inheritdoc cref="BetaAt"/>
    internal double LearningRateAt(long steps, int examples) =>
        LearningRate * LearningRateSchedule.Factor(EpochsAt(steps, examples));

    private double EpochsAt(long steps, int examples) => (double)steps / ((examples + Batch - 1) / Batch);

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal IEnumerable<string> Faults()
    {
        if (Epochs is < 1 or > 1_000_000)
            yield return $"epochs was {Epochs}; it must be from 1 to 1,000,000. Use --epochs 20.";
        if (Batch is < 1 or > 1_000_000)
            yield return $"batch was {Batch}; it must be from 1 to 1,000,000. Use --batch 64.";
        if (!double.IsFinite(LearningRate) || LearningRate <= 0)
            yield return $"lr was {LearningRate}; it must be a number above 0. Use --lr 1e-3.";
        foreach (var fault in LearningRateSchedule.Faults())
            yield return fault;
        if (AdamBeta1 is not (>= 0 and < 1))
            yield return $"adam-beta1 was {AdamBeta1}; it must be at least 0 and below 1. Use --adam-beta1 0.9.";
        if (AdamBeta2 is not (>= 0 and < 1))
            yield return $"adam-beta2 was {AdamBeta2}; it must be at least 0 and below 1. Use --adam-beta2 0.999.";
        if (AdamEpsilon is not (> 1e-30 and <= 1))
            yield return $"adam-epsilon was {AdamEpsilon}; it must be above 1e-30 and at most 1. Use --adam-epsilon 1e-8.";
        if (!Enum.IsDefined(Initialization))
            yield return $"init was {Initialization}; it must be pytorch, glorot or he.";
        if (!Enum.IsDefined(OutputBias))
            yield return $"output-bias was {OutputBias}; it must be drawn or mean.";
        if (!double.IsFinite(Beta) || Beta < 0)
            yield return $"beta was {Beta}; it must be a number of at least 0. Use --beta 1.";
        if (!double.IsFinite(Warmup) || Warmup < 0)
            yield return $"warmup was {Warmup}; it must be a number of epochs of at least 0. Use --warmup 5.";
        if (Cycle is { } cycle && (!double.IsFinite(cycle) || cycle <= 0))
            yield return $"cycle was {cycle}; it must be a number of epochs above 0. Use --cycles 4.";
        else if (Warmup > Cycle)
            yield return $"warmup was {Warmup}; it must be at most the {Cycle} epochs of a cycle. Use --cycles and --cycle-rise.";
        foreach (var fault in Objective.Faults())
            yield return fault;
        if (Objective is not EvidenceLowerBound)
        {
            if (Beta != 1 || Warmup != 0 || Cycle is not null)
                yield return $"{BetaSchedule.Describe()} was given, but the objective {Objective.Name} does not weigh the rate by β. Leave --beta, --warmup and --cycles out, or use --objective elbo.";
            if (Reduction != Reduction.Sum)
                yield return $"reduction was mean, but the objective {Objective.Name} knows the sum alone. Leave --reduction out, or use --objective elbo.";
        }
        if (Validation < 0)
            yield return $"validation was {Validation}; it must be at least 0. Use --validation 10000, or leave it out.";
        if (Threads is < 0 or > 4096)
            yield return $"threads was {Threads}; it must be from 1 to 4096, or 0 for one a core. Leave --threads out.";
        if (!Enum.IsDefined(Binarization))
            yield return $"binarization was {Binarization}; it must be none, threshold, dynamic or static.";
        if (!Enum.IsDefined(Reduction))
            yield return $"reduction was {Reduction}; it must be sum or mean.";
        if (!Enum.IsDefined(Engine))
            yield return $"engine was {Engine}; it must be auto, managed or torch.";
        if (!Enum.IsDefined(Precision))
            yield return $"precision was {Precision}; it must be fp32 or bf16.";
        if (!Enum.IsDefined(OnNan))
            yield return $"on-nan was {OnNan}; it must be stop, rollback or skip.";
        if (!Devices.IsWellFormed(Device))
            yield return $"device was '{Device}'; it must be cpu, cuda or cuda:N. Use --device cpu.";
    }
}
