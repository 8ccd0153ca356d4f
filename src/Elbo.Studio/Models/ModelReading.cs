using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>A model's reading of one image.</summary>
/// <param name="Name">The display name of the image.</param>
/// <param name="Picture">The image, as a data address.</param>
/// <param name="Target">The binarized target of the likelihood, as a data address; null if that is the image itself.</param>
/// <param name="Reconstruction">The mean of p(x given z) at the posterior's mean, as a data address.</param>
/// <param name="Posterior">q(z given x), of one example.</param>
/// <param name="Elbo">Its distortion and rate, with one draw of z.</param>
/// <param name="Near">The other test examples with the nearest codes; empty if there are none.</param>
public sealed record ModelReading(
    string Name, string Picture, string? Target, string Reconstruction, Codes Posterior, ElboEstimate Elbo, IReadOnlyList<(int Example, double Distance)> Near)
{
    /// <summary>Number of nearest examples shown.</summary>
    public const int Neighbours = 10;

    /// <summary>The condition that it was encoded under, in words; null if the model has none.</summary>
    public string? Given { get; private init; }

    /// <summary>Encodes, decodes, scores and compares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The display name of the image.</param>
    /// <param name="image">Shape [C, H, W] of the model.</param>
    /// <param name="example">The test example that the image is, which is not its own neighbour; null for any other image.</param>
    public static ModelReading Of(LoadedModel model, string name, byte[] image, int? example = null)
    {
        var set = new ImageSet(model.Model.Options.Shape, image);
        var cells = model.Condition is null ? null : model.Chosen ?? OwnCondition.Of(model, set, example);
        var vae = cells is null ? model.Model : model.Whole.Given(cells);
        var posterior = vae.Encode(set);
        return new(
            name, model.Picture(image), Targets(model, set), LoadedModel.Address(set.Shape, vae.Decode(posterior.Mu)), posterior, vae.Evaluate(set),
            model.Near(posterior.Mu, Neighbours, example))
        { Given = cells is null ? null : model.Condition!.Describe(cells) };
    }

    private static string? Targets(LoadedModel model, ImageSet image)
    {
        if (model.Model.Binarization is Binarization.None or Binarization.Static)
            return null;
        return LoadedModel.Address(image.Shape, model.Model.Targets(image));
    }
}
