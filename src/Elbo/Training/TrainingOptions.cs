using System.Globalization;
using System.Text.Json.Serialization;
using Elbo.Compute.Engine;
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
    [Setting("epochs", "Passes over the training set", Min = 1, Max = 1_000_000, IsCommon = true, MayChangeOnResume = true, Group = "Optimizer")]
    public int Epochs { get; init; } = 20;

    /// <summary>Examples in a batch, B; the last batch of an epoch may be smaller. Default 64.</summary>
    [Setting("batch", "Examples in a batch", Min = 1, Max = 1_000_000, Symbol = "B", IsCommon = true)]
    public int Batch { get; init; } = 64;

    /// <summary>The optimizer: <c>adam</c>, or <c>adamax</c>, which divides by the largest gradient of late instead of a mean. Default adam.</summary>
    [Setting("optimizer", "How weights follow their gradients: adamax divides by the largest recent gradient", Choices = ["adam", "adamax"])]
    public string Optimizer { get; init => field = value ?? "adam"; } = "adam"; // null: a run.json without it

    /// <summary>The optimizer's learning rate, at the start where a schedule changes it. Default 1e-3.</summary>
    [Setting("lr", "The optimizer's learning rate", Above = 0, IsCommon = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The learning rate over training. Default constant.</summary>
    // A run.json of format 2 has no schedule, and the reader then passes null.
    [Setting("lr-schedule", "The learning rate over training; iwae is the IWAE paper's stages", Default = "constant; step with --lr-steps")]
    public LearningRateSchedule LearningRateSchedule { get => field.Fitted(Epochs); init => field = value ?? new ConstantRate(); } = new ConstantRate();

    /// <summary>Adam's β1, the decay of its first moment. Default 0.9.</summary>
    [Setting("adam-beta1", "Adam's β1", Min = 0, Below = 1)]
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>Adam's β2, the decay of its second moment. Default 0.999.</summary>
    [Setting("adam-beta2", "Adam's β2", Min = 0, Below = 1)]
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's ε. Default 1e-8.</summary>
    [Setting("adam-epsilon", "Adam's ε", Above = 1e-30, Max = 1)]
    public double AdamEpsilon { get; init; } = 1e-8;

    /// <summary>λ of decoupled weight decay, as in AdamW: each step multiplies every weight and bias by 1 − lr·λ. Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Setting("weight-decay", "Decoupled decay of every weight, as in AdamW", Min = 0, Max = 1e6, Example = "0.01")]
    public double WeightDecay { get; init; }

    /// <summary>λ of an L2 penalty ½λ‖w‖²: λw is added to the gradient of every weight and bias. Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Setting("l2", "L2 penalty on every weight, added to its gradient", Min = 0, Max = 1e6, Example = "1e-5")]
    public double L2 { get; init; }

    /// <summary>The largest norm of the gradient of all weights together; a longer one is scaled down to it. Default null: any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Setting("clip-norm", "Scale the gradient down to this norm if it is longer", Above = 0, Example = "5", Default = "no clipping")]
    public double? ClipNorm { get; init; }

    /// <summary>How the first weights are drawn. Default PyTorch's way.</summary>
    [Setting("init", "How the first weights are drawn", Group = "Network")]
    public WeightInitialization Initialization { get; init; } = WeightInitialization.Pytorch;

    /// <summary>Where the decoder's last bias starts. Default: as its layer's weights do.</summary>
    [Setting("output-bias", "Where the decoder's last bias starts: drawn like other weights, or at the mean training image")]
    public OutputBias OutputBias { get; init; } = OutputBias.Drawn;

    /// <summary>The training objective. Default the ELBO.</summary>
    // A run.json of format 2 has none, and the generated reader then passes null.
    [Setting("objective", "What training minimizes; docs/objectives.md compares them", IsCommon = true, Group = "Objective")]
    public Objective Objective { get; init => field = value ?? new EvidenceLowerBound(); } = new EvidenceLowerBound();

    /// <summary>The weight β of the rate; 1 is the ELBO. Default 1.</summary>
    [Setting("beta", "Weight of the rate; 1 is the ELBO", Min = 0, IsCommon = true)]
    public double Beta { get; init; } = 1;

    /// <summary>Epochs over which β rises linearly from 0, at the start of training and of every cycle. Default 0: β is constant.</summary>
    [Setting(
        "warmup", "Epochs over which β rises from 0", Min = 0, Example = "5", Symbol = "N",
        Replaces = [nameof(Cycles), nameof(CycleRise), nameof(Cycle)])]
    public double Warmup { get => Length * (CycleRise is > 0 and <= 1 ? CycleRise : 0.5) ?? field; init; }

    /// <summary>Epochs after which β rises from 0 again. Default null: never.</summary>
    public double? Cycle { get => Length ?? field; init; }

    /// <summary>How many times β rises from 0 over the epochs: <see cref="Warmup"/> and <see cref="Cycle"/> follow. A run keeps those, so that they
    /// do not change if it is made longer. Default null.</summary>
    [JsonIgnore]
    [Setting("cycles", "How many times β rises from 0 over the epochs", Min = 1, Example = "4", Symbol = "M", Default = "β is constant",
        Replaces = [nameof(Warmup)])]
    public int? Cycles { get; init; }

    /// <summary>Share of a cycle in which β rises, of <see cref="Cycles"/>. Default null: half.</summary>
    [JsonIgnore]
    [Setting("cycle-rise", "Share of a cycle in which β rises, with --cycles", Above = 0, Max = 1, Example = "0.5", Symbol = "R", Default = "0.5")]
    public double? CycleRise { get; init; }

    private double? Length => Cycles >= 1 ? Math.Max(1.0, Epochs) / Cycles : null;

    /// <summary>How grey values become targets. Default threshold.</summary>
    [Setting("binarization", "How grey values become targets", Default = "threshold; none with every --likelihood except bernoulli")]
    public Binarization Binarization { get; init; } = Binarization.Threshold;

    /// <summary>The probability that an example's condition is hidden from the model in a step, so that it learns what an unknown or missing one
    /// means; of several columns each is hidden by itself. Default null: it is always seen.</summary>
    [Setting("condition-dropout", "Share of the conditions that are hidden while training, so that --given any and unknown values have a meaning",
        Above = 0, Below = 1, Example = "0.1", Default = "every condition is seen")]
    public double? ConditionDropout { get; init; }

    /// <summary>Sum for the ELBO; mean reproduces a common mistake. Default sum.</summary>
    [Setting("reduction", "Distortion over pixels: sum is the ELBO; mean is a teaching aid that makes the posterior collapse")]
    public Reduction Reduction { get; init; } = Reduction.Sum;

    /// <summary>How many of the last training examples are kept from training to choose the best weights by; 0 keeps the last epoch's. Default 0.</summary>
    [Setting("validation", "Hold out the last N training examples and keep the epoch that does best on them", Min = 0, Example = "10000",
        IsCommon = true, Group = "Run",
        Default = "0: the last epoch's weights are kept")]
    public int Validation { get; init; }

    /// <summary>Epochs without a lower −ELBO of the split that <see cref="StopOn"/> names after which training ends; 0 trains all epochs.
    /// Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Setting("patience", "Stop early after N epochs without a lower validation −ELBO", Min = 0, Max = 1_000_000, Example = "10", MayChangeOnResume = true,
        Default = "0: all epochs are trained")]
    public int Patience { get; init; }

    /// <summary>The split that <see cref="Patience"/> watches: <c>validation</c>, or <c>test</c> as some published recipes do. Default validation.</summary>
    [Setting("stop-on", "The split that --patience watches; test is for recipes that publish it so", Choices = ["validation", "test"])]
    public string StopOn { get; init => field = value ?? "validation"; } = "validation"; // null: a run.json without it

    /// <summary>Epochs, at most, in which the plain net of a model with a region is trained before the model, by itself; it then stays as it is.
    /// <see cref="Patience"/> holds for it too. Default 0: it is trained next to the bound.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Setting("guess-epochs", "Train the plain net of --condition-region first and by itself, for at most N epochs; --patience applies to it too", Min = 0,
        Max = 1_000_000, Example = "50", Default = "0: it is trained next to the bound")]
    public int GuessEpochs { get; init; }

    /// <summary>True where a split chooses the epoch whose weights are kept: the validation split or, if early stopping watches it, the test split. Else
    /// the last epoch's are kept.</summary>
    internal bool KeepsBestEpoch => Validation > 0 || StopsOnTest;

    /// <summary>True if early stopping watches the test split.</summary>
    internal bool StopsOnTest => Patience > 0 && StopOn == "test";

    /// <summary>The seed of every random number: first weights, shuffling, eps, dynamic binarization. Default 0.</summary>
    [Setting("seed", "Seed of every random number", Symbol = "S", IsCommon = true)]
    public ulong Seed { get; init; }

    /// <summary>Where tensors live: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default cpu.</summary>
    [Setting("device", "Where to compute: cpu, cuda or cuda:N", Symbol = "DEVICE", MayChangeOnResume = true)]
    public string Device { get; init => field = value ?? "cpu"; } = "cpu"; // null: a run.json without it

    /// <summary>Threads of the engine and of libtorch; 0 uses OMP_NUM_THREADS, or one per core if that is not set. Default 0.</summary>
    [Setting(
        "threads", "Threads of the engine and of libtorch", Min = 0, Max = 4096, Symbol = "T", Default = "OMP_NUM_THREADS, else one per core",
        MayChangeOnResume = true)]
    public int Threads { get; init; }

    /// <summary>Which engine does the steps. Default auto: the managed engine where it covers the model and is the faster one.</summary>
    [Setting("engine", "What computes the training steps: managed is Elbo's own kernels, torch is libtorch; auto takes the faster one that covers the model")]
    public EngineKind Engine { get; init; } = EngineKind.Auto;

    /// <summary>The numbers that matrix products are done in. Default fp32; the managed engine knows no other.</summary>
    [Setting("precision", "Number format of the matrix products in training: bf16 is twice as fast where the processor multiplies it, and trains with "
        + "libtorch")]
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>How often a checkpoint is written within an epoch. Default after a minute; after an epoch, ten seconds.</summary>
    // A run.json of format 4 has none, and the generated reader then passes null.
    [Setting("checkpoint-every", "How often a checkpoint is written within an epoch: 30s, 5m, \"1000 steps\", or \"1 epoch\" for after each epoch only; "
        + "after an epoch, ten seconds since the last one are enough", Symbol = "TIME", MayChangeOnResume = true,
        Allowed = "a time such as 30s, 5m or 2h, a number of steps such as \"1000 steps\", or \"1 epoch\"")]
    public CheckpointInterval CheckpointEvery { get; init => field = value ?? CheckpointInterval.Default; } = CheckpointInterval.Default;

    /// <summary>The response when a loss or a gradient is not finite. Default stop.</summary>
    [Setting("on-nan", "What happens if a loss or gradient is not finite: skip leaves the batch out, rollback goes back to the last checkpoint with half the "
        + "learning rate, at most 3 times", MayChangeOnResume = true)]
    public NonFinitePolicy OnNan { get; init; }

    /// <summary>How weights follow their gradients.</summary>
    internal AdamRule Rule => new()
    {
        Beta1 = AdamBeta1,
        Beta2 = AdamBeta2,
        Epsilon = AdamEpsilon,
        IsMax = Optimizer == "adamax",
        WeightDecay = WeightDecay,
        L2 = L2,
        ClipNorm = ClipNorm,
    };

    /// <summary>The optimizer, for people: <c>AdamW lr 0.001, weight decay 0.01</c>.</summary>
    internal string DescribeOptimizer()
    {
        var name = Optimizer == "adamax" ? "Adamax" : WeightDecay > 0 ? "AdamW" : "Adam";
        var extras = (WeightDecay > 0 ? $", weight decay {Setting.Text(WeightDecay)}" : "") + (L2 > 0 ? $", L2 {Setting.Text(L2)}" : "")
            + (ClipNorm is { } norm ? $", gradient norm at most {Setting.Text(norm)}" : "");
        return $"{name} lr {DescribeLearningRate()}{extras}";
    }

    /// <summary>β over training, from <see cref="Beta"/>, <see cref="Warmup"/> and <see cref="Cycle"/>.</summary>
    internal BetaSchedule BetaSchedule => new(Beta, Warmup, Cycle);

    /// <summary>The defaults for a model: the binarization is the one that suits its likelihood.</summary>
    public static TrainingOptions For(VaeOptions model) => new() { Binarization = model.Likelihood.UsualBinarization };

    /// <param name="steps">Steps done before it, since the start of training.</param>
    /// <param name="examples">Examples in the training split.</param>
    internal double BetaAt(long steps, int examples) => BetaSchedule.At(EpochsAt(steps, examples));

    /// <summary>How one step weighs its objective.</summary>
    /// <inheritdoc cref="BetaAt"/>
    internal LossRequest LossAt(long steps, int examples) => new(EpochsAt(steps, examples), BetaAt(steps, examples), Reduction);

    /// <summary>The learning rate, for people: <c>0.0001 ×0.631 after epochs 200, 350</c>.</summary>
    public string DescribeLearningRate() => string.Create(CultureInfo.InvariantCulture, $"{LearningRate} {LearningRateSchedule.Describe()}").TrimEnd();

    /// <inheritdoc cref="BetaAt"/>
    internal double LearningRateAt(long steps, int examples) =>
        LearningRate * LearningRateSchedule.Factor(EpochsAt(steps, examples));

    private double EpochsAt(long steps, int examples) => (double)steps / ((examples + Batch - 1) / Batch);

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal IEnumerable<string> Faults()
    {
        foreach (var fault in Setting.Faults(this))
            yield return fault;
        if (CycleRise is not null && Cycles is null)
            yield return "cycle-rise was given without cycles. Use --cycles 4 too, or --warmup.";
        if (Cycle is { } cycle && (!double.IsFinite(cycle) || cycle <= 0))
            yield return $"cycle was {cycle}; it must be a number of epochs above 0. Use --cycles 4.";
        else if (Warmup > Cycle && Cycles is null)
            yield return $"warmup was {Warmup}; it must be at most the {Cycle} epochs of a cycle. Use --cycles and --cycle-rise.";
        if (!Objective.IsElbo)
        {
            if (Beta != 1 || Warmup != 0 || Cycle is not null)
                yield return $"{BetaSchedule.Describe()} was given, but the objective {Objective.Name} does not weigh the rate by β. "
                    + "Leave --beta, --warmup and --cycles out, or use --objective elbo.";
            if (Reduction != Reduction.Sum)
                yield return $"reduction was mean, but the objective {Objective.Name} knows only the sum. Leave --reduction out, or use --objective elbo.";
        }
        if (Patience > 0 && StopOn == "validation" && Validation == 0)
            yield return $"patience was {Patience}, but no examples are kept from training to watch. Use --validation 1000 too, or --stop-on test.";
        if (!Devices.IsWellFormed(Device))
            yield return $"device was '{Device}'; it must be cpu, cuda or cuda:N. Use --device cpu.";
    }
}

/// <summary>The numbers that matrix products are done in while training. Weights, losses, moments and evaluation are float32 in any case.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16: float32's range with 8 significant bits, twice as fast on processors and GPUs that multiply it.</summary>
    Bf16,
}
