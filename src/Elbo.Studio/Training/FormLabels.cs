namespace Elbo.Studio.Training;

/// <summary>Settings as a form calls them. One that is not here, such as a plugin's, is called by its option.</summary>
internal static class FormLabels
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["model"] = "Network",
        ["hidden"] = "Hidden layers",
        ["decoder-hidden"] = "Hidden layers of the decoder",
        ["latents"] = "Latent dimensions",
        ["activation"] = "Activation",
        ["likelihood"] = "Likelihood, p(x given z)",
        ["prior"] = "Prior, p(z)",
        ["objective"] = "Objective",
        ["beta"] = "Weight of the rate, β",
        ["warmup"] = "Warm-up of β, in epochs",
        ["epochs"] = "Epochs",
        ["batch"] = "Batch size",
        ["lr"] = "Learning rate",
        ["lr-schedule"] = "Schedule of the learning rate",
        ["l2"] = "L2 penalty",
        ["k"] = "Draws per example, k",
        ["validation"] = "Validation examples",
        ["init"] = "First weights",
        ["on-nan"] = "When a step is not finite",
        ["seed"] = "Seed",
        ["threads"] = "Threads",
    };

    public static string Of(string option) => Known.GetValueOrDefault(option)
        ?? char.ToUpperInvariant(option[0]) + option[1..].Replace('-', ' ');
}
