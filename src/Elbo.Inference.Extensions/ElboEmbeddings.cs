using System.Buffers;
using Microsoft.Extensions.AI;

namespace Elbo.Inference.Extensions;

/// <summary>The codes of a model as embeddings of Microsoft.Extensions.AI.</summary>
public static class ElboEmbeddings
{
    /// <summary>A generator whose embedding of an image is the mean of q(z given x): L numbers. It does not dispose the model.</summary>
    /// <param name="vae">The model; each value is one image of 0 … 255, shape [C, H, W], row-major.</param>
    /// <param name="model">The model's name in the metadata; null for none.</param>
    public static IEmbeddingGenerator<ReadOnlyMemory<byte>, Embedding<float>> AsIEmbeddingGenerator(this InferenceVae vae, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(vae);
        return new CodeGenerator(vae, model);
    }
}

/// <summary>Encodes all values at once.</summary>
internal sealed class CodeGenerator(InferenceVae vae, string? model) : IEmbeddingGenerator<ReadOnlyMemory<byte>, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata metadata = new("elbo", defaultModelId: model, defaultModelDimensions: vae.Latents);

    /// <exception cref="ArgumentException">A value is not one image of the model's shape.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<ReadOnlyMemory<byte>> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } dimensions && dimensions != vae.Latents)
            throw new ArgumentException(
                $"{dimensions} dimensions were asked for; the model has {vae.Latents} latents. Leave Dimensions null.", nameof(options));
        var images = new ArrayBufferWriter<byte>();
        foreach (var value in values)
            images.Write(value.Length == vae.Shape.Values
                ? value.Span
                : throw new ArgumentException(
                    $"A value has {value.Length} bytes; one image of the model has {vae.Shape.Values} ({vae.Shape}). Give each image by itself.",
                    nameof(values)));
        return Task.Run(
            () =>
            {
                var codes = vae.Encode(images.WrittenSpan, cancellationToken);
                return new GeneratedEmbeddings<Embedding<float>>(Enumerable.Range(0, codes.Count)
                    .Select(i => new Embedding<float>(codes.Mu.AsMemory(i * codes.Latents, codes.Latents)) { ModelId = model }));
            }, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(vae) ? vae
        : null;

    public void Dispose()
    {
    }
}
