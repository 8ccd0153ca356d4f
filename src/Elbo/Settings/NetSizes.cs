using Elbo.Models.Nets;

namespace Elbo.Settings;

/// <summary>The options that a net is made of.</summary>
internal static class NetSizes
{
    /// <summary>All options that belong to nets, as a recipe names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["hidden", "decoder_hidden", "channels", "blocks", "norm"];

    /// <summary>A net with the sizes that are given; another kind starts from its defaults.</summary>
    public static NetOptions Apply(OptionOverrides given, NetOptions present) => Catalog.Choose(given.Model, present) switch
    {
        ConvOptions conv => conv with { Channels = given.Channels ?? conv.Channels, Norm = given.Norm ?? conv.Norm },
        ResNetOptions net => net with { Channels = given.Channels ?? net.Channels, Norm = given.Norm ?? net.Norm, Blocks = given.Blocks ?? net.Blocks },
        var other => other,
    };

    /// <summary>What is given that the net does not have.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given, NetOptions net)
    {
        if ((given.Hidden ?? given.DecoderHidden) is not null && net is not MlpOptions)
            yield return $"hidden or decoder-hidden was given, but the net {net.Name} has no hidden dense layers. Use --model mlp, or --channels instead.";
        if ((given.Channels is not null || given.Norm is not null) && net is not ConvolutionalOptions)
            yield return $"channels or norm was given, but the net {net.Name} has no convolutions. Use --model conv or --model resnet, or leave them out.";
        if (given.Blocks is not null && net is not ResNetOptions)
            yield return $"blocks was {given.Blocks}, but the net {net.Name} has none. Use --model resnet, or leave --blocks out.";
    }
}
