using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The classes that each example of a batch may have, as rows (example, class) that go through encoder and decoder in one pass. An example with
/// a known label is one row; any other is a row for each class that counts.</summary>
/// <param name="LogQ">log q(y given x), shape [B, K].</param>
/// <param name="Labels">The known labels, −1 for an unknown one, int64, shape [B]; null if none is known.</param>
/// <param name="Example">The example of each row, int64, shape [R].</param>
/// <param name="Class">The class of each row, int64, shape [R].</param>
/// <param name="Weights">q(y given x) of each row, 1 for a known label; the rows of an example sum to 1, on average if some are drawn, shape [R].</param>
/// <param name="Rate">KL(q(y given x) ‖ p(y)) of each example, p(y) = 1/K, nats, shape [B]; log K for a known label.</param>
internal sealed record ClassRows(Tensor LogQ, Tensor? Labels, Tensor Example, Tensor Class, Tensor Weights, Tensor Rate)
{
    /// <summary>Classes below it are left out: half the spacing of floats at 1. Without them q(y given x) is another distribution, equal in float precision,
    /// and the bound is still one.</summary>
    private const float LeastProbability = 1f / (1 << 24);

    /// <summary>True for rows that are not drawn, shape [R]; null if none is.</summary>
    private Tensor? IsSure { get; init; }

    /// <summary>Classes K.</summary>
    public long Classes => LogQ.shape[1];

    /// <summary>The row of each example's likeliest class, int64, shape [B].</summary>
    public Tensor Likeliest
    {
        get
        {
            var weights = zeros(LogQ.shape[0], Classes, dtype: Weights.dtype, device: Weights.device);
            var places = Example * Classes + Class;
            weights.reshape(-1).index_copy_(0, places, Weights.detach());
            return searchsorted(places, arange(LogQ.shape[0], device: places.device) * Classes + weights.argmax(1));
        }
    }

    /// <summary>A 1 at the class of each row, shape [R, K].</summary>
    public Tensor Condition => nn.functional.one_hot(Class, Classes).to(LogQ.dtype);

    /// <summary>−log q(y given x) of the known labels, 0 for an unknown one, nats, shape [B]; null if none is known.</summary>
    public Tensor? LabelCost() => Labels is null
        ? null
        : -LogQ.gather(1, Labels.clamp_min(0).unsqueeze(1)).squeeze(1) * Labels.ge(0);

    /// <summary>Finds the rows.</summary>
    /// <param name="logQ">log q(y given x), shape [B, K].</param>
    /// <param name="labels">The known labels, −1 for an unknown one, int64, shape [B]; null if none is known.</param>
    /// <param name="draws">Draws the improbable classes; null sums over all.</param>
    public static ClassRows Of(Tensor logQ, Tensor? labels, ClassDraws? draws = null)
    {
        var (examples, classes) = (logQ.shape[0], logQ.shape[1]);
        var known = labels?.ge(0);
        Tensor counts;
        using (no_grad())
        {
            counts = logQ.detach() >= Math.Log(LeastProbability);
            if (known is not null)
                counts = where(known.unsqueeze(1), nn.functional.one_hot(labels!.clamp_min(0), classes).to(ScalarType.Bool), counts);
        }
        // log q over the classes that count; one class of a known label has log 1.
        var log = nn.functional.log_softmax(logQ.masked_fill(counts.logical_not(), float.NegativeInfinity), 1);
        if (draws is not null)
            return Drawn(logQ, labels, log, counts, draws);
        var places = counts.reshape(-1).nonzero().reshape(-1);
        var logWeights = log.reshape(-1).index_select(0, places);
        var weights = logWeights.exp();
        var example = places.div(classes, RoundingMode.floor);
        var rate = zeros(examples, dtype: logQ.dtype, device: logQ.device).index_add(0, example, weights * logWeights, 1) + Math.Log(classes);
        return new(logQ, labels, example, places.remainder(classes), weights, rate);
    }

    /// <param name="logQ">As above.</param>
    /// <param name="labels">As above.</param>
    /// <param name="log">log q over the classes that count, −∞ for the others, shape [B, K].</param>
    /// <param name="counts">True for classes that count, shape [B, K].</param>
    /// <param name="draws">Draws the improbable ones.</param>
    private static ClassRows Drawn(Tensor logQ, Tensor? labels, Tensor log, Tensor counts, ClassDraws draws)
    {
        Tensor sure, places;
        using (no_grad())
        {
            var q = log.detach().exp();
            sure = (q >= draws.Limit).logical_or(q >= q.amax([1], keepdim: true));
            places = sure.logical_or(draws.Uniform * draws.Limit < q).logical_and(counts).reshape(-1).nonzero().reshape(-1);
            sure = sure.reshape(-1).index_select(0, places);
        }
        var (examples, classes) = (logQ.shape[0], logQ.shape[1]);
        var logWeights = log.reshape(-1).index_select(0, places);
        // q / p of each row, p the probability that it is kept.
        var weights = (logWeights - where(sure, zeros_like(logWeights), logWeights.detach() - Math.Log(draws.Limit))).exp();
        var summed = log.masked_fill(counts.logical_not(), 0);
        var rate = (summed.exp() * summed).sum([1L]) + Math.Log(classes);
        return new(logQ, labels, places.div(classes, RoundingMode.floor), places.remainder(classes), weights, rate) { IsSure = sure };
    }

    /// <summary>The mean of values over the classes of each example.</summary>
    /// <param name="rows">Shape [R] or [R, N].</param>
    /// <returns>Shape [B] or [B, N]; if classes are drawn, an estimate without bias.</returns>
    public Tensor Mean(Tensor rows)
    {
        if (IsSure is null)
            return Sum(rows);
        // Around the mean over the classes that are always kept: a drawn class then adds only by how much it differs.
        Tensor center;
        using (no_grad())
        {
            var weights = Weights.detach() * IsSure;
            center = Sum(rows.detach(), weights) / Sum(rows.dim() == 1 ? ones_like(Weights) : ones_like(Weights).unsqueeze(1), weights);
        }
        return center + Sum(rows - center.index_select(0, Example));
    }

    private Tensor Sum(Tensor rows) => Sum(rows, Weights);

    private Tensor Sum(Tensor rows, Tensor weights) => zeros([LogQ.shape[0], .. rows.shape[1..]], dtype: rows.dtype, device: rows.device)
        .index_add(0, Example, (rows.dim() == 1 ? weights : weights.unsqueeze(1)) * rows, 1);
}
