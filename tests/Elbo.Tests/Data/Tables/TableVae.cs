using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;

namespace Elbo.Tests.Data.Tables;

/// <summary>An untrained model of the mixed table, which has columns of every kind.</summary>
internal static class TableVae
{
    public static TrainedVae Of(Dataset<TableSet> data, bool knowsTable = true, int[]? hidden = null) => new(
        new Vae(
            new()
            {
                Shape = data.Train.Shape,
                Likelihood = TableLikelihood.Of(data.Train.Encoding),
                Hidden = hidden ?? [8],
                DecoderHidden = hidden ?? [8],
                Latents = 2,
                Activation = Activation.Tanh,
            },
            seed: 4),
        Binarization.None, knowsTable ? data.Train.Encoding : null);
}
