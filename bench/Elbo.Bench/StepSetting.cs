using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Objectives;

namespace Elbo.Bench;

/// <summary>The setting of a measured step: net, batch, threads and objective.</summary>
internal sealed record StepSetting(VaeOptions Model, int Batch, int Threads)
{
    /// <summary>The width of the hidden layers; of the smallest map, if the net is convolutional.</summary>
    public int Width => Model.Net is ConvolutionalOptions net ? net.Widths(Model.Shape)[^1] : Model.Hidden[0];

    /// <summary>What the step minimizes; the ELBO by default.</summary>
    public Objective Objective { get; init; } = new EvidenceLowerBound();

    /// <summary>What it learns; null for the images of the benchmark.</summary>
    public TableSet? Rows { get; init; }

    /// <summary>The net, behind the size of a table if it learns one.</summary>
    public string Net => Rows is null ? Model.Describe()
        : $"table of {Numbers.Count(Rows.Count)} × {Rows.Encoding.Columns.Count}, "
            + string.Join('-', [.. Model.Hidden, $"z{Model.Latents}", .. Model.DecoderHidden]);

    /// <summary>128-128-z10-128-128 on a table.</summary>
    public static StepSetting Table(TableSet rows, int batch, int threads) => new(
        new() { Shape = rows.Shape, Likelihood = TableLikelihood.Of(rows.Encoding), Hidden = [128, 128], DecoderHidden = [128, 128], Latents = 10 },
        batch, threads)
    { Rows = rows };

    /// <summary>The seed repository's net, 784-512-512-z20-512-784, or the same with another width.</summary>
    public static VaeOptions Seed(int width = 512) => new() { Hidden = [width, width], DecoderHidden = [width] };

    /// <summary>784-400-z20-400-784, the usual introductory example.</summary>
    public static VaeOptions Small { get; } = new() { Hidden = [400], DecoderHidden = [400] };

    /// <summary>conv 32-64-128.</summary>
    public static VaeOptions Conv { get; } = new VaeOptions { Net = new ConvOptions() }.Fitted();

    /// <summary>resnet 32-64-128, one block in each stage, with group norm and SiLU.</summary>
    public static VaeOptions Resnet { get; } = new VaeOptions { Net = new ResNetOptions() }.Fitted();

    /// <summary>784-200-200-z50-200-200-784 with tanh: the IWAE paper's net with one stochastic layer.</summary>
    public static VaeOptions IwaePaper { get; } = new() { Hidden = [200, 200], DecoderHidden = [200, 200], Latents = 50, Activation = Activation.Tanh };
}
