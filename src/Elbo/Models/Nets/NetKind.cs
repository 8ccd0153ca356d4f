
namespace Elbo.Models.Nets;

/// <summary>The nets that encoder and decoder can be, as the command line and recipes name them.</summary>
public enum NetKind
{
    /// <summary>Dense layers: <see cref="VaeOptions.Hidden"/> and <see cref="VaeOptions.DecoderHidden"/>.</summary>
    Mlp,

    /// <summary><see cref="ConvOptions"/>: convolutions that halve the map on the way in, and enlarge it on the way out.</summary>
    Conv,

    /// <summary><see cref="ResNetOptions"/>: residual blocks between them.</summary>
    Resnet,
}

/// <summary>Makes a net's options from its name.</summary>
internal static class NetKinds
{
    /// <summary>The net of that name with its default sizes.</summary>
    public static NetOptions Default(this NetKind kind) => kind switch
    {
        NetKind.Mlp => new MlpOptions(),
        NetKind.Conv => new ConvOptions(),
        NetKind.Resnet => new ResNetOptions(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown net."),
    };
}
