namespace Elbo.Models.Priors;

/// <summary>The VampPrior.</summary>
/// <param name="Components">Number K of pseudo-inputs, from 1 to 65,536. Default 500, the paper's.</param>
[Kind("vamp", "The posteriors of learned pseudo-inputs", Order = 2)]
public sealed record VampOptions(
    [property: Setting("components", MixtureOptions.Help, Min = 1, Max = MixtureOptions.MostComponents, Symbol = "K")] int Components = 500)
    : PriorOptions, IManagedPrior
{
    bool IManagedPrior.HasPseudoInputs => true;

    /// <inheritdoc/>
    public override string Describe() => $"VampPrior K {Components}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(VaeOptions model)
    {
        if (model.ConditionWidth > 0)
            yield return "prior was vamp, a mixture of posteriors of examples without a condition, but the model takes one. Use --prior standard.";
        if (model.Net.OptionOfTraining is { } option)
            yield return $"{option} was given, but the vamp prior passes inputs of its own through the encoder. Use --prior mixture, or leave --{option} out.";
        if (!model.Posterior.IsDiagonalGaussian)
            yield return $"prior was vamp, a mixture of diagonal Gaussian posteriors, but the posterior is {model.Posterior.Describe()}. Use --prior standard.";
    }

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) =>
        new VampPrior(Components, request.Model.Shape.Size, request.Encode);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) => [("prior.pseudo_inputs", [Components, model.Shape.Size])];
}
