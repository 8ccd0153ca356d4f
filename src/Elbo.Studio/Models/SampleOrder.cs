using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>New examples to draw from a model: z from the prior, the mean of p(x given z). The same order draws the same examples.</summary>
/// <param name="Count">How many, N.</param>
/// <param name="Seed">The seed of z; example i depends only on it and on i.</param>
/// <param name="Temperature">z is multiplied by it: below 1 more typical and less varied. Only 1 under a prior other than N(0, I).</param>
/// <param name="Given">The condition, such as <c>label=3</c>; <see cref="EveryClass"/>; null for any.</param>
public sealed record SampleOrder(int Count, ulong Seed, double Temperature, string? Given)
{
    /// <summary>Example i is of the class i modulo the number of classes.</summary>
    public const string EveryClass = "every";

    /// <summary>The most examples on a sheet.</summary>
    public const int Most = 400;

    /// <summary>The highest temperature.</summary>
    public const double MostTemperature = 2;

    /// <summary>The order of a page that was just opened.</summary>
    public static SampleOrder First(TrainedVae model) => new(
        64, 0, 1, model.Condition is null or { HasAny: true } ? null
            : model.Condition.Classes is null ? model.Condition.Describe(model.Condition.Usual) : EveryClass);

    /// <summary>For an address.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"count={Count}&seed={Seed}&temperature={Temperature}")
        + (Given is null ? "" : $"&given={Uri.EscapeDataString(Given)}");

    /// <summary>Images in a row of the sheet: the classes if there is one of each, else a square.</summary>
    /// <param name="model">The model.</param>
    public int Columns(TrainedVae model) => Given == EveryClass ? Classes(model).Length : (int)Math.Ceiling(Math.Sqrt(Count));

    /// <summary>Checks an order that came with an address.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="StudioException">It is out of range.</exception>
    public void Check(TrainedVae model)
    {
        if (Count is < 1 or > Most)
            throw new StudioException($"count was {Count}; it must be from 1 to {Most}.");
        if (!(Temperature is >= 0 and <= MostTemperature))
            throw new StudioException($"temperature was {Show(Temperature)}; it must be from 0 to {Show(MostTemperature)}.");
        if (Temperature != 1 && !model.Options.Prior.IsStandard)
            throw new StudioException($"temperature was {Show(Temperature)}, but the prior is not a standard normal. Use 1.");
        if (Given == EveryClass && Classes(model).Length == 0)
            throw new StudioException("given was every class, but the run's condition is not a class.");
    }

    /// <summary>The examples with these numbers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>Codes, shape [count, L]; means, shape [count, D].</returns>
    /// <exception cref="ElboException">The condition is unknown, or one is needed.</exception>
    public (float[] Codes, float[] Pixels) Draw(TrainedVae model, int first, int count)
    {
        if (Given != EveryClass)
            return DrawFrom(Given is null ? model : model.Given(Given), first, count);
        var (classes, latents, size) = (Classes(model), model.Options.Latents, model.Options.Shape.Size);
        var (codes, pixels) = (new float[count * latents], new float[count * size]);
        for (var c = 0; c < classes.Length; c++)
        {
            var view = model.Given(classes[c]);
            foreach (var i in Enumerable.Range(0, count).Where(i => (first + i) % classes.Length == c))
            {
                var (z, image) = DrawFrom(view, first + i, 1);
                z.CopyTo(codes, i * latents);
                image.CopyTo(pixels, i * size);
            }
        }
        return (codes, pixels);
    }

    /// <summary>The condition of an example in words; null if the model has none, or it is any.</summary>
    public string? ConditionOf(TrainedVae model, int index) => Given != EveryClass ? Given
        : Classes(model) is var classes ? $"{model.Condition!.Columns[0].Name}={model.Condition.ShownClasses[index % classes.Length].Name}" : null;

    /// <summary>A grid of the examples, row by row.</summary>
    public ImageBatch Sheet(TrainedVae model) => new(model.Options.Shape, Draw(model, 0, Count).Pixels);

    /// <summary>One example as an image of bytes, for the playground.</summary>
    public byte[] Image(TrainedVae model, int index) =>
        [.. Draw(model, index, 1).Pixels.Select(value => (byte)Math.Round(255 * Math.Clamp(value, 0, 1)))];

    private (float[] Codes, float[] Pixels) DrawFrom(TrainedVae model, int first, int count)
    {
        var codes = model.SampleCodes(first, count, Seed);
        if (Temperature != 1)
            codes = [.. codes.Select(value => (float)(Temperature * value))];
        return (codes, model.Decode(codes));
    }

    private static double[][] Classes(TrainedVae model) => [.. (model.Condition?.ShownClasses ?? []).Select(shown => shown.Cells)];

    private static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
